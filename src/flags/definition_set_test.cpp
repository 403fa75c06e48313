// A set that is made by changing another one is the set that compiling everything gives, and shares with it
// what did not change.
#include "flags/definition_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/random_fixture.h"
#include "flags/evaluation.h"
#include "flags/project_flags.h"
#include "flags/random_definitions.h"

namespace leapfrog::flags {
namespace {

class Inside final : public Memberships {
 public:
  Membership of(std::int64_t cohort) const override {
    return cohort % 2 == 0 ? Membership::inside : Membership::outside;
  }
};

// What evaluation asks for, by name.
std::set<std::tuple<Source, int, std::string>> asked(const DefinitionSet& set) {
  std::set<std::tuple<Source, int, std::string>> names;
  for (const auto& slot : set.slots()) {
    if (slot.asked) names.emplace(slot.source, slot.group_type, slot.key);
  }
  return names;
}

void expect_same(const ProjectFlags& changed, const ProjectFlags& anew, RandomDefinitions& random) {
  const auto &one = *changed.set, &other = *anew.set;
  ASSERT_EQ(one.flags().size(), other.flags().size());
  EXPECT_EQ(asked(one), asked(other));
  EXPECT_EQ(one.needs_groups(), other.needs_groups());
  EXPECT_EQ(one.needs_membership(), other.needs_membership());
  EXPECT_EQ(one.has_continuity(), other.has_continuity());
  EXPECT_EQ(changed.asks_for_place, anew.asks_for_place);
  ASSERT_EQ(changed.definitions(true), anew.definitions(true));
  ASSERT_EQ(changed.definitions(false), anew.definitions(false));
  EXPECT_EQ(changed.etag, anew.etag);
  EXPECT_EQ(changed.plain_etag, anew.plain_etag);
  Evaluation first, second;
  for (int who = 0; who < 5; ++who) {
    const auto stored = random.properties(), company = random.properties();
    const std::string distinct_id = "user-" + std::to_string(random.below(1000));
    const Inside memberships;
    Context context;
    context.distinct_id = distinct_id;
    context.device_id = random.chance(0.5) ? "device" : "";
    context.person.stored = &stored;
    if (random.chance(0.6)) context.groups[0] = {true, "acme", {&company, nullptr, nullptr}};
    context.memberships = &memberships;
    context.now = from_micros(1'772'323'200'000'000);
    first.begin(one, context);
    second.begin(other, context);
    for (std::uint32_t i = 0; i < one.flags().size(); ++i) {
      const auto verdict = first.evaluate(i), wanted = second.evaluate(i);
      ASSERT_EQ(one.flag(i).definition.key, other.flag(i).definition.key);
      const auto& key = one.flag(i).definition.key;
      ASSERT_EQ(one.find(key), other.find(key));
      ASSERT_EQ(verdict.enabled, wanted.enabled) << key;
      ASSERT_EQ(verdict.variant, wanted.variant) << key;
      ASSERT_EQ(verdict.reason, wanted.reason) << key;
      ASSERT_EQ(verdict.failed, wanted.failed) << key;
      ASSERT_EQ(changed.texts[i]->metadata, anew.texts[i]->metadata) << key;
    }
  }
}

// A change at random, made both to what everything is compiled from and as a change.
DefinitionChanges change_something(RandomDefinitions& random, ProjectDefinitions& all,
                                   std::int64_t& next_id) {
  DefinitionChanges changes;
  const auto count = static_cast<std::int64_t>(all.flags.size());
  const auto at = static_cast<std::size_t>(random.below(count));
  switch (random.below(8)) {
    case 0: {  // a new one, or one that is brought back
      auto id = next_id;
      for (std::int64_t gone = 1; gone < next_id && random.chance(0.5); ++gone) {
        if (std::ranges::find(all.flags, gone, &FlagDefinition::id) == all.flags.end()) id = gone;
      }
      if (id == next_id) ++next_id;
      auto flag = random.flag(id, 30);
      const auto place = std::ranges::upper_bound(all.flags, id, {}, &FlagDefinition::id);
      all.flags.insert(place, flag);
      changes.flags.push_back(std::move(flag));
      break;
    }
    case 1:
      if (count < 5) break;
      changes.gone.push_back(all.flags[at].id);
      all.flags.erase(all.flags.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    case 2: {
      auto other = random.project(0);
      changes.cohorts = all.cohorts = other.cohorts;
      break;
    }
    case 3:
      changes.timezone = all.timezone = random.one_of({"UTC", "Europe/Berlin", "America/New_York"});
      break;
    case 4:
      changes.group_types = all.group_types = {"company", random.one_of({"team", "shop"})};
      break;
    default:
      for (auto left = random.below(3); left >= 0; --left) {
        auto& flag = all.flags[static_cast<std::size_t>(random.below(count))];
        const auto version = flag.version + 1;
        flag = random.flag(flag.id, 30);
        flag.version = version;
        if (random.chance(0.1)) flag.key = random.one_of({"flag-3", "other-"}) + std::to_string(flag.id);
        std::erase_if(changes.flags, [&](const FlagDefinition& each) { return each.id == flag.id; });
        changes.flags.push_back(flag);
      }
  }
  return changes;
}

TEST(DefinitionSetProperty, ChangingIsCompilingAnew) {
  const RandomSeed seed;
  RandomDefinitions random(seed);
  for (int project = 0; project < 20; ++project) {
    auto all = random.project(25);
    // A cohort that is made of another.
    all.cohorts.push_back({7, json::parse(R"({"type":"OR","values":[{"key":"id","type":"cohort","value":2},
             {"key":"id","type":"cohort","value":6,"operator":"not_in"}]})")});
    std::int64_t next_id = 26;
    auto changed = make_project_flags(all);
    for (int step = 0; step < 30; ++step) {
      changed = change_project_flags(*changed, change_something(random, all, next_id));
      expect_same(*changed, *make_project_flags(all), random);
      if (HasFatalFailure()) return;
    }
  }
}

FlagDefinition flag(std::int64_t id, const std::string& filters) {
  FlagDefinition made;
  made.id = id;
  made.key = "flag-" + std::to_string(id);
  made.filters = json::parse(filters).as_object();
  return made;
}

std::string on_flag(int id) {
  return R"({"groups":[{"properties":[{"type":"flag","key":"flag-)" + std::to_string(id) +
         R"(","value":true}]}]})";
}

