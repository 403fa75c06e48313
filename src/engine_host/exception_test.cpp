#include "engine_host/exception.h"

#include <gtest/gtest.h>

namespace leapfrog::engine_host {
namespace {

TEST(ParseError, ReadsTheCodeAndKeepsOnePrefix) {
  const std::string once = "Code: 62. DB::Exception: Syntax error: failed at position 1. (SYNTAX_ERROR)";
  EXPECT_EQ(parse_error(once).code, 62);
  EXPECT_EQ(parse_error(once).text, once);
  EXPECT_EQ(parse_error("Code: 62. DB::Exception: " + once).text, once);
}

TEST(ParseError, KeepsAnInnerErrorOfAnotherCode) {
  const std::string text =
      "Code: 279. DB::Exception: All tries failed: DB::Exception: Code: 210. DB::Exception: x";
  EXPECT_EQ(parse_error(text).code, 279);
  EXPECT_EQ(parse_error(text).text, text);
}

TEST(ParseError, GivesAnyTextTheForm) {
  for (const std::string text :
       {"std::exception: out of memory", "", "Code: ", "Code: x. DB::Exception: y"}) {
    const EngineError error = parse_error(text);
    EXPECT_EQ(error.code, code::unknown_exception);
    EXPECT_EQ(error.text, "Code: 1002. DB::Exception: " + text);
  }
}

TEST(MakeError, ReadsBack) {
  const EngineError error = make_error(code::readonly, "READONLY", "No.");
  EXPECT_EQ(error.text, "Code: 164. DB::Exception: No. (READONLY)");
  EXPECT_EQ(parse_error(error.text).code, code::readonly);
}

TEST(HttpStatus, SaysWhoseFaultItIs) {
  EXPECT_EQ(http_status(code::syntax_error), 400);
  EXPECT_EQ(http_status(53), 400);   // TYPE_MISMATCH
  EXPECT_EQ(http_status(60), 404);   // UNKNOWN_TABLE
  EXPECT_EQ(http_status(115), 404);  // UNKNOWN_SETTING
  EXPECT_EQ(http_status(code::readonly), 403);
  EXPECT_EQ(http_status(code::authentication_failed), 403);
  EXPECT_EQ(http_status(code::timeout_exceeded), 408);
  EXPECT_EQ(http_status(code::query_is_too_large), 413);
  EXPECT_EQ(http_status(code::not_implemented), 501);
  EXPECT_EQ(http_status(code::too_many_simultaneous_queries), 503);
  EXPECT_EQ(http_status(code::memory_limit_exceeded), 500);
  EXPECT_EQ(http_status(0), 500);
  EXPECT_EQ(http_status(-1), 500);
}

}  // namespace
}  // namespace leapfrog::engine_host
