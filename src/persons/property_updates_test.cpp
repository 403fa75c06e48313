#include "persons/property_updates.h"

#include <gtest/gtest.h>

#include "persons/stored_properties.h"

namespace leapfrog::persons {
namespace {

struct Case {
  std::string event = "$pageview";
  json::object properties{}, set{}, set_once{};
  json::array unset{};
};

PropertyChanges changes_of(const Case& input, const json::object& current) {
  IdentityEvent event;
  event.event = input.event;
  event.properties = &input.properties;
  event.set = &input.set;
  event.set_once = &input.set_once;
  event.unset = &input.unset;
  PropertyChanges changes;
  property_changes(event, current, changes);
  return changes;
}

json::object after(const Case& input, const json::object& current) {
  const auto changes = changes_of(input, current);
  return changes.any() ? apply(current, changes) : current;
}

TEST(PropertyUpdates, SetBeatsSetOnceAndUnsetBeatsBoth) {
  EXPECT_EQ(after({.set = {{"a", 1}}, .set_once = {{"a", 2}, {"b", 3}}}, {}),
            (json::object{{"a", 1}, {"b", 3}}));
  EXPECT_EQ(after({.set_once = {{"a", 2}}}, {{"a", nullptr}}), (json::object{{"a", nullptr}}));
  EXPECT_EQ(after({.set = {{"a", 1}, {"b", 2}}, .unset = {"a", "c", "x"}}, {{"c", 3}}),
            (json::object{{"b", 2}}));
}

TEST(PropertyUpdates, KeepsFirstAndLatestOfAutomaticProperties) {
  const auto person =
      after({.properties = {{"utm_source", "mail"}, {"$browser", "Firefox"}, {"other", 1}}}, {});
  EXPECT_EQ(person, (json::object{{"utm_source", "mail"},
                                  {"$initial_utm_source", "mail"},
                                  {"$browser", "Firefox"},
                                  {"$initial_browser", "Firefox"}}));
  const auto later = after({.properties = {{"utm_source", "ad"}}}, person);
  EXPECT_EQ(later.at("utm_source"), "ad");
  EXPECT_EQ(later.at("$initial_utm_source"), "mail");
}

TEST(PropertyUpdates, LetsTheSenderOverruleAutomaticProperties) {
  const auto person = after({.properties = {{"$browser", "Firefox"}},
                             .set = {{"$browser", "mine"}},
                             .set_once = {{"$initial_browser", "first"}}},
                            {});
  EXPECT_EQ(person, (json::object{{"$browser", "mine"}, {"$initial_browser", "first"}}));
}

TEST(PropertyUpdates, TakesTheOperatingSystemUnderEitherName) {
  EXPECT_EQ(after({.properties = {{"$os_name", "iOS"}}}, {}),
            (json::object{{"$os", "iOS"}, {"$initial_os", "iOS"}}));
  EXPECT_EQ(after({.properties = {{"$os_name", "x"}, {"$os", "iOS"}}}, {}),
            (json::object{{"$os", "iOS"}, {"$initial_os", "iOS"}}));
  // A server's own system says nothing about the person.
  EXPECT_EQ(after({.properties = {{"$lib", "posthog-node"}, {"$os", "Linux"}, {"$os_version", "6"}}}, {}),
            json::object());
}

TEST(PropertyUpdates, IgnoresChangesOfNoisyPropertiesAlone) {
  const json::object person{{"$browser", "Firefox"}, {"$initial_browser", "Firefox"}};
  EXPECT_FALSE(changes_of({.properties = {{"$browser", "Chrome"}}}, person).any());
  EXPECT_EQ(after({.properties = {{"$browser", "Chrome"}}, .set = {{"plan", "pro"}}}, person).at("$browser"),
            "Chrome");
  EXPECT_TRUE(changes_of({.event = "$set", .properties = {{"$browser", "Chrome"}}}, person).any());
}

TEST(PropertyUpdates, LeavesPeopleAloneOnExceptionsAndHeatmaps) {
  for (const auto* event : {"$exception", "$$heatmap", "$snapshot"})
    EXPECT_FALSE(changes_of({.event = event, .set = {{"a", 1}}}, {}).any()) << event;
}

TEST(PropertyUpdates, RemembersWhenASurveyWasShown) {
  EXPECT_EQ(after({.event = "survey shown"}, {}).at("$survey_last_seen_date"), "1970-01-01T00:00:00.000000Z");
}

TEST(PropertyUpdates, RefusesKeysThatAreTooLong) {
  const auto changes = changes_of({.set = {{std::string(401, 'k'), 1}, {"a", 1}}}, {});
  EXPECT_TRUE(changes.too_long_key);
  ASSERT_EQ(changes.set.size(), 1U);
}

// The winner of a group's properties stands in the arena of its event, which goes away with it.
TEST(PropertyUpdates, OverlaysInMemoryOfItsOwn) {
  json::monotonic_resource arena;
  json::object winner({{"plan", "pro"}}, &arena);
  const auto result = overlaid({{"plan", "free"}, {"size", 3}}, winner);
  EXPECT_EQ(result, (json::object{{"plan", "pro"}, {"size", 3}}));
  EXPECT_EQ(result.storage(), json::storage_ptr());
}

TEST(StoredProperties, ComeBackToTheLastBit) {
  const json::object object{{"b", 0.1},
                            {"a", 1.3927926388013963e-143},
                            {"n", nullptr},
                            {"t", true},
                            {"u", 18446744073709551615U},
                            {"i", -5},
                            {"w", 3.0},
                            {"s", "\x01\u00e9"},
                            {"list", {1, "x", json::object{{"deep", -0.0}}}}};
  const auto text = write_properties(object);
  const auto back = read_properties(text);
  ASSERT_TRUE(back);
  EXPECT_EQ(**back, object);
  EXPECT_EQ(write_properties(**back), text);
  EXPECT_FALSE(read_properties("[1]"));
  EXPECT_FALSE(read_properties("{"));
}

}  // namespace
}  // namespace leapfrog::persons
