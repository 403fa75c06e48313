#include "alerts/rule.h"

#include <gtest/gtest.h>

namespace leapfrog::alerts {
namespace {

json::object object(std::string_view text) { return parse_json(text)->get_object(); }

Rule rule(std::string_view body) {
  Rule made;
  const auto changed = change_rule(made, object(body));
  EXPECT_TRUE(changed) << changed.error().detail;
  return made;
}

json::object trend(std::string_view data) {
  return object(R"({"results":[{"label":"paid","data":)" + std::string(data) + "}]}");
}

constexpr std::string_view below_ten =
    R"({"threshold":{"configuration":{"type":"absolute","bounds":{"lower":10}}}})";

TEST(AlertRule, LooksAtTheLastFinishedPeriod) {
  const auto fired = judge(rule(below_ten), trend("[20, 9, 1]"), false, "Paid");
  ASSERT_TRUE(fired);
  EXPECT_TRUE(fired->breached);
  EXPECT_EQ(fired->value, 9);
  EXPECT_EQ(fired->message, "Paid is 9, below 10.");
  const auto quiet = judge(rule(below_ten), trend("[20, 10, 1]"), false, "Paid");
  EXPECT_FALSE(quiet->breached);  // a bound itself is within the bounds
}

TEST(AlertRule, LooksAtTheOngoingPeriodWhenAsked) {
  const auto ongoing = rule(
      R"({"config":{"check_ongoing_interval":true},"threshold":{"configuration":{"bounds":{"upper":5.5}}}})");
  const auto fired = judge(ongoing, trend("[1, 2, 6]"), false, "Errors");
  EXPECT_TRUE(fired->breached);
  EXPECT_EQ(fired->message, "Errors is 6, above 5.50.");
}

TEST(AlertRule, MeasuresChangesAsDifferencesAndShares) {
  const auto up = rule(
      R"({"condition":{"type":"relative_increase"},"threshold":{"configuration":{"type":"percentage","bounds":{"upper":0.5}}}})");
  EXPECT_FALSE(judge(up, trend("[10, 15, 0]"), false, "A")->breached);
  const auto fired = judge(up, trend("[10, 16, 0]"), false, "A");
  EXPECT_TRUE(fired->breached);
  EXPECT_EQ(fired->message, "A went up by 60.0%, above 50.0%.");
  EXPECT_TRUE(judge(up, trend("[0, 1, 0]"), false, "A")->breached);  // from nothing to something
  EXPECT_FALSE(judge(up, trend("[0, 0, 0]"), false, "A")->breached);
  const auto down = rule(
      R"({"condition":{"type":"relative_decrease"},"threshold":{"configuration":{"type":"absolute","bounds":{"upper":3}}}})");
  EXPECT_TRUE(judge(down, trend("[10, 6, 0]"), false, "A")->breached);
  EXPECT_FALSE(judge(down, trend("[6, 10, 0]"), false, "A")->breached);
}

TEST(AlertRule, FiresForAnyValueOfABreakdown) {
  const auto answer = object(
      R"({"results":[{"label":"a","data":[9,20,0]},{"label":"b","data":[9,2,0]},{"label":"b","compare_label":"previous","data":[0,0,0]}]})");
  const auto fired = judge(rule(below_ten), answer, true, "Paid");
  EXPECT_TRUE(fired->breached);
  EXPECT_EQ(fired->message, "Paid (b) is 2, below 10.");
  EXPECT_TRUE(judge(rule(below_ten), object(R"({"results":[]})"), true, "Paid")->breached);
}

TEST(AlertRule, TakesATotalAsItIs) {
  const auto total = object(R"({"results":[{"label":"paid","data":[],"aggregated_value":7}]})");
  EXPECT_EQ(judge(rule(below_ten), total, false, "Paid")->value, 7);
  const auto up = rule(
      R"({"condition":{"type":"relative_increase"},"threshold":{"configuration":{"bounds":{"upper":1}}}})");
  EXPECT_FALSE(judge(up, total, false, "Paid"));
}

TEST(AlertRule, SaysWhatCannotBeLookedAt) {
  EXPECT_FALSE(judge(rule(below_ten), trend("[]"), false, "Paid"));
  EXPECT_FALSE(judge(rule(below_ten), trend("[1]"), false, "Paid"));
  EXPECT_FALSE(judge(rule(below_ten), object(R"({"results":[]})"), false, "Paid"));
  EXPECT_FALSE(judge(rule(below_ten), object("{}"), false, "Paid"));
}

TEST(AlertRule, IsRefusedWithThePlaceOfTheMistake) {
  const auto wrong = [](std::string_view body) {
    Rule made;
    const auto changed = change_rule(made, object(body));
    return changed ? "" : changed.error().attr;
  };
  EXPECT_EQ(wrong("{}"), "threshold.configuration.bounds");
  EXPECT_EQ(wrong(R"({"condition":{"type":"odd"}})"), "condition.type");
  EXPECT_EQ(wrong(R"({"condition":3})"), "condition");
  EXPECT_EQ(wrong(R"({"threshold":{"configuration":{"bounds":{"lower":"x"}}}})"),
            "threshold.configuration.bounds.lower");
  EXPECT_EQ(wrong(R"({"threshold":{"configuration":{"bounds":{"lower":2,"upper":1}}}})"),
            "threshold.configuration.bounds");
  EXPECT_EQ(wrong(R"({"config":{"series_index":-1}})"), "config.series_index");
}

TEST(AlertRule, ComesBackAsItWasWritten) {
  const auto written = rule(
      R"({"condition":{"type":"relative_decrease"},"threshold":{"configuration":{"type":"percentage","bounds":{"lower":0.1,"upper":0.2}}},"config":{"series_index":2,"check_ongoing_interval":true},"skip_weekend":true})");
  Rule read;
  ASSERT_TRUE(change_rule(read, rule_json(written)));
  EXPECT_EQ(rule_json(read), rule_json(written));
}

}  // namespace
}  // namespace leapfrog::alerts
