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
  NativeReader reader;
  reader.add(bytes);
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
  EXPECT_TRUE(reader.is_at_end());
}

TEST(NativeReader, TakesBytesHoweverTheyAreCut) {
  const auto bytes = block_of({1, 2, 3}, {"a", "", std::string(200, 'c')}) + block_of({4}, {"dd"});
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    for (const std::size_t step : {cut, std::size_t{1}}) {
      NativeReader reader;
      NativeRows block;
      std::string seen;
      for (std::size_t at = 0; at < bytes.size(); at += step) {
        reader.add(std::string_view(bytes).substr(at, step));
        while (reader.next(block).value()) {
          NativeTexts texts(block.columns[1].values);
          for (std::size_t row = 0; row < block.rows; ++row) {
            seen += std::to_string(fixed_value<std::uint64_t>(block.columns[0].values, row));
            seen += texts.next();
          }
        }
      }
      EXPECT_EQ(seen, "1a23" + std::string(200, 'c') + "4dd") << cut;
      EXPECT_TRUE(reader.is_at_end()) << cut;
    }
  }
}

TEST(NativeReader, KnowsThatBytesEndWithinABlock) {
  const auto bytes = block_of({1, 2, 3}, {"a", "", "ccc"});
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    NativeReader reader;
    reader.add(std::string_view(bytes).substr(0, size));
    NativeRows block;
    EXPECT_FALSE(reader.next(block).value()) << size;
    EXPECT_FALSE(reader.is_at_end()) << size;
  }
}

TEST(NativeReader, RefusesOtherTypes) {
  NativeBlock block(1);
  block.column("x", "Float32", "abcd");
  NativeReader reader;
  reader.add(block.finish());
  NativeRows rows;
  EXPECT_FALSE(reader.next(rows));
}

TEST(NativeReader, RefusesBlocksThatAreTooLarge) {
  NativeReader reader;
  NativeRows rows;
  const std::string piece(std::size_t{64} << 20, '\xFF');
  for (int i = 0; i < 4; ++i) {
    reader.add(piece);
    EXPECT_FALSE(reader.next(rows).value());
  }
  reader.add("x");
  EXPECT_FALSE(reader.next(rows));
}

}  // namespace
}  // namespace leapfrog::events
