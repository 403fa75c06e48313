#include "storage/meta/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace leapfrog::meta {
namespace {

using testing::HasSubstr;

const std::vector<Migration> one_table = {
    {100, "counters", "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;"}};

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "leapfrog-meta-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
  }
  ~DatabaseTest() override { std::filesystem::remove_all(directory_); }

  std::string path() const { return (directory_ / "meta.db").string(); }
  std::unique_ptr<Database> open(const std::vector<Migration>& migrations = one_table) {
    auto database = Database::open(path(), migrations);
    EXPECT_TRUE(database.has_value()) << (database ? "" : database.error().detail);
    return *std::move(database);
  }
  static Result<> put(Database& database, std::string_view name, std::int64_t value) {
    return database.write([&](Connection& connection) {
      return connection.execute("INSERT INTO counters (name, value) VALUES (?, ?)", {name, value});
    });
  }
  static std::int64_t number(Database& database, std::string_view sql) {
    std::int64_t value = -1;
    const auto result = database.read([&](Connection& connection) {
      return connection.query(sql, {}, [&](const Row& row) { value = row.integer(0); });
    });
    EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().detail);
    return value;
  }

  std::filesystem::path directory_;
};

TEST_F(DatabaseTest, GivesBackWhatWasWritten) {
  auto database = open({{1, "values", "CREATE TABLE v (i INTEGER, r REAL, t TEXT, n TEXT, e TEXT) STRICT"}});
  const std::string text("a\0b → ü", 10);
  ASSERT_TRUE(database->write([&](Connection& connection) -> Result<> {
    TRY(connection.execute("INSERT INTO v VALUES (?, ?, ?, ?, ?)",
                           {std::int64_t{1} << 60, 0.5, text, nullptr, std::string_view()}));
    EXPECT_EQ(connection.changes(), 1);
    EXPECT_EQ(connection.last_insert_id(), 1);
    return {};
  }));
  int rows = 0;
  ASSERT_TRUE(database->read([&](Connection& connection) {
    return connection.query("SELECT i, r, t, n, e FROM v", {}, [&](const Row& row) {
      ++rows;
      EXPECT_EQ(row.integer(0), std::int64_t{1} << 60);
      EXPECT_EQ(row.real(1), 0.5);
      EXPECT_EQ(row.text(2), text);
      EXPECT_TRUE(row.is_null(3));
      EXPECT_EQ(row.optional_text(3), std::nullopt);
      EXPECT_EQ(row.optional_text(4), "");
    });
  }));
  EXPECT_EQ(rows, 1);
}

TEST_F(DatabaseTest, RollsBackOnErrorAndOnException) {
  auto database = open();
  const auto failed = database->write([&](Connection& connection) -> Result<> {
    TRY(connection.execute("INSERT INTO counters VALUES ('a', 1)"));
    return invalid("No.");
  });
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().detail, "No.");
  EXPECT_EQ(number(*database, "SELECT count(*) FROM counters"), 0);

  EXPECT_THROW(static_cast<void>(database->write([&](Connection& connection) -> Result<> {
                 TRY(connection.execute("INSERT INTO counters VALUES ('a', 1)"));
                 throw std::runtime_error("third party");
               })),
               std::runtime_error);
  EXPECT_EQ(number(*database, "SELECT count(*) FROM counters"), 0);
  EXPECT_TRUE(put(*database, "a", 1).has_value());
}

TEST_F(DatabaseTest, UniqueAndForeignKeysAreConflicts) {
  auto database = open({{100, "trees",
                         "CREATE TABLE trees (id INTEGER PRIMARY KEY, name TEXT UNIQUE);"
                         "CREATE TABLE leaves (tree INTEGER NOT NULL REFERENCES trees (id));"}});
  const auto run = [&](std::string_view sql) {
    return database->write([&](Connection& connection) { return connection.execute(sql); });
  };
  ASSERT_TRUE(run("INSERT INTO trees VALUES (1, 'oak')").has_value());
  for (const auto* sql : {"INSERT INTO trees VALUES (1, 'fir')", "INSERT INTO trees VALUES (2, 'oak')",
                          "INSERT INTO leaves VALUES (7)"}) {
    const auto result = run(sql);
    ASSERT_FALSE(result.has_value()) << sql;
    EXPECT_TRUE(is_unique_violation(result.error())) << sql;
    EXPECT_EQ(result.error().kind, ErrorKind::conflict);
  }
  const auto null = run("INSERT INTO leaves VALUES (NULL)");
  ASSERT_FALSE(null.has_value());
  EXPECT_EQ(null.error().kind, ErrorKind::internal);
  EXPECT_FALSE(is_unique_violation(null.error()));
}

