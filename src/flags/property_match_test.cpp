#include "flags/property_match.h"

#include <gtest/gtest.h>

#include "flags/lower_case.h"

namespace leapfrog::flags {
namespace {

const Instant now = from_micros(1'774'958'400'000'000);  // 2026-03-31 12:00:00

bool matches(const std::string& op, const std::string& wanted, const std::string& value,
             const std::string& zone = "UTC") {
  json::object filter{{"key", "p"}, {"operator", op}, {"value", json::parse(wanted)}};
  const auto match = PropertyMatch::compile(filter, find_time_zone(zone));
  if (!match) {
    ADD_FAILURE() << match.error().detail;
    return false;
  }
  const auto property = value.empty() ? json::value() : json::parse(value);
  return match->matches(value.empty() ? nullptr : &property, now, find_time_zone(zone));
}

struct Case {
  std::string op, wanted, value;  // value "": the property is missing
  bool match;
};

TEST(FlagPropertyMatch, FollowsTheTable) {
  const std::vector<Case> cases = {
      {"exact", R"("A")", R"("a")", true},
      {"exact", R"("ÉMILE")", R"("émile")", true},
      {"exact", R"(["x","B"])", R"("b")", true},
      {"exact", R"(["x","B"])", R"("c")", false},
      {"exact", "5", R"("5")", true},
      {"exact", "true", R"("True")", true},
      {"exact", R"("false")", "false", true},
      {"exact", R"("false")", R"("banana")", false},
      {"exact", R"("true")", "1", false},
      {"exact", "[]", "true", true},
      {"exact", "[]", R"("x")", false},
      {"exact", R"("null")", "null", true},
      {"exact", R"({"b":1,"a":[1.5]})", R"({"a":[1.5],"b":1})", true},
      {"exact", R"("a")", "", false},
      {"is_not", R"("a")", "", true},
      {"is_not", R"(["a","b"])", R"("B")", false},
      {"is_set", "null", "null", true},
      {"is_set", "null", "", false},
      {"is_not_set", "null", "", true},
      {"icontains", R"("SHOP")", R"("a shopper")", true},
      {"icontains", "1", "210", true},
      {"icontains", R"("É")", R"("é")", false},
      {"not_icontains", R"("x")", "", true},
      {"icontains_multi", R"(["q","HO"])", R"("shop")", true},
      {"not_icontains_multi", R"(["q","HO"])", R"("shop")", false},
      {"starts_with", R"("SH")", R"("shop")", true},
      {"not_starts_with", R"("op")", R"("shop")", true},
      {"ends_with", R"("OP")", R"("shop")", true},
      {"not_ends_with", R"("op")", "", true},
      {"regex", R"("^a.c$")", R"("abc")", true},
      {"regex", R"("[")", R"("[")", false},
      {"not_regex", R"("[")", R"("x")", false},
      {"not_regex", R"("x")", "", true},
      {"gt", "5", "5.5", true},
      {"gt", R"("5")", R"("10")", true},
      {"gte", "5", "5", true},
      {"lt", "5", R"("4e0")", true},
      {"lte", "5", R"("five")", false},
      {"gt", "5", "true", false},
      {"gt", "5", "", false},
      {"between", "[1,3]", "3", true},
      {"between", "[1,3]", "4", false},
      {"not_between", "[1,3]", "4", true},
      {"not_between", "[1,3]", R"("x")", false},
      {"not_between", "[1,3]", "", true},
      {"is_date_before", R"("2026-01-02")", R"("2026-01-01T23:59:59Z")", true},
      {"is_date_after", R"("2026-01-02")", R"("2026-01-01T23:59:59Z")", false},
      {"is_date_exact", R"("2026-01-01")", R"("2026-01-01 00:00:00")", true},
      {"is_date_exact", R"("2026-01-01T02:00:00+02:00")", R"("2026-01-01")", true},
      {"is_date_after", R"("2026-01-01")", "1780000000", true},
      {"is_date_after", R"("2026-01-01")", R"("1780000000.5")", true},
      {"is_date_exact", R"("2026-05-28T20:26:40Z")", "1780000000000", true},
      {"is_date_exact", R"("2026-05-28T20:26:40.5Z")", R"("1780000000500")", true},
      {"is_date_after", R"("5138-01-01")", "99999999999", true},
      {"is_date_before", R"("1974-01-01")", "100000000000", true},
      {"is_date_after", R"("2026-01-01")", "1e300", false},
      {"is_date_after", R"("-7d")", R"("2026-03-24T12:00:01Z")", true},
      {"is_date_after", R"("-7d")", R"("2026-03-24T11:59:59Z")", false},
      {"is_date_before", R"("24h")", R"("2026-03-30T11:59:59Z")", true},
      {"is_date_before", R"("-2w")", R"("2026-03-17T12:00:00Z")", false},
      {"is_date_exact", R"("-1m")", R"("2026-02-28T12:00:00Z")", true},
      {"is_date_exact", R"("-1y")", R"("2025-03-31T12:00:00Z")", true},
      {"is_date_before", R"("1x")", R"("2020-01-01")", false},
      {"is_date_before", R"("-10000d")", R"("1990-01-01")", false},
      {"is_date_before", R"("2026-01-01")", R"("soon")", false},
      {"is_date_before", R"("2026-01-01")", "", false},
      {"semver_eq", R"("v1.2")", R"("1.2.0")", true},
      {"semver_eq", R"("1.2.0")", R"("01.02.0-rc.1")", true},
      {"semver_neq", R"("1.2")", R"("1.3")", true},
      {"semver_neq", R"("1.2")", R"("x")", false},
      {"semver_neq", R"("1.2")", "", false},
      {"semver_gt", R"("1.9")", R"("1.10")", true},
      {"semver_gte", R"("2")", R"("2.0.0")", true},
      {"semver_lt", R"("2")", R"("1.99.99")", true},
      {"semver_lte", R"("2")", R"("2.0.1")", false},
      {"semver_tilde", R"("1.2.3")", R"("1.2.9")", true},
      {"semver_tilde", R"("1.2.3")", R"("1.3.0")", false},
      {"semver_caret", R"("1.2.3")", R"("1.9.0")", true},
      {"semver_caret", R"("0.2.3")", R"("0.3.0")", false},
      {"semver_caret", R"("0.0.3")", R"("0.0.4")", false},
      {"semver_wildcard", R"("1.*")", R"("1.9")", true},
      {"semver_wildcard", R"("1.2.*")", R"("1.3")", false},
      {"semver_wildcard", R"("1.*.*")", R"("1.3")", true},
  };
  for (const auto& each : cases)
    EXPECT_EQ(matches(each.op, each.wanted, each.value), each.match)
        << each.op << " " << each.wanted << " on " << (each.value.empty() ? "nothing" : each.value);
}

TEST(FlagPropertyMatch, ReadsDatesWithoutAnOffsetInTheProjectsZone) {
  EXPECT_TRUE(matches("is_date_exact", R"("2026-01-01")", R"("2025-12-31T23:00:00Z")", "Europe/Berlin"));
  EXPECT_TRUE(
      matches("is_date_exact", R"("2026-01-01 10:00")", R"("2026-01-01T15:00:00Z")", "America/New_York"));
  EXPECT_TRUE(matches("is_date_exact", R"("2026-01-01")", R"("2026-01-01T00:00:00Z")", "No/Where"));
  // A day ago by the calendar, over the night in which clocks went forward (29 March 2026).
  EXPECT_TRUE(matches("is_date_exact", R"("-3d")", R"("2026-03-28T13:00:00Z")", "Europe/Berlin"));
}

TEST(FlagPropertyMatch, RefusesWhatItCannotCompile) {
  for (const auto* filter :
       {R"({"operator":"resembles","value":1})", R"({"operator":"gt","value":"x"})", R"({"operator":"gt"})",
        R"({"operator":"between","value":[3,1]})", R"({"operator":"between","value":3})",
        R"({"operator":"semver_eq","value":"x"})", R"({"operator":"semver_wildcard","value":"x.*"})"}) {
    EXPECT_FALSE(PropertyMatch::compile(json::parse(filter).as_object(), find_time_zone("UTC"))) << filter;
  }
  EXPECT_TRUE(check_pattern("^a|b$").has_value());
  EXPECT_FALSE(check_pattern("(?=a)").has_value());
}

TEST(FlagLowerCase, FollowsUnicode) {
  EXPECT_EQ(lower_case("ABC"), "abc");
  EXPECT_EQ(lower_case("ÀÉ Ж"), "àé ж");
  EXPECT_EQ(lower_case("ΟΔΟΣ ΣΑ"), "οδος σα");
  EXPECT_EQ(lower_case("İ"), "i̇");
  EXPECT_EQ(lower_case("\xff"), "\xff");
  EXPECT_EQ(LowerCase(std::string(300, 'X')).view(), std::string(300, 'x'));
  EXPECT_TRUE(contains_lower("aXbXc", "xbx"));
  EXPECT_FALSE(contains_lower("ab", "abc"));
}

}  // namespace
}  // namespace leapfrog::flags
