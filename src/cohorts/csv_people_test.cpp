#include "cohorts/csv_people.h"

#include <gtest/gtest.h>

namespace leapfrog::cohorts {
namespace {

using By = CsvPeople::By;
using Names = std::vector<std::string>;

TEST(CsvPeople, TakesASingleColumnWithOrWithoutItsName) {
  for (const auto* text : {"ann\nbob\n", "distinct_id\nann\nbob",
                           "\xef\xbb\xbf"
                           "Distinct-ID\r\nann\r\n\r\nbob\r\n"}) {
    const auto people = parse_csv_people(text);
    ASSERT_TRUE(people) << text;
    EXPECT_EQ(people->by, By::distinct_id);
    EXPECT_EQ(people->names, (Names{"ann", "bob"}));
  }
}

TEST(CsvPeople, FindsTheColumnThatSaysWhoItIs) {
  const auto people =
      parse_csv_people("name,email,distinct_id\n\"Ann, \"\"A\"\"\",a@b.example, ann \nBob,,\nshort\n");
  ASSERT_TRUE(people);
  EXPECT_EQ(people->by, By::distinct_id);
  EXPECT_EQ(people->names, (Names{"ann"}));
  EXPECT_EQ(parse_csv_people("distinct_id;person_id\nann;1\n")->by, By::person_id);
  EXPECT_EQ(parse_csv_people("name\temail\nAnn\t\"x@y\nz\"\n")->names, (Names{"x@y\nz"}));
}

TEST(CsvPeople, RefusesWhatItCannotRead) {
  const auto detail = [](std::string_view text) {
    const auto people = parse_csv_people(text);
    return people ? std::string("nothing") : people.error().detail;
  };
  EXPECT_EQ(detail(""), "The CSV names nobody.");
  EXPECT_EQ(detail("distinct_id\n\n"), "The CSV names nobody.");
  EXPECT_EQ(
      detail("a,b\n1,2\n"),
      "A CSV with several columns must name one of them person_id, distinct_id or email in its first line.");
  EXPECT_EQ(detail("ann\n\"bob"), "Line 2 has a quote that is not closed.");
  EXPECT_EQ(detail("\"bob\"x"), "Line 1 has text behind a closing quote.");
  EXPECT_EQ(detail(std::string(1001, 'x')), "Line 1 has an id longer than 1000 bytes.");
  EXPECT_EQ(detail("x" + std::string(1000, ',')), "Line 1 has too many columns.");
  std::string many;
  for (std::size_t i = 0; i <= max_csv_people; ++i) many += "x\n";
  EXPECT_EQ(detail(many), "A file can name 500000 people. Split it.");
}

}  // namespace
}  // namespace leapfrog::cohorts
