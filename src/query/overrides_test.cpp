#include "query/overrides.h"

#include <gtest/gtest.h>

namespace leapfrog::query {
namespace {

json::object object(std::string_view text) { return json::parse(text).as_object(); }

std::string with(std::string_view query, std::string_view filters, std::string_view variables = "{}") {
  return json::serialize(overridden(object(query), {object(filters), object(variables)}));
}

TEST(Overrides, DatesStandForTheQuestionsOwnAsAWhole) {
  EXPECT_EQ(with(R"({"kind":"TrendsQuery","dateRange":{"date_from":"-7d","date_to":"2026-01-01"}})",
                 R"({"date_from":"-30d"})"),
            R"({"kind":"TrendsQuery","dateRange":{"date_from":"-30d","date_to":null}})");
  EXPECT_EQ(with(R"({"kind":"TrendsQuery","dateRange":{"date_from":"-7d"}})", R"({"date_from":null})"),
            R"({"kind":"TrendsQuery","dateRange":{"date_from":"-7d"}})");
}

TEST(Overrides, FiltersAreAddedToTheQuestionsOwn) {
  EXPECT_EQ(with(R"({"kind":"PathsQuery","properties":[]})", R"({"properties":[{"key":"a"}]})"),
            R"({"kind":"PathsQuery","properties":[{"key":"a"}]})");
  EXPECT_EQ(
      with(R"({"kind":"PathsQuery","properties":[{"key":"b"}]})", R"({"properties":[{"key":"a"}]})"),
      R"({"kind":"PathsQuery","properties":{"type":"AND","values":[{"type":"AND","values":[{"key":"b"}]},)"
      R"({"type":"AND","values":[{"key":"a"}]}]}})");
  EXPECT_EQ(
      with(R"({"kind":"WebOverviewQuery","properties":[{"key":"b"}]})", R"({"properties":[{"key":"a"}]})"),
      R"({"kind":"WebOverviewQuery","properties":[{"key":"b"},{"key":"a"}]})");
}

TEST(Overrides, OfSqlAndListsOfEventsGoWhereTheseHaveThem) {
  EXPECT_EQ(with(R"({"kind":"HogQLQuery","query":"q"})", R"({"date_from":"-3d","properties":[{"key":"a"}]})"),
            R"({"kind":"HogQLQuery","query":"q","filters":{"dateRange":{"date_from":"-3d","date_to":null},)"
            R"("properties":[{"key":"a"}]}})");
  EXPECT_EQ(with(R"({"kind":"EventsQuery","after":"-1d"})", R"({"date_from":"-3d","date_to":"-2d"})"),
            R"({"kind":"EventsQuery","after":"-3d","before":"-2d"})");
}

TEST(Overrides, ReachThroughWrappersAndLeaveOtherKindsAlone) {
  EXPECT_EQ(with(R"({"kind":"InsightVizNode","source":{"kind":"LifecycleQuery"}})", R"({"date_to":"-2d"})"),
            R"({"kind":"InsightVizNode","source":{"kind":"LifecycleQuery","dateRange":{"date_from":null,)"
            R"("date_to":"-2d"}}})");
  EXPECT_EQ(with(R"({"kind":"ActorsQuery"})", R"({"date_to":"-2d","properties":[{"key":"a"}]})"),
            R"({"kind":"ActorsQuery"})");
}

TEST(Overrides, ABreakdownStandsForTheQuestionsOwnWhereItHasOne) {
  EXPECT_EQ(with(R"({"kind":"TrendsQuery","breakdownFilter":{"breakdown":"b"}})",
                 R"({"breakdown_filter":{"breakdown":"a"}})"),
            R"({"kind":"TrendsQuery","breakdownFilter":{"breakdown":"a"}})");
  EXPECT_EQ(with(R"({"kind":"LifecycleQuery"})", R"({"breakdown_filter":{"breakdown":"a"}})"),
            R"({"kind":"LifecycleQuery"})");
}

TEST(Overrides, NothingIsComparedWithWhatWasBeforeAllTime) {
  EXPECT_EQ(with(R"({"kind":"TrendsQuery","compareFilter":{"compare":true}})", R"({"date_from":"all"})"),
            R"({"kind":"TrendsQuery","compareFilter":{"compare":false},"dateRange":{"date_from":"all",)"
            R"("date_to":null}})");
}

TEST(Overrides, AVariableStandsForTheOneWithItsNameOrIsAddedWhereTheTextNamesIt) {
  EXPECT_EQ(with(R"({"kind":"HogQLQuery","variables":{"a":{"code_name":"a","value":1}}})", "{}",
                 R"({"1":{"code_name":"a","value":2}})"),
            R"({"kind":"HogQLQuery","variables":{"a":{"code_name":"a","value":2}}})");
  EXPECT_EQ(with(R"({"kind":"HogQLQuery","query":"{variables.a}"})", "{}",
                 R"({"1":{"code_name":"a","value":2},"2":{"code_name":"b","value":3}})"),
            R"({"kind":"HogQLQuery","query":"{variables.a}","variables":{"1":{"code_name":"a","value":2}}})");
}

TEST(Overrides, AVariableStandsForTheOneWithItsId) {
  EXPECT_EQ(with(R"({"kind":"HogQLQuery","variables":{"1":{"code_name":"a","value":1}}})", "{}",
                 R"({"1":{"code_name":"a","value":2},"9":{"code_name":"z","value":3}})"),
            R"({"kind":"HogQLQuery","variables":{"1":{"code_name":"a","value":2}}})");
}

TEST(Overrides, OfAWrongTypeAreRefusedWithTheirPath) {
  const json::value text = "x";
  const json::value number = json::object{{"date_from", 3}};
  const json::value variable = json::object{{"1", 3}};
  EXPECT_EQ(read_overrides(&text, nullptr).error().attr, "filters_override");
  EXPECT_EQ(read_overrides(&number, nullptr).error().attr, "filters_override.date_from");
  EXPECT_EQ(read_overrides(nullptr, &text).error().attr, "variables_override");
  EXPECT_EQ(read_overrides(nullptr, &variable).error().attr, "variables_override.1");
}

}  // namespace
}  // namespace leapfrog::query
