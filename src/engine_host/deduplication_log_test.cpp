#include "engine_host/deduplication_log.h"

#include <gtest/gtest.h>

namespace leapfrog::engine_host {
namespace {

std::vector<PartName> parts(std::initializer_list<const char*> names) {
  std::vector<PartName> result;
  for (const char* name : names) result.push_back(*PartName::parse(name));
  return result;
}

TEST(PartName, ReadsPartsAndNothingElse) {
  const auto part = PartName::parse("202601_29_31_2");
  ASSERT_TRUE(part);
  EXPECT_EQ(part->partition, "202601");
  EXPECT_EQ(part->min_block, 29U);
  EXPECT_EQ(part->max_block, 31U);
  EXPECT_TRUE(PartName::parse("all_1_1_0_7"));
  EXPECT_FALSE(PartName::parse("tmp_insert_202601_13_13_1"));
  EXPECT_FALSE(PartName::parse("tmp_merge_202601_1_29_2"));
  EXPECT_FALSE(PartName::parse("deduplication_logs"));
  EXPECT_FALSE(PartName::parse("_1_1_0"));
}

TEST(MendedLog, DropsTokensOfPartsThatNeverArrived) {
  const std::string log = "1\t202601_1_1_0\tt1\n1\t202601_2_2_0\tt2\n1\t202602_2_2_0\tt3\n";
  EXPECT_EQ(mended_log(log, parts({"202601_1_1_0", "202602_2_2_0"})),
            "1\t202601_1_1_0\tt1\n2\t202601_2_2_0\tt2\n1\t202602_2_2_0\tt3\n");
}

TEST(MendedLog, KeepsRecordsOfMergedParts) {
  const std::string log = "1\tall_1_1_0\tt1\n1\tall_2_2_0\tt2\n1\tall_3_3_0\tt3\n";
  EXPECT_EQ(mended_log(log, parts({"all_1_2_1"})), "1\tall_1_1_0\tt1\n1\tall_2_2_0\tt2\n2\tall_3_3_0\tt3\n");
  EXPECT_EQ(mended_log(log, parts({"all_1_3_2_9"})), log);
}

TEST(MendedLog, KeepsWhatItDoesNotUnderstandButNoTornLine) {
  EXPECT_EQ(mended_log("2\tall_1_1_0\tt1\nsomething else\n1\tall_2_2_0\tt", {}),
            "2\tall_1_1_0\tt1\nsomething else\n");
}

}  // namespace
}  // namespace leapfrog::engine_host
