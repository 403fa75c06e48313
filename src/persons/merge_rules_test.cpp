#include "persons/merge_rules.h"

#include <gtest/gtest.h>

namespace leapfrog::persons {
namespace {

TEST(MergeRules, KnowIdsThatAreABug) {
  for (const auto* id :
       {"", "  ", "\t", "anonymous", "GUEST", "uNdEfInEd", "\"email\"", "'True'", "[object Object]", "NaN",
        "None", "none", "null", "0", "'0'", "\"null\"", "not_authenticated", "id"})
    EXPECT_TRUE(is_illegal_distinct_id(id)) << id;
  for (const auto* id : {"nan", "NULL", "00", "anna", "anonymous-1", "\"email'", "\"", "a@b.c"})
    EXPECT_FALSE(is_illegal_distinct_id(id)) << id;
}

std::string source_of(std::string_view event, json::object properties) {
  IdentityEvent input;
  input.event = event;
  input.properties = &properties;
  const auto request = merge_request(input);
  return request ? request->source + (request->even_if_identified ? "!" : "") : "nothing";
}

TEST(MergeRules, FindTheOtherId) {
  EXPECT_EQ(source_of("$identify", {{"$anon_distinct_id", "x"}}), "x");
  EXPECT_EQ(source_of("$identify", {{"alias", "x"}}), "nothing");
  EXPECT_EQ(source_of("$create_alias", {{"alias", "x"}}), "x");
  EXPECT_EQ(source_of("$merge_dangerously", {{"alias", "x"}}), "x!");
  EXPECT_EQ(source_of("$create_alias", {{"alias", ""}}), "nothing");
  EXPECT_EQ(source_of("$create_alias", {{"alias", 12}}), "12");
  EXPECT_EQ(source_of("$create_alias", {{"alias", 12.0}}), "12");
  EXPECT_EQ(source_of("$identify", {{"$anon_distinct_id", nullptr}}), "nothing");
  EXPECT_EQ(source_of("$identify", {{"$anon_distinct_id", json::object()}}), "[object Object]");
  EXPECT_EQ(source_of("click", {{"alias", "x"}}), "nothing");
}

TEST(MergeRules, RefuseIllegalAndTooLongIds) {
  EXPECT_EQ(merge_refusal("x", "y"), "");
  EXPECT_EQ(merge_refusal("null", "y"), "cannot_merge_with_illegal_distinct_id");
  EXPECT_EQ(merge_refusal("x", "guest"), "cannot_merge_with_illegal_distinct_id");
  EXPECT_EQ(merge_refusal(std::string(401, 'x'), "y"), "cannot_merge_with_too_long_distinct_id");
}

}  // namespace
}  // namespace leapfrog::persons
