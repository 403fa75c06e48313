#include "base/json.h"

#include <gtest/gtest.h>

namespace leapfrog {
namespace {

TEST(ParseJson, KeepsWholeNumbersOfSixtyFourBits) {
  const auto value = parse_json(R"([9223372036854775807,-9223372036854775808,18446744073709551615,1.5])");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->at(0).as_int64(), INT64_MAX);
  EXPECT_EQ(value->at(1).as_int64(), INT64_MIN);
  EXPECT_EQ(value->at(2).as_uint64(), UINT64_MAX);
  EXPECT_EQ(value->at(3).as_double(), 1.5);
}

TEST(ParseJson, LargerWholeNumbersBecomeTheNearestFraction) {
  const auto value = parse_json(
      R"({"a":18446744073709551616,"kept":[18446744073709551615,-9223372036854775808],"b":-9223372036854775809,"c":[123456789012345678901234567890],)"
      R"("\"12345678901234567890123\\":"98765432109876543210987 \" 98765432109876543210987","d":1234567890123456789,)"
      R"("e":0.1234567890123456789012,"f":12345678901234567890e-5})");
  ASSERT_TRUE(value) << value.error().detail;
  EXPECT_EQ(value->at("a").as_double(), 18446744073709551616.0);
  EXPECT_EQ(value->at("kept").at(0).as_uint64(), UINT64_MAX);
  EXPECT_EQ(value->at("kept").at(1).as_int64(), INT64_MIN);
  EXPECT_EQ(value->at("b").as_double(), -9223372036854775808.0);
  EXPECT_EQ(value->at("c").at(0).as_double(), 123456789012345678901234567890.0);
  EXPECT_EQ(value->at("\"12345678901234567890123\\").as_string(),
            "98765432109876543210987 \" 98765432109876543210987");
  EXPECT_EQ(value->at("e").as_double(), 0.1234567890123456789012);
  EXPECT_EQ(value->at("f").as_double(), 12345678901234567890e-5);
}

TEST(ParseJson, LargeNumbersExcuseNothingElse) {
  for (const auto text : {"[100000000000000000000", "[100000000000000000000,]", "[0100000000000000000000]",
                          "100000000000000000000 1", "[100000000000000000000,\"", "[-]", "[1e400]"})
    EXPECT_FALSE(parse_json(text)) << text;
}

TEST(ParseJson, RefusesNothingAtAll) {
  EXPECT_FALSE(parse_json(""));
  EXPECT_FALSE(parse_json(std::string_view()));
}

TEST(ParseJson, RefusesWhatIsTooDeep) {
  EXPECT_TRUE(parse_json("[[1]]", {.depth = 2}));
  EXPECT_FALSE(parse_json("[[[1]]]", {.depth = 2}));
}

TEST(ToText, GivesTheSameNumbersBack) {
  const auto value = parse_json(R"({"a":[1e300,0.1,-2.5,5e-324,1e20,3.0],"b":{},"c":[],"d":"\u0000\""})");
  ASSERT_TRUE(value);
  const auto again = parse_json(to_text(*value));
  ASSERT_TRUE(again) << to_text(*value);
  EXPECT_EQ(to_text(*again), to_text(*value));
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_EQ(value->at("a").at(i).to_number<double>(), again->at("a").at(i).to_number<double>());
}

}  // namespace
}  // namespace leapfrog