// How many flags two sets do not share.
std::size_t compiled_again(const ProjectFlags& before, const ProjectFlags& after) {
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < after.set->flags().size(); ++i) {
    const auto old = before.set->find_id(after.set->flag(i).definition.id);
    count += !old || before.set->shared_flag(*old) != after.set->shared_flag(i) ? 1 : 0;
  }
  return count;
}

TEST(DefinitionSet, CompilesOnlyWhatChanged) {
  ProjectDefinitions all;
  for (int i = 1; i <= 200; ++i)
    all.flags.push_back(
        flag(i, R"({"groups":[{"properties":[{"key":"plan","value":"a","type":"person"}]}]})"));
  all.flags.push_back(flag(201, on_flag(7)));
  all.flags.push_back(flag(202, on_flag(201)));
  const auto before = make_project_flags(all);

  auto changed = all.flags[6];
  changed.version = 2;
  DefinitionChanges changes;
  changes.flags = {changed};
  const auto after = change_project_flags(*before, changes);
  EXPECT_EQ(compiled_again(*before, *after), 1u);
  // What is said of flags that stand on it, directly or not, is made again, of no others.
  for (std::uint32_t i = 0; i < 202; ++i)
    EXPECT_EQ(before->texts[i] == after->texts[i], i != 6 && i != 200 && i != 201) << i;

  // A new one moves nobody.
  DefinitionChanges more;
  more.flags = {flag(203, "{}")};
  EXPECT_EQ(compiled_again(*after, *change_project_flags(*after, more)), 1u);
  // One that goes away moves those after it: who stands on one of them is compiled again.
  DefinitionChanges gone;
  gone.gone = {1};
  EXPECT_EQ(compiled_again(*after, *change_project_flags(*after, gone)), 2u);
}

TEST(DefinitionSet, FindsWhatFlagsAreMissing) {
  ProjectDefinitions all;
  all.flags.push_back(flag(1, on_flag(2)));
  const auto alone = DefinitionSet::compile(all);
  EXPECT_TRUE(alone->flag(0).missing_dependency);
  DefinitionChanges changes;
  changes.flags = {flag(2, on_flag(1))};
  const auto both = alone->with(changes);
  EXPECT_FALSE(both->flag(0).missing_dependency);
  EXPECT_TRUE(both->is_circular(0));
  EXPECT_TRUE(both->is_circular(1));
  changes.flags = {flag(2, "{}")};
  EXPECT_FALSE(both->with(changes)->is_circular(0));
}

// Otherwise a flag whose properties are edited all day would make every request longer.
TEST(DefinitionSet, GivesSlotsAwayAgain) {
  ProjectDefinitions all;
  all.flags.push_back(flag(1, R"({"groups":[{"properties":[{"key":"plan","value":"a","type":"person"}]}]})"));
  auto set = DefinitionSet::compile(all);
  for (int i = 0; i < 100; ++i) {
    DefinitionChanges changes;
    changes.flags = {flag(2, R"({"groups":[{"properties":[{"key":"p)" + std::to_string(i) +
                                 R"(","value":"a","type":"person"}]}]})")};
    set = set->with(changes);
    ASSERT_LE(set->slots().size(), 2u);
    ASSERT_EQ(asked(*set).size(), 2u);
  }
}

TEST(DefinitionSet, AsksOnlyForWhatActiveFlagsNeed) {
  ProjectDefinitions all;
  all.cohorts = {{1, nullptr},
                 {2, json::parse(R"({"type":"AND","values":[{"key":"age","value":"3","type":"person"}]})")}};
  all.flags.push_back(flag(1, R"({"groups":[{"properties":[]}]})"));
  all.flags.push_back(flag(2, R"({"groups":[{"properties":[{"key":"plan","value":"a","type":"person"}]}]})"));
  all.flags.back().active = false;
  const auto set = DefinitionSet::compile(all);
  EXPECT_TRUE(asked(*set).empty());
  EXPECT_FALSE(set->needs_membership());
  DefinitionChanges changes;
  changes.flags = {flag(3, R"({"groups":[{"properties":[{"key":"id","value":1,"type":"cohort"}]},
                                         {"properties":[{"key":"id","value":2,"type":"cohort"}]}]})")};
  const auto more = set->with(changes);
  EXPECT_EQ(asked(*more), (std::set<std::tuple<Source, int, std::string>>{{Source::person, -1, "age"}}));
  EXPECT_TRUE(more->needs_membership());
}

}  // namespace
}  // namespace leapfrog::flags
