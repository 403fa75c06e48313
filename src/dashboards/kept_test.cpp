#include "dashboards/kept.h"

#include <gtest/gtest.h>

namespace leapfrog::dashboards {
namespace {

json::object object(std::string_view text) { return json::parse(text).as_object(); }

json::object asked(std::string_view filters, std::string_view query) {
  KeptDashboard dashboard;
  dashboard.filters = object(filters);
  KeptInsight insight;
  insight.query = object(query);
  return question_on(dashboard, insight);
}

constexpr std::string_view plan = R"({"properties": [{"type": "event", "key": "plan", "value": ["team"]}]})";

TEST(QuestionOnADashboard, IsTheInsightsOwnWithoutFilters) {
  const auto* trend = R"({"kind": "TrendsQuery", "dateRange": {"date_from": "-30d"}})";
  EXPECT_EQ(asked("{}", trend), object(trend));
  EXPECT_EQ(asked(R"({"properties": []})", trend), object(trend));
}

TEST(QuestionOnADashboard, HasItsDatesInsideOfANode) {
  EXPECT_EQ(asked(R"({"date_from": "-7d", "date_to": "-1d"})",
                  R"({"kind": "InsightVizNode", "source": {"kind": "TrendsQuery"}})"),
            object(R"({"kind": "InsightVizNode", "source": {"kind": "TrendsQuery",
                       "dateRange": {"date_from": "-7d", "date_to": "-1d"}}})"));
}

TEST(QuestionOnADashboard, HasItsFiltersBesideTheInsights) {
  const auto* filter = R"({"type": "event", "key": "plan", "value": ["team"]})";
  EXPECT_EQ(asked(plan, R"({"kind": "TrendsQuery"})").at("properties"),
            json::value(json::array{json::parse(filter)}));
  EXPECT_EQ(asked(plan, R"({"kind": "TrendsQuery", "properties": [1]})").at("properties"),
            json::value(json::array{1, json::parse(filter)}));
  const auto both = asked(plan, R"({"kind": "TrendsQuery", "properties": {"type": "OR", "values": []}})");
  EXPECT_EQ(
      both.at("properties"),
      json::parse(R"({"type": "AND", "values": [{"type": "OR", "values": []}, {"type": "AND", "values": [)" +
                  std::string(filter) + "]}]}"));
}

TEST(QuestionOnADashboard, LeavesARetentionItsLength) {
  const auto retention = asked(R"({"date_from": "-7d", "properties": [1]})", R"({"kind": "RetentionQuery"})");
  EXPECT_EQ(retention.if_contains("dateRange"), nullptr);
  EXPECT_EQ(retention.at("properties"), json::value(json::array{1}));
}

TEST(QuestionOnADashboard, FiltersSqlOnlyWhereItSaysSo) {
  EXPECT_EQ(asked(plan, R"({"kind": "HogQLQuery", "query": "SELECT 1"})").if_contains("filters"), nullptr);
  const auto sql =
      asked(R"({"date_from": "-7d"})", R"({"kind": "HogQLQuery", "query": "SELECT 1 WHERE {filters}"})");
  EXPECT_EQ(sql.at("filters"), json::parse(R"({"dateRange": {"date_from": "-7d"}})"));
}

}  // namespace
}  // namespace leapfrog::dashboards
