#include "sql_variables/typed_value.h"

#include <gtest/gtest.h>

namespace leapfrog::sql_variables {
namespace {

TEST(TypedValue, CodeNamesAreWhatStatementsCanWrite) {
  EXPECT_EQ(code_name_of("Least Amount!"), "least_amount");
  EXPECT_EQ(code_name_of("plan_2"), "plan_2");
  EXPECT_EQ(code_name_of("Größe"), "gre");
  EXPECT_EQ(code_name_of("价格"), "");
  EXPECT_EQ(code_name_of(" _ "), "");
}

TEST(TypedValue, DefaultsFitTheirTypes) {
  const std::vector<std::string> values = {"free", "pro"};
  const auto fits = [&](std::string_view type, const json::value& value) {
    return check_default(type, value, values).has_value();
  };
  for (const std::string_view type : {"String", "Number", "Boolean", "Date", "List"})
    EXPECT_TRUE(fits(type, nullptr)) << type;
  EXPECT_TRUE(fits("String", "anything"));
  EXPECT_FALSE(fits("String", 5));
  EXPECT_FALSE(fits("String", json::string(max_value_characters + 1, 'a')));
  EXPECT_TRUE(fits("Number", 5));
  EXPECT_TRUE(fits("Number", -0.25));
  EXPECT_FALSE(fits("Number", "5"));
  EXPECT_TRUE(fits("Boolean", false));
  EXPECT_FALSE(fits("Boolean", 0));
  EXPECT_TRUE(fits("Date", "2026-11-03"));
  EXPECT_TRUE(fits("Date", "2026-11-03T10:00:00Z"));
  EXPECT_FALSE(fits("Date", "2026-13-03"));
  EXPECT_FALSE(fits("Date", "yesterday"));
  EXPECT_TRUE(fits("List", "pro"));
  EXPECT_FALSE(fits("List", "enterprise"));
}

TEST(TypedValue, ListsAreTexts) {
  EXPECT_EQ(checked_values(nullptr)->size(), 0U);
  EXPECT_EQ(checked_values(json::array{"a", "b"})->size(), 2U);
  EXPECT_FALSE(checked_values("a").has_value());
  EXPECT_FALSE(checked_values(json::array{1}).has_value());
  EXPECT_FALSE(checked_values(json::array(max_list_values + 1, "a")).has_value());
}

}  // namespace
}  // namespace leapfrog::sql_variables
