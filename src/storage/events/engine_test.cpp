// Blocks as they come from a real engine, and how an answer ends that does not come to its end.
#include <gtest/gtest.h>

#include "storage/events/engine_fixture.h"
#include "storage/events/native_reader.h"

namespace leapfrog::events {
namespace {

constexpr std::uint64_t many = 3'000'000;

class EngineBlocks : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    process = std::make_unique<EngineProcess>("blocks");
    ASSERT_EQ(process->start(), "");
  }
  static void TearDownTestSuite() { process.reset(); }

  // Adds up the first column.
  Result<ReadCost> add_up(std::string_view sql, const Settings& settings) {
    return process->client().visit_blocks(sql, {}, settings, [&](const NativeRows& block) -> Result<> {
      ++blocks_;
      rows_ += block.rows;
      for (std::size_t row = 0; row < block.rows; ++row)
        sum_ += fixed_value<std::uint64_t>(block.columns.at(0).values, row);
      return {};
    });
  }

  static inline std::unique_ptr<EngineProcess> process;
  int blocks_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t sum_ = 0;
};

TEST_F(EngineBlocks, GivesAllRows) {
  const auto read = add_up("SELECT number, toString(number) FROM numbers(3000000)", {});
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(rows_, many);
  EXPECT_EQ(sum_, many * (many - 1) / 2);
  EXPECT_GT(read->rows_read, 0U);
  EXPECT_TRUE(add_up("SELECT number FROM numbers(0)", {}));
  EXPECT_EQ(rows_, many);
}

TEST_F(EngineBlocks, TellsWhatWentWrongOnTheWay) {
  const auto failed =
      add_up("SELECT number + throwIf(number = 2000000, 'in the middle') FROM numbers(3000000)", {});
  ASSERT_FALSE(failed);
  EXPECT_GT(blocks_, 2) << "it was to fail after its answer began";
  EXPECT_EQ(failed.error().code, "clickhouse_395");
  EXPECT_NE(failed.error().detail.find("in the middle"), std::string::npos) << failed.error().detail;
  const auto too_many = add_up("SELECT number FROM numbers(3000000)", {{"max_result_rows", "2000000"}});
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().code, "clickhouse_396");
  const auto at_once = add_up("SELECT nothing", {});
  ASSERT_FALSE(at_once);
  EXPECT_EQ(at_once.error().code, "clickhouse_47");
}

TEST_F(EngineBlocks, EndsWhenTheVisitorHasSeenEnough) {
  int seen = 0;
  const auto ended = process->client().visit_blocks("SELECT number FROM numbers(1000000000000)", {}, {},
                                                    [&](const auto&) -> Result<> {
                                                      if (++seen < 3) return {};
                                                      return invalid("That is enough.");
                                                    });
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().detail, "That is enough.");
  EXPECT_EQ(seen, 3);
  EXPECT_TRUE(add_up("SELECT number FROM numbers(10)", {}));
  EXPECT_EQ(rows_, 10U);
}

}  // namespace
}  // namespace leapfrog::events
