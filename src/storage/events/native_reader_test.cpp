#include "storage/events/native_reader.h"

#include <gtest/gtest.h>

#include "storage/events/native.h"

namespace leapfrog::events {
namespace {

std::string block_of(const std::vector<std::uint64_t>& numbers, const std::vector<std::string>& texts) {
  NativeBlock block(numbers.size());
  std::string values;
  for (const auto number : numbers) put_fixed(values, number);
  block.column("n", "UInt64", values);
  values.clear();
  for (const auto& text : texts) put_string(values, text);
  block.column("t", "String", values);
  return block.finish();
}

TEST(NativeReader, GivesBlockAfterBlock) {
  const auto long_text = std::string(300, 'x');
  const auto bytes = block_of({1, ~std::uint64_t{0}}, {"", long_text}) + block_of({7}, {"z"});
  NativeReader reader(bytes);
  NativeRows block;
  ASSERT_TRUE(reader.next(block).value());
  ASSERT_EQ(block.rows, 2U);
  ASSERT_EQ(block.columns.size(), 2U);
  EXPECT_EQ(block.columns[0].name, "n");
  EXPECT_EQ(fixed_value<std::uint64_t>(block.columns[0].values, 0), 1U);
  EXPECT_EQ(fixed_value<std::uint64_t>(block.columns[0].values, 1), ~std::uint64_t{0});
  NativeTexts texts(block.columns[1].values);
  EXPECT_EQ(texts.next(), "");
  EXPECT_EQ(texts.next(), long_text);
  ASSERT_TRUE(reader.next(block).value());
  EXPECT_EQ(block.rows, 1U);
  EXPECT_EQ(NativeTexts(block.columns[1].values).next(), "z");
  EXPECT_FALSE(reader.next(block).value());
}

TEST(NativeReader, RefusesEveryCutOfItsBytes) {
  const auto bytes = block_of({1, 2, 3}, {"a", "", "ccc"});
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    NativeReader reader(std::string_view(bytes).substr(0, size));
    NativeRows block;
    EXPECT_FALSE(reader.next(block)) << size;
  }
}

TEST(NativeReader, RefusesOtherTypesAndNumbersThatAreTooLong) {
  NativeBlock block(1);
  block.column("x", "Float32", "abcd");
  NativeRows rows;
  const auto float_bytes = block.finish();
  EXPECT_FALSE(NativeReader(float_bytes).next(rows));
  EXPECT_FALSE(NativeReader(std::string(11, '\xFF')).next(rows));
}

}  // namespace
}  // namespace leapfrog::events
