#include "engine_host/body_codec.h"

#include <gtest/gtest.h>

#include <random>

namespace leapfrog::engine_host {
namespace {

constexpr std::size_t piece_size = 256 << 10;  // of a decoder's output

std::string encoded(std::string_view encoding, std::string_view text) {
  const auto encoder = make_encoder(encoding);
  std::string body = encoder->feed(text);  // before finish(), which one expression would not promise
  return body += encoder->finish();
}

struct Decoded {
  bool ok = true;
  bool complete = false;
  std::string text;
  std::size_t largest_piece = 0;
};

// Feeds `step` bytes at a time.
Decoded decoded(std::string_view encoding, std::string_view body, std::size_t step) {
  const auto decoder = *make_decoder(encoding);
  Decoded out;
  const Sink append = [&](std::string_view piece) -> Result<> {
    out.largest_piece = std::max(out.largest_piece, piece.size());
    out.text += piece;
    return {};
  };
  for (std::size_t at = 0; at < body.size() && out.ok; at += step)
    out.ok = decoder->feed(body.substr(at, step), append).has_value();
  out.complete = decoder->complete();
  return out;
}

// Half of it repeats, so that it neither vanishes nor grows.
std::string sample(std::size_t size) {
  std::mt19937 random(static_cast<unsigned>(size) + 1);
  std::string text(size, 'a');
  for (std::size_t i = 0; i < size; i += 2) text[i] = static_cast<char>(random());
  return text;
}

class Codecs : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(All, Codecs, testing::Values("gzip", "zstd"));

// The sizes around a full output buffer are where a decoder may think that a stream goes on.
TEST_P(Codecs, GiveBackWhatWentIn) {
  for (const std::size_t size :
       {0UL, 1UL, 1000UL, piece_size - 1, piece_size, piece_size + 1, 2 * piece_size}) {
    for (const std::string& text : {sample(size), std::string(size, 'z')}) {
      const std::string body = encoded(GetParam(), text);
      for (const std::size_t step : {std::size_t{7}, std::size_t{65536}, body.size()}) {
        const Decoded out = decoded(GetParam(), body, step);
        EXPECT_TRUE(out.ok && out.complete) << size << " bytes, " << step << " at a time";
        EXPECT_TRUE(out.text == text) << size << " bytes, " << step << " at a time";
        EXPECT_LE(out.largest_piece, piece_size);
      }
    }
  }
}

TEST_P(Codecs, EncodePieceByPieceSoThatEachCanBeReadAtOnce) {
  const auto encoder = make_encoder(GetParam());
  const std::string first = encoder->feed("first,");
  EXPECT_EQ(decoded(GetParam(), first, 100).text, "first,");
  EXPECT_FALSE(decoded(GetParam(), first, 100).complete);
  std::string all = first;
  all += encoder->feed("second");
  all += encoder->finish();
  EXPECT_EQ(decoded(GetParam(), all, 3).text, "first,second");
}

TEST_P(Codecs, ReadStreamsThatFollowEachOther) {
  const std::string two = encoded(GetParam(), "one") + encoded(GetParam(), "two");
  for (const std::size_t step : {std::size_t{1}, two.size()}) {
    EXPECT_EQ(decoded(GetParam(), two, step).text, "onetwo");
    EXPECT_TRUE(decoded(GetParam(), two, step).complete);
  }
}

TEST_P(Codecs, SayWhenABodyIsCutOffOrDamaged) {
  const std::string body = encoded(GetParam(), sample(5000));
  for (std::size_t size = 1; size < body.size(); size += 97)
    EXPECT_FALSE(decoded(GetParam(), body.substr(0, size), 1000).complete) << size;
  EXPECT_FALSE(decoded(GetParam(), "plainly not compressed", 100).ok);
  EXPECT_FALSE(decoded(GetParam(), body + "garbage behind it", 10'000).ok);
}

TEST_P(Codecs, StopWhenTheReaderSaysSo) {
  const std::string body = encoded(GetParam(), std::string(64 << 20, 'x'));
  const auto decoder = *make_decoder(GetParam());
  std::size_t seen = 0;
  const auto fed = decoder->feed(body, [&](std::string_view piece) -> Result<> {
    seen += piece.size();
    if (seen > (1 << 20)) return invalid("Enough.");
    return {};
  });
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().detail, "Enough.");
  EXPECT_LE(seen, (1U << 20) + piece_size);
}

TEST(Decoders, AreThereForWhatClientsSend) {
  for (const char* encoding : {"", "identity", "gzip", "deflate", "zstd"})
    EXPECT_TRUE(make_decoder(encoding)) << encoding;
  for (const char* encoding : {"br", "lz4", "GZIP", "gzip, gzip"})
    EXPECT_FALSE(make_decoder(encoding)) << encoding;
  EXPECT_EQ(decoded("", "as it is", 3).text, "as it is");
  EXPECT_TRUE(decoded("identity", "", 1).complete);
}

TEST(ChooseEncoding, TakesTheBestThatIsAllowed) {
  EXPECT_EQ(choose_encoding(""), "");
  EXPECT_EQ(choose_encoding("gzip, deflate, br"), "gzip");
  EXPECT_EQ(choose_encoding("gzip;q=1.0,zstd;q=0.5"), "zstd");
  EXPECT_EQ(choose_encoding("zstd;q=0, gzip"), "gzip");
  EXPECT_EQ(choose_encoding("zstd; q=0.000 ,gzip ; q=0.1"), "gzip");
  EXPECT_EQ(choose_encoding("gzip;q=0.0"), "");
  EXPECT_EQ(choose_encoding("x-gzip, zstdx"), "");
}

}  // namespace
}  // namespace leapfrog::engine_host
