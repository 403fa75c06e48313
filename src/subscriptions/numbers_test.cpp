#include "subscriptions/numbers.h"

#include <gtest/gtest.h>

namespace leapfrog::subscriptions {
namespace {

const Instant now = *parse_iso("2026-11-21T10:00:00Z");

Numbers numbers(std::string_view source, std::string_view answer) {
  static const auto calendar = *query::Calendar::of("UTC", true);
  return numbers_of(parse_json(source)->get_object(), parse_json(answer)->get_object(), calendar, now);
}

TEST(SubscriptionNumbers, OfATrendAreThePeriodThatIsOverAndTheOneThatGoesOn) {
  const auto table = numbers(R"({"kind":"TrendsQuery"})", R"({"results":[
    {"label":"paid","data":[8,1000,1250,3],"days":["2026-11-18","2026-11-19","2026-11-20","2026-11-21"],
     "labels":["18-Nov-2026","19-Nov-2026","20-Nov-2026","21-Nov-2026"],"compare_label":"current"},
    {"label":"paid","data":[1,1,1,1],"days":[],"labels":[],"compare_label":"previous"},
    {"label":"b","action":{"custom_name":"Größe"},"data":[0,0,5,0.5],"days":[],"labels":[]}]})");
  EXPECT_EQ(text_table(table),
            "       20-Nov-2026  Change from 19-Nov-2026  21-Nov-2026, so far\n"
            "paid         1,250                  +25.0 %                    3\n"
            "Größe            5                        –                  0.5\n");
  EXPECT_EQ(to_text(numbers_json(table)["rows"]), R"([["paid",1250,0.25,3],["Größe",5,null,0.5]])");
}

TEST(SubscriptionNumbers, OfATrendWhosePeriodsAreOver) {
  const auto table = numbers(R"({"kind":"TrendsQuery","interval":"week"})", R"({"results":[
    {"label":"paid","data":[8],"days":["2026-11-09"],"labels":["9-Nov-2026"]}]})");
  EXPECT_EQ(text_table(table), "      9-Nov-2026\npaid           8\n");
  const auto ongoing = numbers(R"({"kind":"TrendsQuery","interval":"week"})", R"({"results":[
    {"label":"paid","data":[8],"days":["2026-11-16"],"labels":["16-Nov-2026"]}]})");
  EXPECT_EQ(text_table(ongoing), "      16-Nov-2026, so far\npaid                    8\n");
}

TEST(SubscriptionNumbers, OfTotalsComparedWithTheDatesBefore) {
  EXPECT_EQ(text_table(numbers(R"({"kind":"TrendsQuery"})", R"({"results":[
    {"label":"paid","order":0,"aggregated_value":30,"compare_label":"current"},
    {"label":"paid","order":0,"aggregated_value":40,"compare_label":"previous"}]})")),
            "      Value  Before   Change\npaid     30      40  -25.0 %\n");
}

TEST(SubscriptionNumbers, OfAFunnelAreItsSteps) {
  EXPECT_EQ(
      text_table(numbers(R"({"kind":"FunnelsQuery"})",
                         R"({"results":[{"name":"a","count":200},{"name":"b","count":50}]})")),
      "Step  Count  From the first  From the one before\n1. a    200         100.0 %                    –\n"
      "2. b     50          25.0 %               25.0 %\n");
  const auto grouped = numbers(
      R"({"kind":"FunnelsQuery"})",
      R"({"results":[[{"name":"a","count":2,"breakdown_value":["x1"]},{"name":"b","count":0,"breakdown_value":["x1"]}]]})");
  EXPECT_EQ(grouped.rows.at(1).at(0), "x1");
  EXPECT_EQ(grouped.rows.at(1).at(3), 0.0);
}

TEST(SubscriptionNumbers, OfOtherKinds) {
  EXPECT_EQ(text_table(numbers(R"({"kind":"RetentionQuery"})", R"({"results":[
    {"date":"2026-11-19T00:00:00Z","values":[{"count":4,"label":"Day 0"},{"count":1,"label":"Day 1"}]},
    {"date":"2026-11-20T00:00:00Z","values":[{"count":0,"label":"Day 0"}]}]})")),
            "Began       Size   Day 1\n2026-11-19     4  25.0 %\n2026-11-20     0       –\n");
  EXPECT_EQ(text_table(numbers(R"({"kind":"PathsQuery"})",
                               R"({"results":[{"source":"1_/","target":"2_/a_b","value":3}]})")),
            "From  To       Count\n1. /  2. /a_b      3\n");
  EXPECT_EQ(text_table(numbers(R"({"kind":"HogQLQuery"})",
                               R"({"columns":["event","n"],"results":[["b",3],["a",null],[{"x":1},1]]})")),
            "event    n\nb        3\na        –\n{\"x\":1}  1\n");
  EXPECT_EQ(text_table(numbers(R"({"kind":"FunnelsQuery"})", R"({"results":{"bins":[[0,3],[60,0]]}})")),
            "From seconds  Count\n           0      3\n          60      0\n");
  EXPECT_TRUE(numbers(R"({"kind":"TrendsQuery"})", R"({"results":[]})").rows.empty());
  EXPECT_TRUE(numbers(R"({"kind":"TrendsQuery"})", R"({"results":[1]})").rows.empty());
}

TEST(SubscriptionNumbers, AreNotTooMany) {
  std::string rows;
  for (int i = 0; i < 30; ++i) rows += (i == 0 ? "[" : ",[") + std::to_string(i) + "]";
  const auto table = numbers(R"({"kind":"HogQLQuery"})", R"({"columns":["n"],"results":[)" + rows + "]}");
  EXPECT_EQ(table.rows.size(), 20U);
  EXPECT_EQ(table.left_out, 10U);
  EXPECT_TRUE(text_table(table).ends_with("and 10 more\n"));
}

TEST(SubscriptionNumbers, HtmlIsEscaped) {
  const auto table = numbers(R"({"kind":"HogQLQuery"})", R"({"columns":["<b>"],"results":[["<script>"]]})");
  const auto html = html_table(table);
  EXPECT_EQ(html.find("<script>"), std::string::npos);
  EXPECT_NE(html.find("&lt;b&gt;"), std::string::npos);
}

}  // namespace
}  // namespace leapfrog::subscriptions