TEST_F(DatabaseTest, AReaderSeesOneStateAndCannotWrite) {
  auto database = open();
  ASSERT_TRUE(put(*database, "a", 1).has_value());
  std::int64_t before = 0;
  std::int64_t after = 0;
  ASSERT_TRUE(database->read([&](Connection& connection) -> Result<> {
    TRY(connection.query("SELECT value FROM counters", {}, [&](const Row& row) { before = row.integer(0); }));
    EXPECT_TRUE(
        database->write([](Connection& writer) { return writer.execute("UPDATE counters SET value = 2"); })
            .has_value());
    TRY(connection.query("SELECT value FROM counters", {}, [&](const Row& row) { after = row.integer(0); }));
    EXPECT_FALSE(connection.execute("UPDATE counters SET value = 3").has_value());
    return {};
  }));
  EXPECT_EQ(before, 1);
  EXPECT_EQ(after, 1);
  EXPECT_EQ(number(*database, "SELECT value FROM counters"), 2);
}

TEST_F(DatabaseTest, ASelectMayRunInsideItsOwnCallback) {
  auto database = open();
  ASSERT_TRUE(put(*database, "a", 1).has_value());
  ASSERT_TRUE(put(*database, "b", 2).has_value());
  int inner = 0;
  ASSERT_TRUE(database->read([&](Connection& connection) {
    const auto* sql = "SELECT value FROM counters";
    return connection.query(sql, {}, [&](const Row&) {
      EXPECT_TRUE(connection.query(sql, {}, [&](const Row&) { ++inner; }).has_value());
    });
  }));
  EXPECT_EQ(inner, 4);
}

TEST_F(DatabaseTest, MoreStatementsThanTheCacheHolds) {
  auto database = open();
  ASSERT_TRUE(database->read([&](Connection& connection) -> Result<> {
    for (int round = 0; round < 2; ++round) {
      for (int i = 0; i < 600; ++i) {
        std::int64_t got = -1;
        TRY(connection.query("SELECT " + std::to_string(i), {},
                             [&](const Row& row) { got = row.integer(0); }));
        EXPECT_EQ(got, i);
      }
    }
    return {};
  }));
}

TEST_F(DatabaseTest, MigrationsRunOnceInOrderOfTheirIds) {
  std::vector<Migration> migrations = {
      {200, "second", "INSERT INTO counters VALUES ('b', (SELECT count(*) FROM counters));"},
      {100, "first",
       "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER); INSERT INTO counters VALUES ('a', "
       "0);"}};
  open(migrations).reset();
  // A step of an earlier slice that came later still runs.
  migrations.push_back({101, "third", "INSERT INTO counters VALUES ('c', (SELECT count(*) FROM counters));"});
  auto database = open(migrations);
  EXPECT_EQ(number(*database, "SELECT value FROM counters WHERE name = 'b'"), 1);
  EXPECT_EQ(number(*database, "SELECT value FROM counters WHERE name = 'c'"), 2);
  EXPECT_EQ(number(*database, "SELECT count(*) FROM counters"), 3);
}

TEST_F(DatabaseTest, AFailedMigrationLeavesNothingBehind) {
  auto migrations = one_table;
  migrations.push_back({101, "broken", "INSERT INTO counters VALUES ('x', 1); SELECT * FROM nowhere;"});
  const auto broken = Database::open(path(), migrations);
  ASSERT_FALSE(broken.has_value());
  EXPECT_THAT(broken.error().detail, HasSubstr("Schema step 101 (broken) failed"));
  EXPECT_EQ(number(*open(), "SELECT count(*) FROM counters"), 0);
}

