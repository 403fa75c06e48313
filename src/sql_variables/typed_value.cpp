#include "sql_variables/typed_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/time.h"

namespace leapfrog::sql_variables {
namespace {

constexpr auto types = std::to_array<std::string_view>({"String", "Number", "Boolean", "Date", "List"});

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_date(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-dd";
  if (text.size() < form.size() || text.size() > 40) return false;
  for (std::size_t i = 0; i < form.size(); ++i)
    if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != form[i]) return false;
  return parse_iso(text.size() == form.size() ? fmt::format("{}T00:00:00Z", text) : std::string(text))
      .has_value();
}

bool fits(std::string_view type, const json::value& value, const std::vector<std::string>& values) {
  if (value.is_null()) return true;
  if (type == "Number") return value.is_number();
  if (type == "Boolean") return value.is_bool();
  if (!value.is_string() || value.get_string().size() > max_value_characters) return false;
  const std::string_view text = value.get_string();
  if (type == "Date") return is_date(text);
  return type != "List" || std::ranges::find(values, text) != values.end();
}

}  // namespace

bool is_type(std::string_view type) { return std::ranges::find(types, type) != types.end(); }

std::string code_name_of(std::string_view name) {
  std::string code;
  for (const char c : name) {
    if (c == ' ' || c == '_')
      code += '_';
    else if ((c >= 'a' && c <= 'z') || is_digit(c))
      code += c;
    else if (c >= 'A' && c <= 'Z')
      code += static_cast<char>(c - 'A' + 'a');
  }
  const bool says_something = std::ranges::any_of(code, [](char c) { return c != '_'; });
  return says_something ? code : std::string();
}

Result<std::vector<std::string>> checked_values(const json::value& value) {
  std::vector<std::string> values;
  if (value.is_null()) return values;
  if (!value.is_array()) return invalid("Expected a list of texts.", "values");
  if (value.get_array().size() > max_list_values)
    return invalid(fmt::format("A list has at most {} values.", max_list_values), "values");
  for (const auto& each : value.get_array()) {
    if (!each.is_string() || each.get_string().size() > max_value_characters)
      return invalid("Expected a list of texts.", "values");
    values.emplace_back(each.get_string());
  }
  return values;
}

Result<> check_default(std::string_view type, const json::value& value,
                       const std::vector<std::string>& values) {
  if (fits(type, value, values)) return {};
  if (type == "List") return invalid("The default of a list is one of its values.", "default_value");
  return invalid(fmt::format("This is no value of the type {}.", type), "default_value");
}

}  // namespace leapfrog::sql_variables
