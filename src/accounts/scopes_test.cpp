#include "accounts/scopes.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "accounts/roles.h"

namespace leapfrog::accounts {
namespace {

TEST(Scopes, WriteIncludesReadAndAStarIncludesAll) {
  EXPECT_TRUE(allows({"person:read"}, "person:read"));
  EXPECT_FALSE(allows({"person:read"}, "person:write"));
  EXPECT_TRUE(allows({"person:write"}, "person:read"));
  EXPECT_FALSE(allows({"person:write"}, "project:read"));
  EXPECT_TRUE(allows({"query:read", "*"}, "project:write"));
  EXPECT_FALSE(allows({}, "project:read"));
  EXPECT_EQ(role_for("person:read"), Role::viewer);
  EXPECT_EQ(role_for("person:write"), Role::member);
}

TEST(Scopes, OnlyListedObjectsAndTwoVerbs) {
  for (const auto object : scope_objects()) {
    EXPECT_TRUE(is_scope(std::string(object) + ":read"));
    EXPECT_TRUE(is_scope(std::string(object) + ":write"));
  }
  for (const auto* bad : {"", "*", "person", "person:", "person:admin", "nobody:read", "person:read:write"})
    EXPECT_FALSE(is_scope(bad)) << bad;
}

TEST(Scopes, AreNotMoreThanThereAre) {
  const auto most = 2 * scope_objects().size();
  EXPECT_TRUE(checked_scopes(json::array(most, "query:read")).has_value());
  const auto result = checked_scopes(json::array(most + 1, "query:read"));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().detail, fmt::format("A key has at most {} scopes.", most));
}

TEST(Scopes, ListsAreChecked) {
  EXPECT_EQ(checked_scopes(json::array{"query:read", "*", "query:read"}),
            (std::vector<std::string>{"query:read", "*"}));
  const std::pair<json::value, std::string_view> cases[] = {
      {json::array{}, "Choose at least one scope, for example [\"query:read\"], or [\"*\"] for everything."},
      {"*", "Choose at least one scope, for example [\"query:read\"], or [\"*\"] for everything."},
      {json::array{1}, "Every scope is a string."},
      {json::array{"bogus:read"}, "Invalid scope: bogus:read"},
  };
  for (const auto& [value, detail] : cases) {
    const auto result = checked_scopes(value);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().detail, detail);
    EXPECT_EQ(result.error().attr, "scopes");
  }
}

TEST(Roles, Levels) {
  for (const auto role : {Role::viewer, Role::member, Role::admin, Role::owner})
    EXPECT_EQ(role_of_level(level_of(role)), role);
  EXPECT_EQ(role_of_level(2), std::nullopt);
  EXPECT_EQ(role_of_level(-1), std::nullopt);
  EXPECT_EQ(role_name(Role::viewer), "viewer");
}

}  // namespace
}  // namespace leapfrog::accounts
