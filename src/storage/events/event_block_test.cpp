#include "storage/events/event_block.h"

#include <set>

#include "storage/events/engine_fixture.h"

namespace leapfrog::events {
namespace {

class EventBlockTest : public EngineTest {
 protected:
  void SetUp() override {
    for (const auto table :
         {"schema_migrations", "events", "persons", "person_distinct_ids", "person_overrides", "groups"})
      run(fmt::format("DROP TABLE IF EXISTS {} SYNC", table));
    const auto migrated = engine().migrate();
    ASSERT_TRUE(migrated) << migrated.error().detail;
  }
};

EventRow example_row(const json::object& properties) {
  EventRow row;
  row.project = 4'000'000'000;
  row.log_offset = 1ULL << 40;
  row.uuid = *Uuid::parse("01234567-89ab-7def-8123-456789abcdef");
  row.event = "$pageview";
  row.distinct_id = "somebody";
  row.timestamp = *parse_iso("2026-02-03T04:05:06.789012Z");
  row.received_at = *parse_iso("2026-02-03T04:05:07.000001Z");
  row.session_id = "session";
  row.elements_chain = "a:text=\"b\"";
  row.properties = &properties;
  row.person = *Uuid::parse("fedcba98-7654-5210-8edc-ba9876543210");
  row.person_mode = "full";
  row.person_created_at = *parse_iso("2025-01-01T00:00:00.5Z");
  return row;
}

TEST_F(EventBlockTest, EveryColumnOfTheTableHoldsItsOwnField) {
  const json::object properties{{"p", 1}, {"gone", nullptr}}, person{{"q", "two"}, {"none", nullptr}};
  const json::object group{{"g", 3}}, last_group{{"h", true}};
  auto row = example_row(properties);
  row.person_properties = &person;
  row.group_keys = {"zero", "", "two", "", "four"};
  row.group_properties = {&group, nullptr, nullptr, nullptr, &last_group};
  row.is_test_account = true;
  EventBlock block;
  block.add(row);
  const auto inserted = engine().insert("events", EventBlock::column_list(), block.finish(), "");
  ASSERT_TRUE(inserted) << inserted.error().detail;
  EXPECT_EQ(inserted->written_rows, 1U);

  const std::vector<std::pair<std::string, std::string>> expected{
      {"project_id", "4000000000"},
      {"log_offset", "1099511627776"},
      {"uuid", "01234567-89ab-7def-8123-456789abcdef"},
      {"event", "$pageview"},
      {"distinct_id", "somebody"},
      {"timestamp", "2026-02-03 04:05:06.789012"},
      {"received_at", "2026-02-03 04:05:07.000001"},
      {"session_id", "session"},
      {"elements_chain", "a:text=\"b\""},
      {"person_id", "fedcba98-7654-5210-8edc-ba9876543210"},
      {"person_mode", "full"},
      {"person_created_at", "2025-01-01 00:00:00.500000"},
      {"is_test_account", "true"},
      {"properties", R"({"p":1})"},
      {"properties_residue", R"([[["gone"],null]])"},
      {"person_properties", R"({"q":"two"})"},
      {"person_properties_residue", R"([[["none"],null]])"},
      {"group0_key", "zero"},
      {"group0_properties", R"({"g":3})"},
      {"group1_key", ""},
      {"group1_properties", "{}"},
      {"group2_key", "two"},
      {"group2_properties", "{}"},
      {"group3_key", ""},
      {"group3_properties", "{}"},
      {"group4_key", "four"},
      {"group4_properties", R"({"h":true})"},
  };
  std::set<std::string> compared;
  for (const auto& [column, value] : expected) {
    const auto read = rows(fmt::format("SELECT toString({}) FROM events", column));
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(std::string_view(read[0].at(0).as_string()), value) << column;
    compared.insert(column);
  }
  // A column added to the table has to be filled by the block and compared here.
  for (const auto& column : rows("SELECT name FROM system.columns WHERE database = currentDatabase() AND "
                                 "table = 'events'"))
    EXPECT_TRUE(compared.contains(std::string(column.at(0).as_string()))) << column.at(0);
}

TEST_F(EventBlockTest, StartsOverAfterFinish) {
  const json::object properties{{"p", 1}};
  EventBlock block;
  for (int i = 0; i < 3; ++i) {
    auto row = example_row(properties);
    row.log_offset += static_cast<std::uint64_t>(i);
    row.uuid = Uuid::at(row.timestamp);
    block.add(row);
    EXPECT_GT(block.bytes(), 0U);
  }
  EXPECT_EQ(block.rows(), 3U);
  auto bytes = block.finish();
  EXPECT_EQ(block.rows(), 0U);
  auto row = example_row(properties);
  row.uuid = Uuid::at(row.timestamp);
  block.add(row);
  // Two blocks may follow each other in one insert.
  bytes += block.finish();
  const auto inserted = engine().insert("events", EventBlock::column_list(), bytes, "");
  ASSERT_TRUE(inserted) << inserted.error().detail;
  EXPECT_EQ(number("SELECT count() FROM events"), 4);
}

TEST_F(EventBlockTest, InsertsWithATokenSeenBeforeAreDropped) {
  const json::object properties{{"p", 1}};
  const auto insert = [&](std::string_view token) {
    EventBlock block;
    auto row = example_row(properties);
    row.uuid = Uuid::at(row.timestamp);
    block.add(row);
    const auto inserted = engine().insert("events", EventBlock::column_list(), block.finish(), token);
    ASSERT_TRUE(inserted) << inserted.error().detail;
  };
  insert("0-100");
  insert("0-100");
  EXPECT_EQ(number("SELECT count() FROM events"), 1);
  // Also when the engine has been killed in between.
  process->kill();
  ASSERT_EQ(process->start(), "");
  EXPECT_EQ(number("SELECT count() FROM events"), 1);
  insert("0-100");
  EXPECT_EQ(number("SELECT count() FROM events"), 1);
  insert("100-200");
  EXPECT_EQ(number("SELECT count() FROM events"), 2);
}

TEST_F(EventBlockTest, MigratingAgainChangesNothing) {
  const auto before = rows("SELECT id FROM schema_migrations ORDER BY id");
  ASSERT_FALSE(before.empty());
  ASSERT_TRUE(engine().migrate());
  EXPECT_EQ(rows("SELECT id FROM schema_migrations ORDER BY id"), before);
}

TEST_F(EventBlockTest, ErrorsCarryTheEnginesCode) {
  const auto unknown = engine().rows("SELECT * FROM nothing_of_that_name");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, "clickhouse_60");
  EXPECT_EQ(unknown.error().kind, ErrorKind::internal);
  process->kill();
  const auto gone = engine().execute("SELECT 1");
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().kind, ErrorKind::unavailable);
  EXPECT_FALSE(engine().ping());
  ASSERT_EQ(process->start(), "");
  EXPECT_EQ(number("SELECT 1"), 1);
}

}  // namespace
}  // namespace leapfrog::events
