#include "query/sandbox.h"

#include "http/client.h"
#include "query/syntax_tree.h"
#include "storage/events/engine_fixture.h"

namespace leapfrog::query {
namespace {

// Against a real engine: one for all tests of this file.
class SandboxTest : public events::EngineTest {
 protected:
  static void SetUpTestSuite() {
    EngineTest::SetUpTestSuite();
    client = http::Client::create(process->address());
    run("CREATE TABLE events (project_id UInt32, name String, n Int32) ENGINE = MergeTree ORDER BY "
        "project_id");
    run("INSERT INTO events VALUES (1, 'mine', 1), (2, 'theirs', 2)");
    run("CREATE TABLE secrets (s String) ENGINE = MergeTree ORDER BY s");
    run("INSERT INTO secrets VALUES ('hidden')");
  }
  static void TearDownTestSuite() {
    client.reset();
    EngineTest::TearDownTestSuite();
  }

  static std::string run(const std::string& sql, const std::string& target = "/") {
    http::ClientRequest request;
    request.target = target;
    request.body = sql;
    const auto response = client->send(request);
    return response ? response->body : response.error().detail;
  }
  static const std::vector<SandboxTable>& tables() {
    static const std::vector<SandboxTable> one{{"events", "project_id = 1"}};
    return one;
  }
  // What an approved text answers, or "refused: …".
  static std::string answer(const std::string& sql) {
    Sandbox sandbox(*client);
    const auto approved = sandbox.approve(sql, tables());
    if (!approved) return "refused: " + approved.error().detail;
    std::string target = "/?default_format=TSV";
    for (const auto& [name, value] : Sandbox::session_settings(tables(), {10, 500'000'000, 1000, 1}))
      target += fmt::format("&{}={}", name, http::percent_encode(value));
    return run(*approved, target);
  }

