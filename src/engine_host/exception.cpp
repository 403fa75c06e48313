#include "engine_host/exception.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace leapfrog::engine_host {

namespace {

constexpr std::string_view prefix = "Code: ";
constexpr std::string_view exception = "DB::Exception: ";

template <std::size_t n>
bool contains(const std::array<int, n>& codes, int code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// Parsing, types and values that do not fit.
constexpr std::array client_mistakes = {6,  26, 27,  33,  36,  38,  41,  42,  43,  53,  62, 69,
                                        70, 72, 117, 130, 131, 167, 168, 321, 427, 456, 457};
// Unknown function, identifier, type, storage, table, aggregate, format, database, setting, role.
constexpr std::array unknown_names = {46, 47, 50, 56, 60, 63, 73, 81, 115, 139, 511};

}  // namespace

EngineError parse_error(std::string_view text) {
  EngineError error;
  const auto read_code = [](std::string_view from) {
    int code = 0;
    if (!from.starts_with(prefix)) return 0;
    std::from_chars(from.data() + prefix.size(), from.data() + from.size(), code);
    return code;
  };
  if (const int outer = read_code(text); outer != 0) {
    error.code = outer;
    const std::size_t inner = text.find(exception);
    if (inner != std::string_view::npos && read_code(text.substr(inner + exception.size())) == outer)
      text.remove_prefix(inner + exception.size());
    error.text = text;
  } else {
    error.text = fmt::format("Code: {}. DB::Exception: {}", error.code, text);
  }
  return error;
}

EngineError make_error(int code, std::string_view name, std::string_view message) {
  return {code, fmt::format("Code: {}. DB::Exception: {} ({})", code, message, name)};
}

int http_status(int code) {
  if (contains(client_mistakes, code)) return 400;
  if (contains(unknown_names, code)) return 404;
  switch (code) {
    case code::readonly:
    case code::authentication_failed:
      return 403;
    case code::query_is_too_large:
      return 413;
    case code::not_implemented:
      return 501;
    case code::timeout_exceeded:
      return 408;
    case code::too_many_simultaneous_queries:
    case 209:  // SOCKET_TIMEOUT
    case 439:  // CANNOT_SCHEDULE_TASK
      return 503;
    default:
      return 500;
  }
}

}  // namespace leapfrog::engine_host
