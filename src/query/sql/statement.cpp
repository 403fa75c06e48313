#include "query/sql/statement.h"

#include <fmt/format.h>

namespace leapfrog::query {
namespace {

// As the engine reads parameters: the escapes of its tab-separated format.
void append_escaped(std::string& out, std::string_view value, bool quoted) {
  for (const char c : value) {
    switch (c) {
      case '\\':
        out += "\\\\";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\0':
        out += "\\0";
        break;
      case '\'':
        out += quoted ? "\\'" : "'";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace

std::string Bindings::bind(std::string value, std::string_view type) {
  const auto name = fmt::format("p{}", parameters_.size());
  parameters_.emplace_back(name, std::move(value));
  return fmt::format("{{{}:{}}}", name, type);
}

std::string Bindings::text(std::string_view value) {
  std::string escaped;
  append_escaped(escaped, value, false);
  return bind(std::move(escaped), "String");
}

std::string Bindings::texts(const std::vector<std::string>& values) {
  std::string list = "[";
  for (const auto& value : values) {
    list += list.size() > 1 ? ",'" : "'";
    append_escaped(list, value, true);
    list += "'";
  }
  return bind(list + "]", "Array(String)");
}

std::string Bindings::numbers(const std::vector<std::int64_t>& values) {
  return bind(fmt::format("[{}]", fmt::join(values, ",")), "Array(Int64)");
}

std::string Bindings::number(double value) { return fmt::format("toFloat64({})", value); }

std::string Bindings::instant(Instant value) {
  return fmt::format("fromUnixTimestamp64Micro({}, 'UTC')", to_micros(value));
}

std::string quote_name(std::string_view name) {
  std::string quoted = "`";
  for (const char c : name) {
    if (c == '`' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "`";
}

std::string json_path(std::string_view key) {
  std::string name;
  for (const char c : key) {
    if (c == '.')
      name += "%2E";
    else
      name += c;
  }
  return quote_name(name);
}

}  // namespace leapfrog::query
