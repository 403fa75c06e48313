// ClickHouse's error texts: "Code: 62. DB::Exception: Syntax error: … (SYNTAX_ERROR)".
#pragma once

#include <string>
#include <string_view>

namespace leapfrog::engine_host {

// Codes that the host itself answers with, from ClickHouse's list.
namespace code {
inline constexpr int bad_arguments = 36;
inline constexpr int not_implemented = 48;
inline constexpr int syntax_error = 62;
inline constexpr int timeout_exceeded = 159;
inline constexpr int readonly = 164;
inline constexpr int too_many_simultaneous_queries = 202;
inline constexpr int network_error = 210;
inline constexpr int memory_limit_exceeded = 241;
inline constexpr int query_is_too_large = 300;
inline constexpr int cannot_decompress = 271;
inline constexpr int authentication_failed = 516;
inline constexpr int unknown_exception = 1002;
}  // namespace code

struct EngineError {
  int code = code::unknown_exception;
  std::string text;  // with its "Code: …" prefix
};

// libchdb repeats the prefix where an exception crossed two of its layers; one is kept.
EngineError parse_error(std::string_view text);
EngineError make_error(int code, std::string_view name, std::string_view message);

// The status that ClickHouse's HTTP interface gives this code; READONLY is 403 here.
int http_status(int code);

}  // namespace leapfrog::engine_host
