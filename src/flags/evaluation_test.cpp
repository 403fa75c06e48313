#include "flags/evaluation.h"

#include <gtest/gtest.h>

#include <map>

#include "base/random_fixture.h"
#include "flags/naive_evaluation.h"
#include "flags/random_definitions.h"

namespace leapfrog::flags {
namespace {

class Listed final : public Memberships {
 public:
  Membership of(std::int64_t cohort) const override {
    const auto found = known.find(cohort);
    return found == known.end() ? Membership::unknown : found->second;
  }
  std::map<std::int64_t, Membership> known;
};

const Instant now = from_micros(1'772'323'200'000'000);  // 2026-03-01

// Flags from JSON, in order; ids 1, 2, …
class FlagEvaluation : public testing::Test {
 protected:
  FlagDefinition& add(const std::string& key, const std::string& filters) {
    auto& flag = definitions.flags.emplace_back();
    flag.id = static_cast<std::int64_t>(definitions.flags.size());
    flag.key = key;
    flag.filters = json::parse(filters).as_object();
    return flag;
  }
  void person(const std::string& properties) { person_ = json::parse(properties).as_object(); }

  Verdict evaluate(const std::string& key) {
    set_ = DefinitionSet::compile(definitions);
    context.person.stored = &person_;
    context.now = now;
    evaluation_.begin(*set_, context);
    return evaluation_.evaluate(set_->find(key).value());
  }
  void expect(const std::string& key, bool enabled, Reason reason, int condition,
              std::string_view variant = "") {
    const auto verdict = evaluate(key);
    EXPECT_EQ(verdict.enabled, enabled) << key;
    EXPECT_EQ(reason_code(verdict.reason), reason_code(reason)) << key;
    EXPECT_EQ(verdict.condition, condition) << key;
    EXPECT_EQ(verdict.variant, variant) << key;
  }

  ProjectDefinitions definitions;
  Context context;

 private:
  json::object person_;
  std::shared_ptr<const DefinitionSet> set_;
  Evaluation evaluation_;
};

TEST_F(FlagEvaluation, RollsOutToAShare) {
  add("simple-flag", R"({"groups":[{"properties":[],"rollout_percentage":78}]})");
  context.distinct_id = "distinct_id_0";  // at 0.7836…
  expect("simple-flag", false, Reason::out_of_rollout_bound, 0);
  definitions.flags[0].filters =
      json::parse(R"({"groups":[{"properties":[],"rollout_percentage":79}]})").as_object();
  expect("simple-flag", true, Reason::condition_match, 0);
  definitions.flags[0].active = false;
  expect("simple-flag", false, Reason::flag_disabled, -1);
}

TEST_F(FlagEvaluation, GivesVariantsByShareOrByCondition) {
  add("checkout-layout",
      R"({"groups":[{"properties":[{"key":"vip","value":true,"type":"person"}],"variant":"c"},
      {"properties":[],"variant":"gone"}],"payloads":{"b":{"x":1},"c":"\"see\"","true":5},
      "multivariate":{"variants":[{"key":"a","rollout_percentage":50},{"key":"b","rollout_percentage":25},
      {"key":"c","rollout_percentage":25}]}})");
  context.distinct_id = "user-61";  // at 0.5698…
  expect("checkout-layout", true, Reason::condition_match, 1, "b");
  EXPECT_EQ(evaluate("checkout-layout").payload->text, R"({"x":1})");
  person(R"({"vip":"TRUE"})");
  expect("checkout-layout", true, Reason::condition_match, 0, "c");
  EXPECT_EQ(evaluate("checkout-layout").payload->text, R"("see")");
}

TEST_F(FlagEvaluation, IsOnWithoutAVariantBeyondTheLastBoundary) {
  add("checkout-layout", R"({"groups":[{"properties":[]}],"payloads":{"true":"1"},
      "multivariate":{"variants":[{"key":"a","rollout_percentage":50}]}})");
  context.distinct_id = "user-61";
  expect("checkout-layout", true, Reason::condition_match, 0, "");
  EXPECT_EQ(evaluate("checkout-layout").payload->text, "1");
}

