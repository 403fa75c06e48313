#include "persons/edit_activity.h"

#include <gtest/gtest.h>

namespace leapfrog::persons {
namespace {

const Instant at = *parse_iso("2026-03-04T05:06:07Z");

TEST(EditActivityTest, NamesKeysAndNeverWhatTheyHold) {
  const auto activity = activity_of({1,
                                     "update_person",
                                     {{"person", "0b6f9d2c-1f2b-5c80-8d8b-0a1b2c3d4e5f"},
                                      {"set", {{"email", "ada@example.com"}}},
                                      {"unset", {"plan"}}},
                                     7},
                                    at);
  EXPECT_EQ(activity.scope, "Person");
  EXPECT_EQ(activity.activity, "updated");
  EXPECT_EQ(activity.item_id, "0b6f9d2c-1f2b-5c80-8d8b-0a1b2c3d4e5f");
  EXPECT_EQ(activity.name, activity.item_id);
  ASSERT_EQ(activity.changes.size(), 2U);
  EXPECT_EQ(activity.changes[0].field, "properties set");
  EXPECT_EQ(activity.changes[0].after, json::array{"email"});
  EXPECT_EQ(activity.changes[1].after, json::array{"plan"});
  for (const auto& change : activity.changes)
    EXPECT_EQ(json::serialize(change.after).find("ada"), std::string::npos);
}

TEST(EditActivityTest, SaysWhatHappenedToWhom) {
  const json::object person{{"person", "p"}};
  EXPECT_EQ(activity_of({1, "delete_person", person, 0}, at).activity, "deleted");
  EXPECT_EQ(activity_of({1, "delete_events", person, 0}, at).activity, "events_deleted");
  EXPECT_EQ(activity_of({1, "split_person", person, 0}, at).activity, "split_person");
  const auto group =
      activity_of({1, "update_group", {{"type_index", 2}, {"key", "acme"}, {"set", {{"a", 1}}}}, 0}, at);
  EXPECT_EQ(group.scope, "Group");
  EXPECT_EQ(group.item_id, "2/acme");
}

}  // namespace
}  // namespace leapfrog::persons
