#include "query/sql/sql_tokens.h"

#include <gtest/gtest.h>

#include "query/sql/names.h"

namespace leapfrog::query {
namespace {

std::vector<std::string> written(std::string_view sql) {
  std::vector<std::string> list;
  const auto tokens = sql_tokens(sql, "query");
  if (!tokens) return {tokens.error().detail};
  for (const auto& token : *tokens) list.emplace_back(token.written);
  return list;
}

std::string column_of(std::string_view sql) {
  const auto tokens = sql_tokens(sql, "query");
  if (!tokens) return tokens.error().detail;
  const auto meant = meaning_of(chain_at(*tokens, 0));
  return meant ? meant->column() : "plain";
}

TEST(SqlTokens, AreWordsNamesTextsNumbersAndSymbols) {
  EXPECT_EQ(
      written("SELECT a.`b c`, 'it''s' || \"d\" -- gone\n/* gone */ 1e-5"),
      (std::vector<std::string>{"SELECT", "a", ".", "`b c`", ",", "'it''s'", "|", "|", "\"d\"", "1e-5"}));
  EXPECT_EQ(written("x-1"), (std::vector<std::string>{"x", "-", "1"}));
  const std::string_view sql = R"('a\'b\n' {variables.who})";
  const auto tokens = sql_tokens(sql, "query");
  ASSERT_TRUE(tokens);
  EXPECT_EQ((*tokens)[0].value, "a'b\n");
  EXPECT_EQ((*tokens)[1].value, "variables.who");
  EXPECT_TRUE((*tokens)[1].after_space);
}

TEST(SqlTokens, WhatNeverEndsIsNamedWithItsPlace) {
  EXPECT_EQ(written("SELECT 'a").front(), "Syntax error at position 8: a text begins that never ends.");
  EXPECT_EQ(written("`a").front(), "Syntax error at position 1: a name begins that never ends.");
  EXPECT_EQ(written("1 /* a").front(), "Syntax error at position 3: a comment begins that never ends.");
  EXPECT_EQ(written("{a").front(), "Syntax error at position 1: a placeholder begins that never ends.");
  EXPECT_EQ(written("{a b: c}").front(), "Syntax error at position 1: a placeholder has no plain name.");
}

TEST(SqlNames, FindPropertiesAndWhoseTheyAre) {
  EXPECT_EQ(column_of("properties.$browser"), "properties.$browser");
  EXPECT_EQ(column_of("e.properties['a.b']"), "properties.a.b");
  EXPECT_EQ(column_of("e.person.properties.plan"), "person.properties.plan");
  EXPECT_EQ(column_of("group_3.properties.size"), "group_3.properties.size");
  EXPECT_EQ(column_of("session.$session_duration"), "session.$session_duration");
  EXPECT_EQ(column_of("person.created_at"), "person.created_at");
  EXPECT_EQ(column_of("group_5.key"), "plain");
  EXPECT_EQ(column_of("properties"), "plain");
  EXPECT_EQ(column_of("e.event"), "plain");
}

TEST(SqlTokens, QuotedTextsCannotBeLeft) {
  EXPECT_EQ(quote_text("it's \\"), R"('it\'s \\')");
  for (const std::string text : {"'", "\\", "\\'", "''", "\n'--"}) {
    const auto quoted = quote_text(text);
    const auto tokens = sql_tokens(quoted, "query");
    ASSERT_TRUE(tokens) << text;
    ASSERT_EQ(tokens->size(), 1U) << text;
    EXPECT_EQ(tokens->front().value, text);
  }
}

}  // namespace
}  // namespace leapfrog::query