TEST_F(FlagEvaluation, HoldsPeopleOut) {
  add("any", R"({"groups":[{"properties":[]}],"holdout":{"id":7,"exclusion_percentage":2}})");
  context.distinct_id = "user-31";  // at 0.0194…
  expect("any", true, Reason::holdout_condition_value, -1, "holdout-7");
  definitions.flags[0].filters = json::parse(R"({"groups":[{"properties":[]}],
      "holdout_groups":[{"properties":[],"rollout_percentage":2,"variant":"holdout-9"}]})")
                                     .as_object();
  expect("any", true, Reason::holdout_condition_value, -1, "holdout-9");
  context.distinct_id = "";
  expect("any", true, Reason::condition_match, 0);
}

TEST_F(FlagEvaluation, PutsEnrolmentBeforeEverything) {
  add("preview", R"({"groups":[{"properties":[]}],"feature_enrollment":true,"payloads":{"true":"1"}})");
  expect("preview", true, Reason::condition_match, 0);
  person(R"({"$feature_enrollment/preview":false})");
  expect("preview", false, Reason::super_condition_value, 0);
  person(R"({"$feature_enrollment/preview":"true"})");
  expect("preview", true, Reason::super_condition_value, 0);
  definitions.flags[0].filters =
      json::parse(R"({"groups":[{"properties":[],"rollout_percentage":0}],"super_groups":[
      {"properties":[{"key":"$feature_enrollment/preview","value":["true"],"operator":"exact","type":"person"}],
      "rollout_percentage":100}]})")
          .as_object();
  expect("preview", true, Reason::super_condition_value, 0);
  person(R"({"$feature_enrollment/preview":"false"})");
  expect("preview", false, Reason::super_condition_value, 0);
  context.distinct_id = "u";
  person("{}");
  expect("preview", false, Reason::out_of_rollout_bound, 0);
}

TEST_F(FlagEvaluation, IsAboutGroups) {
  definitions.group_types = {"company"};
  add("org-dashboard", R"({"aggregation_group_type_index":0,"groups":[
      {"properties":[{"key":"size","type":"group","group_type_index":0,"operator":"gt","value":10}],
       "rollout_percentage":60}]})");
  const auto size = json::parse(R"({"size":50})").as_object();
  expect("org-dashboard", false, Reason::no_group_type, 0);
  context.groups[0] = {true, "42", {&size, nullptr, nullptr}};  // at 0.5997…
  expect("org-dashboard", true, Reason::condition_match, 0);
  context.groups[0].properties = {};
  expect("org-dashboard", false, Reason::no_condition_match, 0);
}

TEST_F(FlagEvaluation, FollowsDependencies) {
  add("base", R"({"groups":[{"properties":[{"key":"a","value":"1","type":"person"}],"variant":"x"}],
      "multivariate":{"variants":[{"key":"x","rollout_percentage":100}]}})");
  add("on", R"({"groups":[{"properties":[{"key":"1","type":"flag","value":true}]}]})");
  add("off", R"({"groups":[{"properties":[{"key":"base","type":"flag","value":false}]}]})");
  add("variant", R"({"groups":[{"properties":[{"key":"base","type":"flag","value":"x"}]}]})");
  add("case", R"({"groups":[{"properties":[{"key":"base","type":"flag","value":"X"}]}]})");
  add("lost",
      R"({"groups":[{"properties":[{"key":"nowhere","type":"flag","value":true}]},{"properties":[]}]})");
  add("ring-a", R"({"groups":[{"properties":[{"key":"ring-b","type":"flag","value":true}]}]})");
  add("ring-b", R"({"groups":[{"properties":[{"key":"ring-a","type":"flag","value":true}]}]})");
  add("beside-ring", R"({"groups":[{"properties":[{"key":"ring-a","type":"flag","value":false}]}]})");
  person(R"({"a":1})");
  expect("on", true, Reason::condition_match, 0);
  expect("off", false, Reason::no_condition_match, 0);
  expect("variant", true, Reason::condition_match, 0);
  expect("case", false, Reason::no_condition_match, 0);
  expect("lost", false, Reason::missing_dependency, -1);
  EXPECT_FALSE(evaluate("lost").failed);
  for (const auto* key : {"ring-a", "ring-b", "beside-ring"}) {
    expect(key, false, Reason::missing_dependency, -1);
    EXPECT_TRUE(evaluate(key).failed);
  }
  definitions.flags[0].active = false;
  expect("off", true, Reason::condition_match, 0);
}

