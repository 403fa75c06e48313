#include "engine_host/request.h"

#include <gtest/gtest.h>

namespace leapfrog::engine_host {
namespace {

RequestHead head(std::string target, Pairs headers = {}, std::string method = "POST") {
  return {std::move(method), std::move(target), std::move(headers), true};
}
QueryRequest parsed(const RequestHead& head) {
  auto request = parse_query_request(head);
  EXPECT_TRUE(request) << request.error().detail;
  return request ? *request : QueryRequest();
}

TEST(QueryString, IsDecoded) {
  EXPECT_EQ(parse_query_string("a=1&b=x+y%2Bz&c&=d&&e=%zz%4"),
            (Pairs{{"a", "1"}, {"b", "x y+z"}, {"c", ""}, {"", "d"}, {"e", "%zz%4"}}));
  EXPECT_EQ(parse_query_string("q=a=b"), (Pairs{{"q", "a=b"}}));
  EXPECT_TRUE(parse_query_string("").empty());
  EXPECT_EQ(path_of("/ping?x=/y"), "/ping");
  EXPECT_EQ(path_of("/"), "/");
}

TEST(QueryRequest, TakesParametersAndSettingsApart) {
  const auto request =
      parsed(head("/?query=SELECT+{a:Int8}&param_a=1&database=d&query_id=q1&default_format=CSV&max_threads=2"
                  "&user=x&compress=0&enable_http_compression=1&wait_end_of_query=1"));
  EXPECT_EQ(request.sql, "SELECT {a:Int8}");
  EXPECT_EQ(request.parameters, (Pairs{{"a", "1"}}));
  EXPECT_EQ(request.database, "d");
  EXPECT_EQ(request.query_id, "q1");
  EXPECT_EQ(request.default_format, "CSV");
  EXPECT_EQ(request.settings, (Pairs{{"max_threads", "2"}}));
  EXPECT_TRUE(request.compress_answer);
  EXPECT_TRUE(request.wait_for_end);
}

TEST(QueryRequest, FillsInWhatIsNotSaid) {
  const auto request = parsed(head("/"));
  EXPECT_EQ(request.default_format, "TabSeparated");
  EXPECT_EQ(request.query_id.size(), 36U);
  EXPECT_NE(request.query_id, parsed(head("/")).query_id);
  EXPECT_EQ(request.readonly, 0);
  EXPECT_EQ(parsed(head("/", {{"x-clickhouse-format", "JSON"}, {"x-clickhouse-database", "d"}})).database,
            "d");
}

TEST(QueryRequest, RefusesSessionsAndNamesThatAreNoSettings) {
  EXPECT_FALSE(parse_query_request(head("/?session_id=1")));
  EXPECT_FALSE(parse_query_request(head("/?a%20%3D%201,b=1")));
  EXPECT_FALSE(parse_query_request(head("/?=1")));
  EXPECT_FALSE(parse_query_request(head("/?query_id=a%0d%0ab")));
  EXPECT_FALSE(parse_query_request(head("/?query_id=" + std::string(201, 'a'))));
}

TEST(QueryRequest, FindsTheKeyInEveryPlaceClientsPutIt) {
  EXPECT_EQ(parsed(head("/?password=p")).key, "p");
  EXPECT_EQ(parsed(head("/", {{"x-clickhouse-key", "k"}})).key, "k");
  EXPECT_EQ(parsed(head("/", {{"authorization", "Basic ZGVmYXVsdDpwOmE="}})).key, "p:a");
  EXPECT_EQ(parsed(head("/", {{"authorization", "Bearer t"}})).key, "t");
  for (const char* value : {"Basic !!!", "Basic ZGVmYXVsdA==", "Digest x", ""})
    EXPECT_EQ(parsed(head("/", {{"authorization", value}})).key, "") << value;
}

// Whatever else a request says, it cannot open what its header field, method or parameter closed.
TEST(QueryRequest, ReadonlyOnlyTightens) {
  EXPECT_EQ(parsed(head("/", {}, "GET")).readonly, 2);
  EXPECT_EQ(parsed(head("/?readonly=0", {}, "GET")).readonly, 2);
  EXPECT_EQ(parsed(head("/?readonly=1", {}, "GET")).readonly, 1);
  EXPECT_EQ(parsed(head("/?readonly=2")).readonly, 2);
  EXPECT_EQ(parsed(head("/?readonly=1&readonly=2&readonly=0")).readonly, 1);
  EXPECT_EQ(parsed(head("/?leapfrog_readonly=1&readonly=2")).readonly, 1);
  EXPECT_EQ(parsed(head("/?readonly=0&leapfrog_readonly=0", {{"x-leapfrog-readonly", "1"}})).readonly, 1);
}

TEST(SetStatement, QuotesValuesAndClosesLast) {
  auto request = parsed(head("/?query_id=q&a.b=it's%5C&log_comment=mine&readonly=1"));
  EXPECT_EQ(set_statement(request), "SET a.b = 'it\\'s\\\\', log_comment = 'q mine', readonly = 1");
  EXPECT_EQ(log_comment_of(request), "q mine");
  EXPECT_EQ(quote_literal("'; DROP TABLE x --\\"), "'\\'; DROP TABLE x --\\\\'");
}

}  // namespace
}  // namespace leapfrog::engine_host
