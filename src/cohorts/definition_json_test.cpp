// What the HTTP tests cannot see well: the typed definition, and the limits of its form.
#include "cohorts/definition_json.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace leapfrog::cohorts {
namespace {

json::value filters(std::string_view values) {
  return json::parse(fmt::format(R"({{"properties":{{"type":"OR","values":[{}]}}}})", values));
}

TEST(CohortDefinition, KnowsWhatItStandsOn) {
  const auto definition = parse_definition(filters(
      R"({"type":"cohort","key":"id","value":3},{"type":"AND","values":[{"type":"cohort","value":"4","negation":true},
         {"type":"static-cohort","value":3},{"type":"person","key":"plan","value":"pro"}]})"));
  ASSERT_TRUE(definition);
  EXPECT_EQ(cohorts_named(*definition), (std::vector<std::int64_t>{3, 4}));
  EXPECT_FALSE(is_behavioural(*definition));
  EXPECT_TRUE(definition->any);
  ASSERT_EQ(definition->children.size(), 2u);
  EXPECT_FALSE(definition->children[1].any);
  EXPECT_TRUE(definition->children[1].children[0].criterion->negated);
}

TEST(CohortDefinition, ReadsBehaviour) {
  const auto definition = parse_definition(filters(
      R"({"type":"behavioral","key":"buy","event_type":"events","value":"performed_event_regularly","time_value":"2",
          "time_interval":"week","operator":"gte","operator_value":3,"min_periods":2,"total_periods":"4"})"));
  ASSERT_TRUE(definition) << definition.error().detail;
  EXPECT_TRUE(is_behavioural(*definition));
  const auto& regularly =
      std::get<Regularly>(std::get<Behaviour>(definition->children.at(0).criterion->what));
  EXPECT_EQ(regularly.event.event, "buy");
  EXPECT_EQ(regularly.each.count, 2);
  EXPECT_EQ(regularly.each.unit, query::Unit::week);
  EXPECT_EQ(regularly.times.count, 3);
  EXPECT_EQ(regularly.periods, 4);
  EXPECT_EQ(regularly.least, 2);
}

TEST(CohortDefinition, HasLimits) {
  const auto detail = [](const json::value& value) {
    const auto definition = parse_definition(value);
    return definition ? std::string() : definition.error().detail;
  };
  const std::string leaf = R"({"type":"person","key":"a","value":"b"})";
  std::string many = leaf;
  for (int i = 0; i < 100; ++i) many += "," + leaf;
  EXPECT_EQ(detail(filters(many)), "A cohort can have 100 criteria.");
  std::string deep = leaf;
  for (int i = 0; i < 9; ++i) deep = fmt::format(R"({{"type":"AND","values":[{}]}})", deep);
  EXPECT_TRUE(detail(filters(deep)).ends_with("is nested too deeply."));
  const auto long_ago = [&](int years) {
    return detail(filters(fmt::format(
        R"({{"type":"behavioral","key":"e","event_type":"events","value":"performed_event","time_value":{},
             "time_interval":"year"}})",
        years)));
  };
  EXPECT_EQ(long_ago(50), "");
  EXPECT_EQ(long_ago(51), "filters.properties.values[0].time_value must be a whole number from 1 to 50.");
}

TEST(CohortDefinition, TakesTheOlderGroups) {
  const auto made = filters_of_groups(
      json::parse(R"([{"action_id":7,"days":"30","count":2,"count_operator":"lte"},{"event_id":"e"},
                      {"properties":{"plan":"pro","age__gt":3}}])"));
  ASSERT_TRUE(made);
  EXPECT_EQ(json::value(*made), json::parse(R"({"properties":{"type":"OR","values":[
    {"type":"AND","values":[{"type":"behavioral","event_type":"actions","key":7,"value":"performed_event_multiple",
                             "operator_value":2,"operator":"lte","time_value":"30","time_interval":"day"}]},
    {"type":"AND","values":[{"type":"behavioral","event_type":"events","key":"e","value":"performed_event",
                             "time_value":365,"time_interval":"day"}]},
    {"type":"AND","values":[{"key":"plan","value":"pro","type":"person"},
                            {"key":"age","value":3,"operator":"gt","type":"person"}]}]}})"));
  EXPECT_TRUE(parse_definition(*made));
  EXPECT_FALSE(filters_of_groups(json::parse(R"([{"days":3}])")));
  EXPECT_FALSE(filters_of_groups(json::parse(R"({"properties":[]})")));
}

}  // namespace
}  // namespace leapfrog::cohorts
