#include "definitions/property_type.h"

#include <gtest/gtest.h>

namespace leapfrog::definitions {
namespace {

std::optional<PropertyType> detected(std::string_view value, std::string_view name = "x") {
  return detect_type(name, json::parse(value));
}

TEST(PropertyTypeTest, FollowsTheKindOfTheJsonValue) {
  EXPECT_EQ(detected("1"), PropertyType::numeric);
  EXPECT_EQ(detected("-1.5e3"), PropertyType::numeric);
  EXPECT_EQ(detected("18446744073709551615"), PropertyType::numeric);
  EXPECT_EQ(detected("true"), PropertyType::boolean);
  EXPECT_EQ(detected("\"blue\""), PropertyType::string);
  EXPECT_EQ(detected("\"\""), PropertyType::string);
  EXPECT_EQ(detected("\"12\""), PropertyType::string);
}

TEST(PropertyTypeTest, SaysNothingOfNullListsAndObjects) {
  for (const auto* value : {"null", "[]", "[1]", "{}", R"({"a":1})"})
    EXPECT_EQ(detected(value), std::nullopt) << value;
}

TEST(PropertyTypeTest, ReadsTruthAndTimesInText) {
  for (const auto* value : {R"("true")", R"("False")", R"(" TRUE ")"})
    EXPECT_EQ(detected(value), PropertyType::boolean) << value;
  for (const auto* value : {R"("2026-01-31")", R"("2026-01-31T23:59")", R"("2026-01-31T23:59:59Z")",
                            R"("2026-01-31 23:59:59.123456")", R"("2026-01-31T23:59:59+05:30")",
                            R"("2026-01-31T23:59:59-0800")", R"("2026-01-31 23:59:59 +02")"})
    EXPECT_EQ(detected(value), PropertyType::datetime) << value;
}

TEST(PropertyTypeTest, LeavesWhatOnlyResemblesATimeAsText) {
  for (const auto* value :
       {R"("2026")", R"("2026-13-01")", R"("2026-00-10")", R"("2026-01-32")", R"("2026-01-31x")",
        R"("2026-01-31T")", R"("2026-01-31T25:00")", R"("2026-01-31T10:61")", R"("2026-01-31T10:00:00.")",
        R"("20260131")", R"("1.2.3")", R"("2026-01-31T10:00:00+99:00")", R"("trueish")"})
    EXPECT_EQ(detected(value), PropertyType::string) << value;
}

TEST(PropertyTypeTest, TakesCampaignsSurveysAndFlagsAsTextWhateverTheyHold) {
  for (const auto* name :
       {"utm_campaign", "$feature/new-nav", "$survey_response_2", "$feature_flag_response"}) {
    EXPECT_EQ(detected("2026", name), PropertyType::string) << name;
    EXPECT_EQ(detected("true", name), PropertyType::string) << name;
    EXPECT_EQ(detected("null", name), std::nullopt) << name;
  }
}

TEST(PropertyTypeTest, NamesGoBothWays) {
  for (const auto type : {PropertyType::string, PropertyType::numeric, PropertyType::boolean,
                          PropertyType::datetime, PropertyType::duration})
    EXPECT_EQ(type_of_name(type_name(type)), type);
  EXPECT_EQ(type_of_name("Selector"), std::nullopt);
}

}  // namespace
}  // namespace leapfrog::definitions