TEST_F(FlagEvaluation, RefusesDependenciesDeeperThanItWillGo) {
  add("flag-0", R"({"groups":[{"properties":[]}]})");
  for (std::size_t i = 1; i <= max_dependency_depth + 1; ++i)
    add("flag-" + std::to_string(i), R"({"groups":[{"properties":[{"key":"flag-)" + std::to_string(i - 1) +
                                         R"(","type":"flag","value":true}]}]})");
  EXPECT_TRUE(evaluate("flag-" + std::to_string(max_dependency_depth)).enabled);
  EXPECT_TRUE(evaluate("flag-" + std::to_string(max_dependency_depth + 1)).failed);
}

TEST_F(FlagEvaluation, StopsEarlyWhenAskedTo) {
  add("simple-flag", R"({"groups":[{"properties":[],"rollout_percentage":50},{"properties":[]}]})");
  context.distinct_id = "distinct_id_0";
  expect("simple-flag", true, Reason::condition_match, 1);
  definitions.flags[0].filters["early_exit"] = true;
  expect("simple-flag", false, Reason::out_of_rollout_bound, 0);
}

TEST_F(FlagEvaluation, ChoosesWhomToHash) {
  add("simple-flag", R"({"groups":[{"properties":[],"rollout_percentage":78}]})");
  context.distinct_id = "distinct_id_0";
  context.anonymous_id = "b";
  expect("simple-flag", false, Reason::out_of_rollout_bound, 0);
  const auto share_of = [](std::string_view id) { return rollout_share("simple-flag", id) <= 0.78; };
  definitions.flags[0].ensure_experience_continuity = true;
  EXPECT_EQ(evaluate("simple-flag").enabled, share_of("b"));
  const std::pair<std::int64_t, std::string> keys[] = {{1, "distinct_id_0"}};
  context.hash_keys = keys;
  expect("simple-flag", false, Reason::out_of_rollout_bound, 0);
  definitions.flags[0].bucketed_by_device = true;
  expect("simple-flag", false, Reason::out_of_rollout_bound, 0);
  for (const auto* device : {"d1", "d2", "d3", "d4"}) {
    context.device_id = device;
    EXPECT_EQ(evaluate("simple-flag").enabled, share_of(device)) << device;
  }
}

TEST_F(FlagEvaluation, AsksForMembership) {
  definitions.cohorts = {{1, nullptr},
                         {2, json::parse(R"({"type":"AND","values":[{"type":"cohort","value":1}]})")},
                         {3, json::parse(R"({"properties":{"type":"OR","values":[{"type":"behavioral"}]}})")},
                         {4, json::parse(R"({"type":"OR","values":[{"type":"cohort","value":5}]})")},
                         {5, json::parse(R"({"type":"OR","values":[{"type":"cohort","value":4}]})")}};
  for (int i = 1; i <= 6; ++i) {
    const auto id = std::to_string(i);
    add("in-" + id, R"({"groups":[{"properties":[{"key":"id","type":"cohort","value":)" + id + "}]}]}");
    add("out-" + id, R"({"groups":[{"properties":[{"key":"id","type":"cohort","operator":"not_in","value":)" +
                         id + "}]}]}");
  }
  EXPECT_FALSE(evaluate("in-1").enabled);
  EXPECT_TRUE(evaluate("in-1").failed);
  EXPECT_FALSE(evaluate("out-2").enabled);
  EXPECT_TRUE(evaluate("out-2").failed);
  Listed listed;
  listed.known = {{1, Membership::inside}, {3, Membership::outside}};
  context.memberships = &listed;
  for (const auto* key : {"in-1", "in-2", "out-3"}) EXPECT_TRUE(evaluate(key).enabled) << key;
  for (const auto* key : {"out-1", "out-2", "in-3"}) EXPECT_FALSE(evaluate(key).enabled) << key;
  // In a circle, or unknown: neither in nor out.
  for (const auto* key : {"in-4", "out-4", "in-5", "out-5", "in-6", "out-6"})
    EXPECT_FALSE(evaluate(key).enabled) << key;
}

