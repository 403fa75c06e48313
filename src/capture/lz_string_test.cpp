#include "capture/lz_string.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "capture/lz_string_vectors.h"

namespace leapfrog::capture {
namespace {

json::array vectors() { return json::parse(lz_string_vectors).as_array(); }

TEST(LzString, ReadsWhatTheLibraryWrites) {
  const auto all = vectors();
  ASSERT_GT(all.size(), 40u);
  for (const auto& vector : all) {
    const std::string text(vector.at("text").as_string());
    const auto got = decompress_lz_string(std::string_view(vector.at("base64").as_string()), 1 << 20);
    ASSERT_TRUE(got) << got.error().detail << ": " << text;
    EXPECT_EQ(*got, text);
  }
}

TEST(LzString, IsBounded) {
  for (const auto& vector : vectors()) {
    const std::string text(vector.at("text").as_string());
    const auto base64 = std::string_view(vector.at("base64").as_string());
    ASSERT_TRUE(decompress_lz_string(base64, text.size()));
    if (text.empty()) continue;
    const auto got = decompress_lz_string(base64, text.size() - 1);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, "body_too_large");
  }
}

TEST(LzString, RefusesWhatIsCutOff) {
  for (const auto& vector : vectors()) {
    const auto base64 = std::string_view(vector.at("base64").as_string());
    if (base64.size() < 40) continue;
    EXPECT_FALSE(decompress_lz_string(base64.substr(0, base64.size() / 2), 1 << 20));
  }
  EXPECT_FALSE(decompress_lz_string("", 100));
  EXPECT_FALSE(decompress_lz_string("\xff\xff", 100));
}

}  // namespace
}  // namespace leapfrog::capture
