#include "query/running/receipt.h"

#include <gtest/gtest.h>

#include "query/running/refresh.h"

namespace leapfrog::query {
namespace {

Receipt example() {
  Receipt receipt;
  receipt.query_hash = "abc";
  receipt.timezone = "Europe/Vienna";
  receipt.date_from = "2026-03-02T00:00:00+01:00";
  receipt.watermark = 9'000'000'000'000'000'000;
  receipt.engine_version = "26.7.3.1";
  receipt.rows_read = 5;
  receipt.bytes_read = 600;
  receipt.result_hash = "def";
  receipt.milliseconds = 1.2345;
  receipt.computed_at = from_micros(1'790'000'000'123'456);
  return receipt;
}

TEST(Receipt, IsReadAsItWasWritten) {
  const auto written = receipt_json(example());
  const auto read = parse_receipt(parse_json(to_text(written)).value());
  ASSERT_TRUE(read) << read.error().detail;

  EXPECT_EQ(read->watermark, example().watermark);
  EXPECT_EQ(read->computed_at, example().computed_at);
  EXPECT_EQ(read->date_from, example().date_from);
  EXPECT_EQ(read->date_to, std::nullopt);
}

TEST(Receipt, HasTheKeysThatAreDocumented) {
  std::vector<std::string> keys;
  for (const auto& field : receipt_json(example())) keys.emplace_back(field.key());
  EXPECT_EQ(keys, (std::vector<std::string>{"query_hash", "timezone", "date_from", "date_to", "watermark",
                                            "engine_version", "rows_read", "bytes_read", "result_hash",
                                            "milliseconds", "computed_at"}));
}

TEST(Receipt, WithoutWhatIsNeededIsRefused) {
  for (const std::string_view field : {"query_hash", "timezone", "watermark", "result_hash", "computed_at"}) {
    auto json = receipt_json(example());
    json.erase(field);
    const auto read = parse_receipt(json);
    ASSERT_FALSE(read) << field;
    EXPECT_EQ(read.error().attr, "receipt." + std::string(field));
  }
  auto json = receipt_json(example());
  json["computed_at"] = "yesterday";
  EXPECT_FALSE(parse_receipt(json));
  json = receipt_json(example());
  json["watermark"] = -1;
  EXPECT_FALSE(parse_receipt(json));
  EXPECT_FALSE(parse_receipt(json::value("text")));
}

TEST(Refresh, IsAWordOrTrueOrFalse) {
  const auto read = [](const json::value& value) { return parse_refresh(&value, Refresh::async); };
  EXPECT_EQ(*read("lazy_async"), Refresh::lazy_async);
  EXPECT_EQ(*read("async_except_on_cache_miss"), Refresh::async_except_on_cache_miss);
  EXPECT_EQ(*read(true), Refresh::force_blocking);
  EXPECT_EQ(*read(false), Refresh::force_cache);
  EXPECT_EQ(*read("true"), Refresh::force_blocking);
  EXPECT_EQ(*read(nullptr), Refresh::async);
  EXPECT_EQ(*parse_refresh(nullptr, Refresh::blocking), Refresh::blocking);
  EXPECT_FALSE(read("sometimes"));
  EXPECT_FALSE(read(3));
}

}  // namespace
}  // namespace leapfrog::query
