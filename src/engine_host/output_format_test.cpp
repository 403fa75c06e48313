#include "engine_host/output_format.h"

#include <gtest/gtest.h>

namespace leapfrog::engine_host {
namespace {

TEST(OutputFormat, IsTheOneOfTheLastClauseOrTheDefault) {
  EXPECT_EQ(output_format("SELECT 1", "TSV"), "TSV");
  EXPECT_EQ(output_format("SELECT 1 FORMAT JSON", "TSV"), "JSON");
  EXPECT_EQ(output_format("SELECT 1 format CSV ;", "TSV"), "CSV");
  EXPECT_EQ(output_format("SELECT 1 FORMAT CSV SETTINGS max_threads = 1", "TSV"), "CSV");
  EXPECT_EQ(output_format("SELECT 1 FORMAT CSV -- end", "TSV"), "CSV");
}

TEST(OutputFormat, IsNotMisledByColumnsSubqueriesAndStrings) {
  EXPECT_EQ(output_format("SELECT format FROM t", "TSV"), "TSV");
  EXPECT_EQ(output_format("SELECT format x FROM t", "TSV"), "TSV");
  EXPECT_EQ(output_format("SELECT 'a FORMAT JSON'", "TSV"), "TSV");
  EXPECT_EQ(output_format("SELECT * FROM (SELECT 1 FORMAT JSON)", "TSV"), "TSV");
  EXPECT_EQ(output_format("SELECT 1 FORMAT 'JSON'", "TSV"), "TSV");
}

TEST(Streamable, KnowsPlainRowFormatsInAnyCase) {
  ASSERT_TRUE(streamable("CSVWithNamesAndTypes"));
  EXPECT_EQ(streamable("CSVWithNamesAndTypes")->header_lines, 2);
  EXPECT_TRUE(streamable("csvwithnames")->quoted);
  EXPECT_EQ(streamable("Native")->header_lines, 0);
  for (const char* whole : {"JSON", "JSONCompact", "Pretty", "XML", "Parquet", "ORC", "Values", "", "CSV "})
    EXPECT_FALSE(streamable(whole)) << whole;
}

TEST(WithoutHeader, DropsWholeLines) {
  EXPECT_EQ(without_header("1\n2\n", {0, false}), "1\n2\n");
  EXPECT_EQ(without_header("a\n1\n2\n", {1, false}), "1\n2\n");
  EXPECT_EQ(without_header("a\nInt8\n1\n", {2, false}), "1\n");
  EXPECT_EQ(without_header("\"a\nb\",c\n1\n", {1, true}), "1\n");
  EXPECT_EQ(without_header("\"a\"\"\nb\",c\n1\n", {1, true}), "1\n");
  EXPECT_EQ(without_header("\"a\n1\n", {1, false}), "1\n");  // a quote means nothing in TSV
  EXPECT_EQ(without_header("a\n", {2, false}), "");
  EXPECT_EQ(without_header("", {1, true}), "");
}

}  // namespace
}  // namespace leapfrog::engine_host
