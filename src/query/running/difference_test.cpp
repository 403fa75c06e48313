#include "query/running/difference.h"

#include <gtest/gtest.h>

namespace leapfrog::query {
namespace {

std::string found(std::string_view before, std::string_view after, std::size_t limit = 10) {
  return to_text(differences_json(differences(parse_json(before).value(), parse_json(after).value(), limit)));
}

TEST(Differences, NameThePlaceAndBothValues) {
  EXPECT_EQ(found(R"([{"data":[1,2,3]}])", R"([{"data":[1,5,3]}])"),
            R"([{"path":"[0].data[1]","before":2,"after":5}])");
  EXPECT_EQ(found(R"({"a":1})", R"({"b":1})"),
            R"([{"path":"a","before":1,"after":null},{"path":"b","before":null,"after":1}])");
  EXPECT_EQ(found("[1]", "[1,2]"), R"([{"path":"[1]","before":null,"after":2}])");
  EXPECT_EQ(found("1", R"("1")"), R"([{"path":"","before":1,"after":"1"}])");
}

TEST(Differences, OfEqualResultsAreNone) {
  EXPECT_EQ(found(R"({"a":[1,{"b":0.1}],"c":null})", R"({"c":null,"a":[1.0,{"b":0.10000000000000002}]})"),
            "[]");
}

TEST(Differences, AreBounded) {
  EXPECT_EQ(differences(parse_json("[1,2,3]").value(), parse_json("[]").value(), 2).size(), 2U);
}

}  // namespace
}  // namespace leapfrog::query
