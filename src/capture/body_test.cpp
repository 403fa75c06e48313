#include "capture/body.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include "base/crypto.h"
#include "capture/base64.h"
#include "capture/compression.h"
#include "capture/lz_string.h"

namespace leapfrog::capture {
namespace {

const std::string event = R"({"event":"a","properties":{"token":"phc_x","distinct_id":"é+ /"}})";

std::string gzip(std::string_view text) {
  auto* compressor = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_gzip_compress_bound(compressor, text.size()), '\0');
  out.resize(libdeflate_gzip_compress(compressor, text.data(), text.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

struct Wire {
  std::string query;
  std::string content_type;
  std::string content_encoding;
  std::string body;
};

Result<std::string> decode(const Wire& wire, const Limits& limits = {}) {
  http::Headers headers;
  if (!wire.content_type.empty()) headers.add("Content-Type", wire.content_type);
  if (!wire.content_encoding.empty()) headers.add("Content-Encoding", wire.content_encoding);
  return decode_body(http::Query::parse(wire.query), headers, wire.body, limits, limits.decompressed);
}

const std::string form_type = "application/x-www-form-urlencoded";

TEST(Body, UndoesEveryWrapping) {
  const auto base64 = base64_encode(event);
  const Wire wires[] = {
      {"", "application/json", "", event},
      {"", "", "", event},
      {"", "text/plain", "", gzip(event)},                     // posthog-js: recognised by magic bytes
      {"compression=gzip-js", "text/plain", "", gzip(event)},  // older posthog-js
      {"compression=GZIP", "text/plain", "", gzip(event)},
      {"", "application/json", "gzip", gzip(event)},  // posthog-node, python
      {"compression=nonsense", "text/plain", "", event},
      {"", "text/plain", "", base64},
      {"", "text/plain", "", base64_encode(gzip(event))},
      {"", form_type, "", "data=" + http::percent_encode(base64)},
      {"compression=base64", form_type, "", "data=" + http::percent_encode(base64)},
      {"", form_type, "", "data=" + base64},  // '+' not escaped: came as spaces
      {"", form_type + "; charset=UTF-8", "", "ver=1&data=" + http::percent_encode(event)},
      {"", form_type, "", "compression=gzip&data=" + http::percent_encode(gzip(event))},
      {"", form_type, "", event},  // curl -d
      {"", form_type, "", gzip(event)},
      {"data=" + http::percent_encode(base64), "", "", ""},  // GET pixel
      {"data=" + http::percent_encode(event), "", "", "ignored"},
  };
  for (const auto& wire : wires) {
    const auto text = decode(wire);
    ASSERT_TRUE(text) << wire.query << " " << wire.content_type << " " << wire.body << text.error().detail;
    EXPECT_EQ(*text, event) << wire.query << " " << wire.content_type;
  }
}

TEST(Body, TellsWhatIsWrong) {
  struct Case {
    Wire wire;
    std::string code;
    std::string detail;
  };
  Limits small;
  small.decompressed = 1000;
  const auto bomb = gzip(std::string(100'000, ' '));
  const Case cases[] = {
      {{"", "", "", ""}, "empty_body", "request missing data payload"},
      {{"", form_type, "", "ver=1"},
       "undecodable_body",
       "failed to decode request: expected a form field named data"},
      {{"compression=gzip", "", "", "not gzip"},
       "undecodable_body",
       "failed to decode request: invalid gzip data"},
      {{"", "", "", gzip(event).substr(0, 40)},
       "undecodable_body",
       "failed to decode request: invalid gzip data"},
      {{"compression=lz64", "", "", "\x01\x02"},
       "undecodable_body",
       "failed to decode request: invalid lz-string data"},
      {{"", "", "", bomb},
       "body_too_large",
       "maximum event size exceeded: decompressed it exceeds 1000 bytes"},
      {{"", "", "", std::string(1001, ' ')},
       "body_too_large",
       "maximum event size exceeded: it exceeds 1000 bytes"},
  };
  for (const auto& wanted : cases) {
    const auto text = decode(wanted.wire, small);
    ASSERT_FALSE(text) << wanted.detail;
    EXPECT_EQ(text.error().code, wanted.code);
    EXPECT_EQ(text.error().detail, wanted.detail);
  }
}

TEST(Body, TakesExactlyTheLimit) {
  Limits small;
  small.decompressed = 1000;
  EXPECT_TRUE(decode({"", "", "", gzip(std::string(1000, ' '))}, small));
  EXPECT_FALSE(decode({"", "", "", gzip(std::string(1001, ' '))}, small));
}

TEST(Gunzip, ReadsSeveralMembersAndIgnoresWhatFollows) {
  const auto text = gunzip(gzip("one ") + gzip("two") + "trailing", 100);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "one two");
}

TEST(Gunzip, BelievesNoLengthHint) {
  auto lying = gzip(std::string(50'000, 'x'));
  for (const std::uint32_t hint : {0u, 1u, 0xFFFFFFFFu}) {
    std::memcpy(lying.data() + lying.size() - 4, &hint, 4);
    EXPECT_FALSE(gunzip(lying, 1 << 20));
  }
}

TEST(Base64, KnowsItself) {
  EXPECT_TRUE(is_base64("YQ=="));
  EXPECT_TRUE(is_base64("YWJj"));
  EXPECT_FALSE(is_base64(""));
  EXPECT_FALSE(is_base64("YQ="));
  EXPECT_FALSE(is_base64("Y==="));
  EXPECT_FALSE(is_base64("Y Jj"));
  EXPECT_TRUE(is_base64_with_spaces("Y Jj"));
  EXPECT_FALSE(is_base64("{\"a\":1}"));
  EXPECT_EQ(*decode_base64("YQ=="), "a");
  EXPECT_EQ(*decode_base64("YWI="), "ab");
  for (std::size_t length = 1; length < 70; ++length) {
    std::string data;
    for (std::size_t i = 0; i < length; ++i) data.push_back(static_cast<char>(i * 37 + length));
    EXPECT_EQ(*decode_base64(base64_encode(data)), data);
  }
}

}  // namespace
}  // namespace leapfrog::capture