TEST_F(FlagEvaluation, LooksThroughLayersOfProperties) {
  add("first",
      R"({"groups":[{"properties":[{"key":"$initial_utm_source","value":"news","type":"person"}]}]})");
  add("place", R"({"groups":[{"properties":[{"key":"$geoip_country_code","value":"DE","type":"person"}]}]})");
  add("age", R"({"groups":[{"properties":[{"key":"created_at","operator":"is_date_before","value":"-1d",
      "type":"person_metadata"}]}]})");
  const auto request = json::parse(R"({"utm_source":"news"})").as_object();
  const auto located = json::parse(R"({"$geoip_country_code":"DE"})").as_object();
  const auto metadata = json::parse(R"({"created_at":"2026-01-01T00:00:00Z"})").as_object();
  person(R"({"$geoip_country_code":"US","created_at":"2026-02-28T23:00:00Z"})");
  for (const auto* key : {"first", "place", "age"}) EXPECT_FALSE(evaluate(key).enabled) << key;
  context.person.request = &request;
  context.person.located = &located;
  context.metadata = &metadata;
  for (const auto* key : {"first", "place", "age"}) EXPECT_TRUE(evaluate(key).enabled) << key;
  person(R"({"$initial_utm_source":"ads"})");
  EXPECT_FALSE(evaluate("first").enabled);
}

TEST_F(FlagEvaluation, NeverMatchesWhatItCannotRead) {
  for (const auto* filters :
       {"{}", R"({"groups":5})", R"({"groups":[5]})", R"({"groups":[{"properties":[5]}]})",
        R"({"groups":[{"properties":[{"key":"a","operator":"resembles","value":1}]}]})",
        R"({"groups":[{"properties":[{"key":"a","operator":"not_regex","value":"("}]}]})",
        R"({"groups":[{"properties":[{"key":"a","operator":"semver_neq","value":"no"}]}]})"}) {
    definitions.flags.clear();
    add("flag", filters);
    person(R"({"a":"1"})");
    EXPECT_FALSE(evaluate("flag").enabled) << filters;
  }
}

// Compiled and naive evaluation agree on value, variant, reason and condition for every flag and person.
TEST(FlagEvaluationProperty, AgreesWithTheNaiveReference) {
  const RandomSeed seed;
  RandomDefinitions random(seed);
  Evaluation evaluation;
  std::map<std::string, int> reasons;
  for (int project = 0; project < 60; ++project) {
    auto definitions = random.project(25);
    const auto set = DefinitionSet::compile(definitions);
    for (int who = 0; who < 30; ++who) {
      const auto request = random.properties(), located = random.properties(), stored = random.properties();
      const auto company = random.properties();
      const std::string distinct_id = random.chance(0.02) ? "" : "user-" + std::to_string(random.below(1000));
      const std::pair<std::int64_t, std::string> keys[] = {{1, "first"}, {2, "second"}, {3, "third"}};
      Listed listed;
      listed.known = {{5, random.chance(0.5) ? Membership::inside : Membership::outside}};
      Context context;
      context.distinct_id = distinct_id;
      context.anonymous_id = random.chance(0.3) ? "anonymous" : "";
      context.device_id = random.chance(0.5) ? "device" : "";
      context.person = {random.chance(0.5) ? &request : nullptr, random.chance(0.3) ? &located : nullptr,
                        random.chance(0.8) ? &stored : nullptr};
      if (random.chance(0.6)) context.groups[0] = {true, "acme", {&company, nullptr, nullptr}};
      if (random.chance(0.3)) context.groups[1] = {true, "7", {nullptr, nullptr, &stored}};
      if (random.chance(0.5)) context.hash_keys = keys;
      if (random.chance(0.8)) context.memberships = &listed;
      context.now = now;
      evaluation.begin(*set, context);
      naive::Evaluator reference(definitions, context);
      for (std::uint32_t i = 0; i < definitions.flags.size(); ++i) {
        const auto& verdict = evaluation.evaluate(i);
        const auto wanted = reference.evaluate(definitions.flags[i]);
        ++reasons[wanted.reason];
        ASSERT_EQ(verdict.enabled, wanted.enabled) << json::serialize(definitions.flags[i].filters);
        ASSERT_EQ(verdict.variant, wanted.variant) << json::serialize(definitions.flags[i].filters);
        ASSERT_EQ(reason_code(verdict.reason), wanted.reason)
            << json::serialize(definitions.flags[i].filters);
        ASSERT_EQ(verdict.condition, wanted.condition) << json::serialize(definitions.flags[i].filters);
      }
    }
  }
  // The test is worth something only while every outcome occurs.
  EXPECT_EQ(reasons.size(), 8u);
}

}  // namespace
}  // namespace leapfrog::flags
