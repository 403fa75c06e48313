#include "accounts/passwords.h"

#include <gtest/gtest.h>

#include "base/crypto.h"

namespace leapfrog::accounts {
namespace {

TEST(Passwords, RulesAndTheirSentences) {
  struct Case {
    std::string password;
    std::string_view code;
    std::string_view detail;
  };
  const Case cases[] = {
      {"", "password_too_short", "This password is too short. It must contain at least 8 characters."},
      {"1234567", "password_too_short", "This password is too short. It must contain at least 8 characters."},
      {"ääääää", "password_too_short", "This password is too short. It must contain at least 8 characters."},
      {std::string(1025, 'x'), "password_too_long",
       "This password is too long. It may have at most 1024 bytes."},
      {"Password1", "password_too_common",
       "This password is too common. Choose one that others would not guess."},
      {"aaaaaaaaaa", "password_too_common",
       "This password is too common. Choose one that others would not guess."},
      {"ADA@example.com", "password_too_similar", "The password must not be the email address."},
  };
  for (const auto& each : cases) {
    const auto result = check_password_rules(each.password, "ada@example.com");
    ASSERT_FALSE(result.has_value()) << each.password;
    EXPECT_EQ(result.error().code, each.code);
    EXPECT_EQ(result.error().detail, each.detail);
    EXPECT_EQ(result.error().attr, "password");
    EXPECT_EQ(result.error().kind, ErrorKind::invalid);
  }
  for (const auto* good : {"correct horse", "ääääääää", "8 charss", "密码密码密码密码"})
    EXPECT_TRUE(check_password_rules(good, "ada@example.com").has_value()) << good;
}

TEST(Passwords, EmailAddresses) {
  for (const auto* good : {"a@b", "ada@example.com", " ada+x@example.co.uk ", "ü@müller.de"})
    EXPECT_TRUE(checked_email(good).has_value()) << good;
  EXPECT_EQ(checked_email(" Ada@Example.com\n"), "Ada@Example.com");
  for (const auto& bad :
       {std::string(""), std::string("ada"), std::string("@b"), std::string("a@"), std::string("a@b@c"),
        std::string("a b@c.d"), std::string("a@.c"), std::string("a@c."), std::string("a@b..c"),
        std::string("<a@b.c>"), std::string("a\0@b.c", 6), std::string(250, 'a') + "@b.cd"}) {
    const auto result = checked_email(bad);
    ASSERT_FALSE(result.has_value()) << bad;
    EXPECT_EQ(result.error().detail, "Enter a valid email address.");
    EXPECT_EQ(result.error().attr, "email");
  }
  EXPECT_EQ(email_key(" Ada@EXAMPLE.com"), "ada@example.com");
}

TEST(Passwords, VerifyingNothingCostsAsMuchAsVerifying) {
  init_crypto();
  const auto hash = hash_password_bounded("correct horse");
  EXPECT_TRUE(verify_password_bounded(hash, "correct horse"));
  EXPECT_FALSE(verify_password_bounded(hash, "correct horsf"));
  // The parameters stand in the head of the hash: "$argon2id$v=19$m=65536,t=2,p=1$".
  const auto head = [](const std::string& text) { return text.substr(0, text.find("p=1$")); };
  EXPECT_EQ(head(hash), head(hash_of_nothing()));
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_FALSE(verify_password_bounded(hash_of_nothing(), ""));
}

}  // namespace
}  // namespace leapfrog::accounts
