#include "flags/bucket.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <string>

namespace leapfrog::flags {
namespace {

// Published values, which every SDK gives too.
TEST(FlagBucket, AgreesWithPublishedValues) {
  EXPECT_DOUBLE_EQ(rollout_share("beta-search", "user-17"), 0.009101217133290002);
  EXPECT_DOUBLE_EQ(rollout_share("beta-search-rollout", "user-105"), 0.2851295399293007);
  EXPECT_DOUBLE_EQ(variant_share("checkout-layout", "user-61"), 0.5698252224547713);
  EXPECT_DOUBLE_EQ(holdout_share("user-31"), 0.0194745413007599);
  EXPECT_DOUBLE_EQ(holdout_share(""), 0.9268829483920294);
  EXPECT_DOUBLE_EQ(rollout_share("org-dashboard", "42"), 0.5997466051660167);
  EXPECT_DOUBLE_EQ(rollout_share("beta-search", "ünïcødé-😀"), 0.7415212578007152);
  EXPECT_DOUBLE_EQ(rollout_share("simple-flag", "distinct_id_0"), 0.7836963764220432);
}

// Around the 55 bytes that fit into one block of the hash, against OpenSSL's own interface.
TEST(FlagBucket, AgreesForIdentifiersOfEveryLength) {
  for (std::size_t length = 1; length <= max_identifier_characters; ++length) {
    const std::string identifier(length, static_cast<char>('a' + length % 26));
    const auto text = "key." + identifier;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    ASSERT_EQ(EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr), 1);
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < 8; ++i) first = first << 8 | digest[i];
    EXPECT_EQ(rollout_share("key", identifier), static_cast<double>(first >> 4) / 0xFFFFFFFFFFFFFFFp0)
        << length;
  }
}

TEST(FlagBucket, GivesNobodyTheBeginning) {
  EXPECT_EQ(rollout_share("any", ""), 0.0);
  EXPECT_EQ(variant_share("any", ""), 0.0);
}

TEST(FlagBucket, CutsIdentifiersByCharactersNotBytes) {
  std::string exactly, longer;
  for (std::size_t i = 0; i < max_identifier_characters; ++i) exactly += "ü";
  longer = exactly + "x";
  EXPECT_EQ(bucketed_identifier(exactly), exactly);
  EXPECT_EQ(bucketed_identifier(longer), exactly);
  EXPECT_EQ(rollout_share("flag", longer), rollout_share("flag", exactly));
  EXPECT_NE(rollout_share("flag", exactly.substr(2)), rollout_share("flag", exactly));
  EXPECT_EQ(bucketed_identifier(std::string(300, 'a')).size(), max_identifier_characters);
}

}  // namespace
}  // namespace leapfrog::flags
