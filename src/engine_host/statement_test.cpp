#include "engine_host/statement.h"

#include <gtest/gtest.h>

#include <vector>

namespace leapfrog::engine_host {
namespace {

std::vector<std::string> tokens(std::string_view sql) {
  std::vector<std::string> found;
  for (Token token = next_token(sql, 0); token.kind != TokenKind::end; token = next_token(sql, token.end)) {
    if (token.kind == TokenKind::incomplete) return found.emplace_back("<incomplete>"), found;
    found.emplace_back(token.text);
  }
  return found;
}
using Texts = std::vector<std::string>;

TEST(Tokens, AreWordsSymbolsAndQuotedTexts) {
  EXPECT_EQ(tokens("SELECT a_1, 'it''s', \"na\\\"me\", `t` FROM x"),
            (Texts{"SELECT", "a_1", ",", "'it''s'", ",", "\"na\\\"me\"", ",", "`t`", "FROM", "x"}));
  EXPECT_EQ(next_token("'x'", 0).kind, TokenKind::string);
  EXPECT_EQ(next_token("`x`", 0).kind, TokenKind::quoted_name);
  EXPECT_EQ(next_token("\"x\"", 0).kind, TokenKind::quoted_name);
  EXPECT_EQ(next_token("  \t\n", 0).kind, TokenKind::end);
}

TEST(Tokens, SkipEveryKindOfComment) {
  EXPECT_EQ(tokens("a -- 'b\n/* c ' */ d # e\n#! f\ng"), (Texts{"a", "d", "g"}));
  EXPECT_EQ(tokens("a #b"), (Texts{"a", "#", "b"}));  // no blank behind it: not a comment
  EXPECT_EQ(tokens("a - -b"), (Texts{"a", "-", "-", "b"}));
}

TEST(Tokens, KnowHeredocs) {
  EXPECT_EQ(tokens("SELECT $x$ FORMAT ' $y$ $x$ z"), (Texts{"SELECT", "$x$ FORMAT ' $y$ $x$", "z"}));
  EXPECT_EQ(tokens("$$a$$"), (Texts{"$$a$$"}));
  EXPECT_EQ(tokens("$x y"), (Texts{"$", "x", "y"}));
}

TEST(Tokens, SayWhenTheTextEndsInsideOne) {
  for (const char* sql : {"'abc", "'abc\\'", "`abc", "\"abc", "/* abc", "-- abc", "$a$ abc"})
    EXPECT_EQ(tokens(sql), Texts{"<incomplete>"}) << sql;
}

TEST(Keywords, AreBareWordsInAnyCase) {
  EXPECT_TRUE(is_keyword(next_token("format", 0), "FORMAT"));
  EXPECT_TRUE(is_keyword(next_token("FoRmAt x", 0), "FORMAT"));
  EXPECT_FALSE(is_keyword(next_token("`FORMAT`", 0), "FORMAT"));
  EXPECT_FALSE(is_keyword(next_token("'FORMAT'", 0), "FORMAT"));
  EXPECT_FALSE(is_keyword(next_token("FORMATS", 0), "FORMAT"));
}

// "statement|format|data", or the outcome when there is none.
std::string split(std::string_view sql, bool complete = true) {
  const Split found = split_insert(sql, complete);
  if (found.outcome == SplitOutcome::needs_more) return "needs more";
  if (found.outcome == SplitOutcome::other) return "other";
  return found.insert->statement + "|" + found.insert->format + "|" +
         std::string(sql.substr(found.insert->data_begin));
}

TEST(SplitInsert, FindsTheData) {
  EXPECT_EQ(split("INSERT INTO t VALUES (1), (2)"), "INSERT INTO t |Values| (1), (2)");
  EXPECT_EQ(split("insert into db.t (a, b) format JSONEachRow\n{\"a\":1}"),
            "insert into db.t (a, b) |JSONEachRow|{\"a\":1}");
  EXPECT_EQ(split("INSERT INTO t FORMAT Native \t\r\n\nx"), "INSERT INTO t |Native|\nx");
  EXPECT_EQ(split("INSERT INTO t FORMAT CSV; \n1,2"), "INSERT INTO t |CSV|1,2");
  EXPECT_EQ(split("INSERT INTO t FORMAT CSV 1,2"), "INSERT INTO t |CSV|1,2");
  EXPECT_EQ(split("INSERT INTO t FORMAT Native"), "INSERT INTO t |Native|");
  EXPECT_EQ(split("INSERT INTO t SETTINGS a = 'FORMAT CSV' FORMAT TSV\n1"),
            "INSERT INTO t SETTINGS a = 'FORMAT CSV' |TSV|1");
}

TEST(SplitInsert, IsNotMisledByNames) {
  EXPECT_EQ(split("INSERT INTO format FORMAT CSV\n1"), "INSERT INTO format |CSV|1");
  EXPECT_EQ(split("INSERT INTO TABLE db.values (`format`) VALUES (1)"),
            "INSERT INTO TABLE db.values (`format`) |Values| (1)");
  EXPECT_EQ(split("INSERT INTO FUNCTION f('x', values) VALUES (1)"),
            "INSERT INTO FUNCTION f('x', values) |Values| (1)");
  EXPECT_EQ(split("INSERT INTO t (format, values) FORMAT CSV\n"), "INSERT INTO t (format, values) |CSV|");
}

TEST(SplitInsert, LeavesEverythingElseToTheEngine) {
  EXPECT_EQ(split("SELECT 1 FORMAT CSV"), "other");
  EXPECT_EQ(split("INSERT INTO t SELECT 1 FORMAT CSV"), "other");
  EXPECT_EQ(split("INSERT INTO t (a) WITH 1 AS x SELECT x"), "other");
  EXPECT_EQ(split("INSERT INTO t"), "other");
  EXPECT_EQ(split("INSERT INTO t FORMAT 'CSV'"), "other");
  EXPECT_EQ(split(""), "other");
}

TEST(SplitInsert, APrefixDecidesWhatTheWholeTextDecidesOrNothing) {
  for (const std::string whole : {
           "INSERT /* x */ INTO db.t (a, `b`) SETTINGS s = 'q' FORMAT JSONEachRow ; \r\n{\"a\":1}",
           "INSERT INTO t VALUES (1, 'VALUES')",
           "INSERT INTO t (a) SELECT 1 FORMAT CSV",
           "  -- first\nINSERT INTO t FORMAT Native\n\x01\x02",
           "SELECT $tag$ INSERT $tag$ FORMAT CSV",
       }) {
    const std::string decided = split(whole);
    for (std::size_t size = 0; size <= whole.size(); ++size) {
      const std::string_view prefix = std::string_view(whole).substr(0, size);
      const Split found = split_insert(prefix, false);
      if (found.outcome == SplitOutcome::needs_more) continue;
      if (found.outcome == SplitOutcome::other) {
        EXPECT_EQ(decided, "other") << prefix;
      } else {
        EXPECT_EQ(found.insert->statement + "|" + found.insert->format + "|" +
                      whole.substr(found.insert->data_begin),
                  decided)
            << prefix;
      }
    }
  }
}

TEST(NamesClientFile, FindsTheWordsOutsideStringsAndComments) {
  EXPECT_TRUE(names_client_file("SELECT 1 INTO /* x */ outfile 'f'"));
  EXPECT_TRUE(names_client_file("INSERT INTO t FROM\nINFILE 'f' FORMAT CSV"));
  EXPECT_FALSE(names_client_file("SELECT 'INTO OUTFILE'"));
  EXPECT_FALSE(names_client_file("SELECT a AS `OUTFILE` FROM `INFILE`"));
  EXPECT_FALSE(names_client_file("SELECT 1 /* INTO OUTFILE */"));
  EXPECT_FALSE(names_client_file("INSERT INTO t SELECT 1"));
}

TEST(ChangesSettings, FindsTheClauseAnywhere) {
  EXPECT_TRUE(changes_settings("SELECT 1 SETTINGS max_threads = 1"));
  EXPECT_TRUE(changes_settings("SELECT * FROM (SELECT 1 settings `readonly`=0)"));
  EXPECT_TRUE(changes_settings("SELECT 1 SETTINGS merge_tree.x = 1"));
  EXPECT_FALSE(changes_settings("SELECT settings FROM t"));
  EXPECT_FALSE(changes_settings("SELECT count() AS settings FROM t WHERE settings > 1"));
  EXPECT_FALSE(changes_settings("SELECT 'SETTINGS a = 1' -- SETTINGS a = 1\n"));
  EXPECT_FALSE(changes_settings("SELECT `SETTINGS` a"));
}

}  // namespace
}  // namespace leapfrog::engine_host