TEST_F(DatabaseTest, RefusesANewerSchema) {
  auto newer = one_table;
  newer.push_back({101, "from the future", "CREATE TABLE future (x)"});
  open(newer).reset();
  const auto refused = Database::open(path(), one_table);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().detail,
            "The metadata database was written by another, newer version of Leapfrog: it has the schema step "
            "101 (from the future), which this version does not know. Start that version or a newer one on "
            "this data directory.");
}

TEST_F(DatabaseTest, RefusesWhatIsNotADatabaseAndWhatCannotBeOpened) {
  std::ofstream(path()) << std::string(4096, 'x');
  const auto damaged = Database::open(path(), one_table);
  ASSERT_FALSE(damaged.has_value());
  EXPECT_THAT(damaged.error().detail, HasSubstr("is damaged"));

  const auto missing = Database::open((directory_ / "no" / "such" / "place").string(), one_table);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(missing.error().detail, HasSubstr("No such file or directory"));
}

TEST_F(DatabaseTest, KeepsItsRowsAndItsModeAcrossReopening) {
  ASSERT_TRUE(put(*open(), "a", 5).has_value());
  auto database = open();
  EXPECT_EQ(number(*database, "SELECT value FROM counters"), 5);
  EXPECT_EQ(number(*database, "PRAGMA synchronous"), 2);
  EXPECT_EQ(number(*database, "PRAGMA foreign_keys"), 1);
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    struct stat info {};
    ASSERT_EQ(::stat(entry.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u) << entry.path();
  }
}

// Writers move an amount between two counters, so every state a reader sees has the same sum.
TEST_F(DatabaseTest, ManyReadersAndWritersSeeWholeTransactions) {
  auto database = open();
  ASSERT_TRUE(put(*database, "a", 1000).has_value());
  ASSERT_TRUE(put(*database, "b", 1000).has_value());
  constexpr int writers = 4;
  constexpr int moves = 100;
  std::atomic<int> wrong = 0;
  std::atomic<int> errors = 0;
  std::atomic<int> reads = 0;
  std::atomic<int> writing = writers;
  std::vector<std::jthread> threads;
  for (int i = 0; i < writers; ++i) {
    threads.emplace_back([&] {
      for (int move = 0; move < moves; ++move) {
        const auto result = database->write([&](Connection& connection) -> Result<> {
          TRY(connection.execute("UPDATE counters SET value = value - 1 WHERE name = 'a'"));
          return connection.execute("UPDATE counters SET value = value + 1 WHERE name = 'b'");
        });
        if (!result) ++errors;
      }
      --writing;
    });
  }
  for (int i = 0; i < 12; ++i) {  // more than there are reader connections
    threads.emplace_back([&] {
      do {
        std::int64_t a = 0;
        std::int64_t b = 0;
        const auto result = database->read([&](Connection& connection) -> Result<> {
          TRY(connection.query("SELECT value FROM counters WHERE name = 'a'", {},
                               [&](const Row& row) { a = row.integer(0); }));
          return connection.query("SELECT value FROM counters WHERE name = 'b'", {},
                                  [&](const Row& row) { b = row.integer(0); });
        });
        if (!result) ++errors;
        if (a + b != 2000) ++wrong;
        ++reads;
      } while (writing > 0);
    });
  }
  threads.clear();
  EXPECT_EQ(errors, 0);
  EXPECT_EQ(wrong, 0);
  EXPECT_GE(reads, 12);
  EXPECT_EQ(number(*database, "SELECT value FROM counters WHERE name = 'b'"), 1000 + writers * moves);
}

using DatabaseDeathTest = DatabaseTest;

TEST_F(DatabaseDeathTest, AWriteInsideAWriteIsOurMistake) {
  auto database = open();
  EXPECT_DEATH(static_cast<void>(database->write(
                   [&](Connection&) { return database->write([](Connection&) -> Result<> { return {}; }); })),
               "broken invariant");
}

}  // namespace
}  // namespace leapfrog::meta
