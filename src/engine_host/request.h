// What a client asks, taken from the URL and the header fields of one HTTP request.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "engine_host/engine.h"

namespace leapfrog::engine_host {

struct RequestHead {
  std::string method;
  std::string target;
  Pairs headers;  // names in lower case
  bool keep_alive = false;
  std::string_view header(std::string_view lower_case_name) const;  // "" when absent
};

struct QueryRequest {
  std::string sql;       // of the URL; the body follows it
  std::string database;  // "" for the default one
  std::string query_id;  // made up when the client gives none
  std::string default_format;
  std::string key;  // the secret the client shows, "" when none
  Pairs parameters;
  Pairs settings;
  int readonly =
      0;  // ClickHouse's setting: 1 closes everything, 2 (every GET) still lets SQL change settings
  bool compress_answer = false;
  bool wait_for_end = false;
};

// Decoded pairs of a query string; "+" is a space.
Pairs parse_query_string(std::string_view text);

// The path of a target, without its query string.
std::string_view path_of(std::string_view target);

// Everything a request says except its body. Errors are `invalid`: a setting's name that is none, sessions.
Result<QueryRequest> parse_query_request(const RequestHead& head);

// "SET a = 'x', b = 'y'", for the session the request runs on. `readonly` comes last: 1 closes the
// session for every later change of a setting.
std::string set_statement(const QueryRequest& request);

// The mark by which a running statement is found again: libchdb gives every query an id of its own.
std::string log_comment_of(const QueryRequest& request);

// 'text' as a literal of ClickHouse's SQL.
std::string quote_literal(std::string_view text);

}  // namespace leapfrog::engine_host
