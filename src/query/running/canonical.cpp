#include "query/running/canonical.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/crypto.h"

namespace leapfrog::query {
namespace {

constexpr int exact_digits = 17;
constexpr int result_digits = 12;

// Of the question as a whole, and nothing to its answer.
constexpr std::array<std::string_view, 4> meaningless = {"tags", "version", "dataColorTheme", "response"};

void write_number(double number, int digits, std::string& out) {
  if (std::floor(number) == number && std::abs(number) < 9e15)
    out += fmt::format("{}", static_cast<std::int64_t>(number));
  else
    out += fmt::format("{:.{}g}", number, digits);
}

void write(const json::value& value, int digits, std::string& out) {
  if (const auto* object = value.if_object()) {
    std::vector<const json::key_value_pair*> fields;
    for (const auto& field : *object) fields.push_back(&field);
    std::sort(fields.begin(), fields.end(),
              [](const auto* a, const auto* b) { return std::string_view(a->key()) < b->key(); });
    out += '{';
    for (const auto* field : fields) {
      if (out.back() != '{') out += ',';
      out += json::serialize(json::string_view(field->key()));
      out += ':';
      write(field->value(), digits, out);
    }
    out += '}';
  } else if (const auto* array = value.if_array()) {
    out += '[';
    for (const auto& item : *array) {
      if (out.back() != '[') out += ',';
      write(item, digits, out);
    }
    out += ']';
  } else if (value.is_double()) {
    write_number(value.get_double(), digits, out);
  } else {
    out += json::serialize(value);
  }
}

const json::object* fields_of(const json::value* schema) {
  const auto* object = schema ? schema->if_object() : nullptr;
  const auto* fields = object ? object->if_contains("properties") : nullptr;
  return fields ? fields->if_object() : nullptr;
}

const json::value* items_of(const json::value* schema) {
  const auto* object = schema ? schema->if_object() : nullptr;
  return object ? object->if_contains("items") : nullptr;
}

json::value filled(const json::value& value, const json::value* schema);

json::object filled_object(const json::object& object, const json::object* fields) {
  json::object out;
  for (const auto& [name, value] : object) {
    const auto* field = fields ? fields->if_contains(name) : nullptr;
    if (field && value.is_null()) continue;
    out[name] = filled(value, field);
  }
  if (!fields) return out;
  for (const auto& [name, field] : *fields) {
    const auto* described = field.if_object();
    const auto* initial = described ? described->if_contains("default") : nullptr;
    if (initial && !out.contains(name)) out[name] = *initial;
  }
  return out;
}

json::value filled(const json::value& value, const json::value* schema) {
  if (const auto* object = value.if_object()) return filled_object(*object, fields_of(schema));
  if (const auto* array = value.if_array()) {
    json::array out;
    for (const auto& item : *array) out.push_back(filled(item, items_of(schema)));
    return out;
  }
  return value;
}

}  // namespace

std::string sorted_text(const json::value& value, int digits) {
  std::string out;
  write(value, digits, out);
  return out;
}

std::string canonical_text(const json::object& query, const json::object& schema) {
  const auto* fields = schema.if_contains("properties");
  auto out = filled_object(query, fields ? fields->if_object() : nullptr);
  for (const auto name : meaningless) out.erase(name);
  return sorted_text(out, exact_digits);
}

std::string hash_of_query(std::string_view canonical) { return sha256_hex(canonical).substr(0, 32); }

std::string hash_of_result(const json::object& answer, bool any_order) {
  std::string text;
  for (const std::string_view part : {"columns", "results"}) {
    const auto* value = answer.if_contains(part);
    if (!value) continue;
    const auto* rows = value->if_array();
    if (!any_order || !rows || part != "results") {
      write(*value, result_digits, text);
      continue;
    }
    std::vector<std::string> lines;
    for (const auto& row : *rows) lines.push_back(sorted_text(row, result_digits));
    std::sort(lines.begin(), lines.end());
    for (const auto& line : lines) text += line + '\n';
  }
  return sha256_hex(text).substr(0, 32);
}

}  // namespace leapfrog::query