  static inline std::unique_ptr<http::Client> client;
};

TEST_F(SandboxTest, OrdinarySqlWorksAndSeesItsOwnRowsOnly) {
  EXPECT_EQ(answer("SELECT name FROM events"), "mine\n");
  EXPECT_EQ(answer("SELECT count() FROM default.events"), "1\n");
  EXPECT_EQ(answer("SELECT count(), sum(n) FROM (SELECT * FROM events) AS x"), "1\t1\n");
  EXPECT_EQ(answer("WITH x AS (SELECT name FROM events) SELECT * FROM x"), "mine\n");
  EXPECT_EQ(answer("WITH events AS (SELECT 5 AS five) SELECT five FROM events"), "5\n");
  EXPECT_EQ(answer("SELECT a.name FROM events AS a JOIN events AS b ON a.project_id = b.project_id"),
            "mine\n");
  EXPECT_EQ(answer("SELECT 'theirs' IN (SELECT name FROM events), (SELECT max(n) FROM events)"), "0\t1\n");
  EXPECT_EQ(answer("SELECT name FROM events UNION ALL SELECT name FROM events"), "mine\nmine\n");
  EXPECT_EQ(answer("SELECT n IN (1, 2), name IN [name], CASE n WHEN 1 THEN 'one' END FROM events"),
            "1\t1\tone\n");
  EXPECT_EQ(
      answer("SELECT sumIf(n, n > 0), uniqArrayIf([n], 1), count(DISTINCT n), quantile(0.5)(n) FROM events"),
      "1\t1\t1\t1\n");
  EXPECT_EQ(
      answer(
          "SELECT arrayMap(x -> x + 1, [1]), toDate('2026-01-02') + INTERVAL 1 DAY, n::String FROM events"),
      "[2]\t2026-01-03\t1\n");
  EXPECT_EQ(answer("SELECT row_number() OVER (ORDER BY n) FROM events"), "1\n");
  EXPECT_EQ(answer("SELECT sum(number) FROM numbers(4) -- numbers are harmless"), "6\n");
  EXPECT_EQ(answer("SELECT * EXCEPT project_id FROM events;"), "mine\t1\n");
  EXPECT_EQ(answer("SELECT 'file(''x''); DROP TABLE events'"), "file(\\'x\\'); DROP TABLE events\n");
}

TEST_F(SandboxTest, EverythingElseIsRefused) {
  const std::vector<std::string> escapes{
      "SELECT * FROM secrets",
      "SELECT * FROM default.secrets",
      "SELECT * FROM `default`.`secrets`",
      "SELECT * FROM \"secrets\"",
      "SELECT * FROM system.tables",
      "SELECT * FROM system.one",
      "SELECT * FROM information_schema.tables",
      "SELECT * FROM INFORMATION_SCHEMA.TABLES",
      "SELECT * FROM merge('default', '.*')",
      "SELECT * FROM merge('.*')",
      "SELECT * FROM remote('127.0.0.1', default.secrets)",
      "SELECT * FROM remoteSecure('127.0.0.1', default.secrets)",
      "SELECT * FROM cluster('default', default.secrets)",
      "SELECT * FROM clusterAllReplicas('default', default.secrets)",
      "SELECT * FROM file('/etc/passwd')",
      "SELECT * FROM url('http://127.0.0.1:1/')",
      "SELECT * FROM s3('http://127.0.0.1:1/b/k')",
      "SELECT * FROM view(SELECT * FROM secrets)",
      "SELECT * FROM dictionary('d')",
      "SELECT * FROM loop(secrets)",
      "SELECT * FROM loop(default, secrets)",
      "SELECT * FROM input('a Int8')",
      "SELECT * FROM generateRandom('a Int8')",
      "SELECT * FROM executable('x', 'TSV', 'a Int8')",
      "SELECT * FROM null('a Int8')",
      "SELECT * FROM fuzzQuery('SELECT 1')",
      "SELECT * FROM mergeTreeIndex('default', 'secrets')",
      "SELECT * FROM viewIfPermitted(SELECT 1 ELSE null('a Int8'))",
      "SELECT * FROM mysql('h', 'd', 't', 'u', 'p')",
      "SELECT * FROM sqlite('/tmp/x', 't')",
      "SELECT * FROM format(CSV, '1')",
      "SELECT (SELECT s FROM secrets)",
      "SELECT 1 IN (SELECT s FROM secrets)",
      "SELECT 'x' IN secrets",
      "SELECT 'x' IN default.secrets",
      "SELECT name FROM events WHERE name NOT IN secrets",
      "SELECT name FROM events WHERE name GLOBAL IN secrets",
      "SELECT in('x', secrets)",
      "SELECT globalNotNullIn('x', secrets)",
      "SELECT (SELECT throwIf(s = 'hidden') FROM secrets)",
      "SELECT EXISTS(SELECT 1 FROM secrets)",
      "WITH x AS (SELECT * FROM secrets) SELECT * FROM x",
      "WITH secrets AS (SELECT 1) SELECT * FROM secrets",
      "SELECT * FROM secrets UNION ALL (WITH secrets AS (SELECT 'a' AS s) SELECT s FROM secrets)",
      "WITH RECURSIVE x AS (SELECT 1 AS a UNION ALL SELECT a FROM x, secrets) SELECT * FROM x",
      "SELECT name FROM events UNION ALL SELECT s FROM secrets",
      "SELECT name FROM events INTERSECT SELECT s FROM secrets",
      "SELECT * FROM events JOIN secrets ON 1",
      "SELECT * FROM events, secrets",
      "SELECT joinGet('secrets', 's', 1)",
      "SELECT joinGetOrNull('secrets', 's', 1)",
      "SELECT dictGet('d', 'a', 1)",
      "SELECT dictHas('d', 1)",
      "SELECT file('/etc/passwd')",
      "SELECT FILE('/etc/passwd')",
      "SELECT arrayMap(x -> file(x), ['/etc/passwd'])",
      "SELECT * APPLY(file) FROM (SELECT '/etc/passwd')",
      "SELECT COLUMNS('n') APPLY(toString) FROM events",
      "SELECT hostName()",
      "SELECT getSetting('additional_table_filters')",
      "SELECT currentUser()",
      "SELECT sleep(1)",
      "SELECT getMacro('x')",
      "SELECT aiGenerate('x')",
      "SELECT catboostEvaluate('x', 1)",
      "SELECT hasColumnInTable('default', 'secrets', 's')",
      "SELECT addressToLine(1)",
      "SELECT __getScalar('x')",
      "SELECT no_such_function()",
      "SELECT name FROM events SETTINGS additional_table_filters = {}",
      "SELECT * FROM (SELECT name FROM events SETTINGS additional_table_filters = {})",
      "SELECT 1 FORMAT CSV",
      "SELECT 1 INTO OUTFILE '/tmp/x'",
      "SELECT `a\nb` FROM events",
      "SELECT 1 AS `a\\nb`",
      "SELECT 1; SELECT 2",
      "SHOW TABLES",
      "DESCRIBE file('/etc/passwd')",
      "DESCRIBE secrets",
      "EXPLAIN SELECT 1",
      "EXPLAIN AST SELECT 1",
      "INSERT INTO events VALUES (1, 'x', 1)",
      "CREATE TABLE t (a Int8) ENGINE = Memory",
      "DROP TABLE events",
      "SET max_threads = 1",
      "USE system",
      "KILL QUERY WHERE 1",
      "SYSTEM FLUSH LOGS",
      "CHECK TABLE secrets",
      "EXISTS TABLE secrets",
      "SELECT * FROM {t:Identifier}",
      "SELECT 1 IN {t:Identifier}",
      "",
      ";",
      "SELEC",
      "-- nothing"};
  for (const std::string& sql : escapes) {
    const std::string got = answer(sql);
    EXPECT_TRUE(got.starts_with("refused: ")) << sql << "\n" << got;
    EXPECT_EQ(got.find("hidden"), std::string::npos) << sql << "\n" << got;
  }
}

TEST_F(SandboxTest, AnErrorDoesNotQuoteRowsOfOthers) {
  const std::string got = answer("SELECT (SELECT toInt32(any(name)) FROM events WHERE name != 'mine')");
  EXPECT_EQ(got.find("theirs"), std::string::npos) << got;
}

TEST_F(SandboxTest, MistakesAreExplained) {
  EXPECT_NE(answer("SELECT nosuchcolumn FROM events").find("nosuchcolumn"), std::string::npos);
  EXPECT_EQ(answer("SELECT * FROM secrets"), "refused: The table secrets may not be read.");
  EXPECT_NE(answer("SELECT 1 +").find("Syntax error"), std::string::npos);
}

TEST(SandboxMemory, WhatWasApprovedIsNotAskedAgainWhatWasRefusedIs) {
  events::EngineProcess process("sandbox-memory");
  ASSERT_EQ(process.start(), "");
  ASSERT_TRUE(process.client().execute("CREATE TABLE events (n Int32) ENGINE = MergeTree ORDER BY n"));
  const auto client = http::Client::create(process.address());
  Sandbox sandbox(*client);
  const std::vector<SandboxTable> mine{{"events", "n = 1"}}, theirs{{"events", "n = 2"}};
  const std::string sql = "SELECT  n FROM events", from = "FROM events AS e", broken = "SELECT 1 +";
  const std::string named = "WITH x AS (SELECT n FROM events) SELECT n FROM x";
  const std::string listed = "SELECT min(n), argMin(n, n) FROM events WHERE n IN (1, 2)";
  const std::string column = "WITH [1] AS x SELECT n FROM events WHERE n IN x";
  const auto approved = sandbox.approve(sql, mine);
  const auto expression = sandbox.approve_expression("n  + 1", from, mine);
  ASSERT_TRUE(approved && expression);
  ASSERT_TRUE(sandbox.check_syntax(sql));
  ASSERT_TRUE(sandbox.approve(named, mine));
  ASSERT_TRUE(sandbox.approve(column, mine));
  ASSERT_TRUE(sandbox.approve(listed, mine));
  ASSERT_TRUE(process.client().execute("CREATE TABLE x (n Int32) ENGINE = MergeTree ORDER BY n"));
  EXPECT_EQ(sandbox.approve(named, mine).error().detail, "The table x may not be read.");
  EXPECT_EQ(sandbox.approve(column, mine).error().detail, "The table x may not be read.");
  EXPECT_EQ(sandbox.approve("SELECT * FROM system.tables", mine).error().kind, ErrorKind::forbidden);
  EXPECT_EQ(sandbox.check_syntax(broken).error().kind, ErrorKind::invalid);

  process.kill();
  EXPECT_EQ(sandbox.approve(sql, mine).value_or(""), *approved);
  EXPECT_TRUE(sandbox.approve(listed, mine));
  EXPECT_EQ(sandbox.approve_expression("n  + 1", from, mine).value_or(""), *expression);
  EXPECT_TRUE(sandbox.check_syntax(sql));
  for (const auto& asked :
       {sandbox.approve(sql, theirs), sandbox.approve("n  + 1", mine),
        sandbox.approve_expression(sql, from, mine), sandbox.approve_expression("n  + 1", from, theirs),
        sandbox.approve_expression("n  + 1", "FROM events", mine),
        sandbox.approve("SELECT * FROM system.tables", mine)})
    EXPECT_TRUE(!asked && asked.error().kind == ErrorKind::unavailable);
  EXPECT_EQ(sandbox.check_syntax(broken).error().kind, ErrorKind::unavailable);
}

TEST(SyntaxTree, KnowsParentsKindsAndNames) {
  const std::vector<std::string> lines{"SelectWithUnionQuery (children 1)", " ExpressionList (children 1)",
                                       "  Function count (alias c) (children 1)", "   ExpressionList",
                                       "  TableIdentifier default.events (alias e)"};
  const auto nodes = parse_syntax_tree(lines);
  ASSERT_EQ(nodes.size(), 5U);
  EXPECT_EQ(nodes[2].kind, "Function");
  EXPECT_EQ(nodes[2].name, "count");
  EXPECT_EQ(nodes[2].parent, 1);
  EXPECT_EQ(nodes[4].name, "default.events");
  EXPECT_EQ(nodes[4].parent, 1);
  EXPECT_EQ(nodes[0].parent, -1);
}

}  // namespace
}  // namespace leapfrog::query
