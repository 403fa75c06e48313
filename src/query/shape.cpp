#include "query/shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace leapfrog::query {
namespace {

constexpr std::size_t max_list = 1000;  // elements of any list of objects in a query
constexpr std::size_t max_texts = 10'000;

std::string_view kind_name(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "a boolean";
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      return "a number";
    case json::kind::string:
      return "a text";
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "an object";
  }
  return "something else";
}

std::optional<std::int64_t> whole(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  if (value.is_double()) {
    const double number = value.get_double();
    if (std::floor(number) == number && std::abs(number) < 9e15) return static_cast<std::int64_t>(number);
  }
  return std::nullopt;
}

// Reads the fields of one object and keeps the first problem.
class Reader final : public Shape {
 public:
  Reader(const json::object& object, const std::string& path) : object_(object), path_(path) {}

  Result<> outcome() const {
    if (problem_) return std::unexpected(*problem_);
    return {};
  }

  void text(std::string_view name, std::string& value) override {
    const auto* found = find(name);
    if (!found) return;
    if (found->is_string())
      value = std::string(found->get_string());
    else
      fail(name, "a text", *found);
  }
  void text(std::string_view name, std::optional<std::string>& value) override {
    std::string read;
    if (!find(name)) return;
    text(name, read);
    value = std::move(read);
  }
  void flag(std::string_view name, bool& value) override {
    const auto* found = find(name);
    if (!found) return;
    if (found->is_bool())
      value = found->get_bool();
    else
      fail(name, "true or false", *found);
  }
  void integer(std::string_view name, std::int64_t& value, Range range) override {
    const auto* found = find(name);
    if (!found) return;
    const auto number = whole(*found);
    if (!number) return fail(name, "a whole number", *found);
    if (*number < range.least || *number > range.most) {
      return keep(invalid(
          fmt::format("{} must be from {} to {}, not {}.", path_of(name), range.least, range.most, *number),
          path_of(name)));
    }
    value = *number;
  }
  void integer(std::string_view name, std::optional<std::int64_t>& value, Range range) override {
    if (!find(name)) return;
    std::int64_t read = 0;
    integer(name, read, range);
    value = read;
  }
  void number(std::string_view name, double& value) override {
    const auto* found = find(name);
    if (!found) return;
    if (found->is_number())
      value = found->to_number<double>();
    else
      fail(name, "a number", *found);
  }
  void number(std::string_view name, std::optional<double>& value) override {
    if (!find(name)) return;
    double read = 0;
    number(name, read);
    value = read;
  }
  void texts(std::string_view name, std::vector<std::string>& value) override {
    const auto* array = list_at(name, max_texts);
    if (!array) return;
    value.clear();
    for (const auto& item : *array) {
      if (item.is_string())
        value.emplace_back(item.get_string());
      else if (item.is_number())
        value.push_back(to_text(item));
      else
        return keep(wrong_type(fmt::format("{}[{}]", path_of(name), value.size()), "a text", item));
    }
  }
  void choices(std::string_view name, std::span<bool> chosen,
               std::span<const std::string_view> names) override {
    const auto* array = list_at(name, max_texts);
    if (!array || array->empty()) return;
    std::fill(chosen.begin(), chosen.end(), false);
    for (std::size_t i = 0; i < array->size() && !problem_; ++i) {
      if (const auto at = chosen_of((*array)[i], fmt::format("{}[{}]", path_of(name), i), names))
        chosen[*at] = true;
    }
  }
  void object(std::string_view name, const Fields& fields) override {
    if (const auto* found = find(name)) keep(read_shape(*found, path_of(name), fields));
  }
  void list(std::string_view name, const Fields& element) override {
    const auto* array = list_at(name, max_list);
    if (!array) return;
    for (std::size_t i = 0; i < array->size() && !problem_; ++i)
      keep(read_shape((*array)[i], fmt::format("{}[{}]", path_of(name), i), element));
  }
  void custom(std::string_view name, const json::value&, const Reading& reading) override {
    if (const auto* found = find(name)) keep(reading(*found, path_of(name)));
  }
  void choice_index(std::string_view name, std::size_t& index,
                    std::span<const std::string_view> names) override {
    const auto* found = find(name);
    if (!found) return;
    if (const auto at = chosen_of(*found, path_of(name), names)) index = *at;
  }

 private:
  const json::value* find(std::string_view name) const {
    if (problem_) return nullptr;
    const auto* found = object_.if_contains(name);
    return found && !found->is_null() ? found : nullptr;
  }
  std::optional<std::size_t> chosen_of(const json::value& value, const std::string& path,
                                       std::span<const std::string_view> names) {
    if (!value.is_string()) {
      keep(wrong_type(path, "a text", value));
      return std::nullopt;
    }
    const std::string_view chosen = value.get_string();
    const auto at = std::find(names.begin(), names.end(), chosen);
    if (at == names.end()) {
      keep(invalid(
          fmt::format("{} must be one of {}, not '{}'.", path, fmt::join(names, ", "), chosen.substr(0, 100)),
          path));
      return std::nullopt;
    }
    return static_cast<std::size_t>(at - names.begin());
  }
  const json::array* list_at(std::string_view name, std::size_t limit) {
    const auto* found = find(name);
    if (!found) return nullptr;
    if (!found->is_array()) {
      fail(name, "a list", *found);
      return nullptr;
    }
    if (found->get_array().size() > limit) {
      keep(invalid(fmt::format("{} may have {} elements at most, not {}.", path_of(name), limit,
                               found->get_array().size()),
                   path_of(name)));
      return nullptr;
    }
    return &found->get_array();
  }
  std::string path_of(std::string_view name) const {
    return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
  }
  void fail(std::string_view name, std::string_view wanted, const json::value& value) {
    keep(wrong_type(path_of(name), wanted, value));
  }
  void keep(Result<> result) {
    if (!result && !problem_) problem_ = std::move(result).error();
  }

  const json::object& object_;
  const std::string& path_;
  std::optional<Error> problem_;
};

class SchemaWriter final : public Shape {
 public:
  json::object schema() && { return {{"type", "object"}, {"properties", std::move(properties_)}}; }

  void text(std::string_view name, std::string& value) override {
    add(name, {{"type", "string"}, {"default", value}});
  }
  void text(std::string_view name, std::optional<std::string>&) override { add(name, nullable("string")); }
  void flag(std::string_view name, bool& value) override {
    add(name, {{"type", "boolean"}, {"default", value}});
  }
  void integer(std::string_view name, std::int64_t& value, Range range) override {
    auto schema = bounded(range, "integer");
    schema["default"] = value;
    add(name, std::move(schema));
  }
  void integer(std::string_view name, std::optional<std::int64_t>&, Range range) override {
    add(name, bounded(range, json::array{"integer", "null"}));
  }
  void number(std::string_view name, double& value) override {
    add(name, {{"type", "number"}, {"default", value}});
  }
  void number(std::string_view name, std::optional<double>&) override { add(name, nullable("number")); }
  void texts(std::string_view name, std::vector<std::string>&) override {
    add(name, {{"type", "array"}, {"items", {{"type", "string"}}}});
  }
  void choices(std::string_view name, std::span<bool>, std::span<const std::string_view> names) override {
    add(name, {{"type", "array"}, {"items", {{"type", "string"}, {"enum", list_of(names)}}}});
  }
  void object(std::string_view name, const Fields& fields) override { add(name, schema_of(fields)); }
  void list(std::string_view name, const Fields& element) override {
    add(name, {{"type", "array"}, {"items", schema_of(element)}});
  }
  void custom(std::string_view name, const json::value& schema, const Reading&) override {
    properties_[name] = schema;
  }
  void choice_index(std::string_view name, std::size_t& index,
                    std::span<const std::string_view> names) override {
    add(name, {{"type", "string"}, {"enum", list_of(names)}, {"default", names[index]}});
  }

 private:
  static json::array list_of(std::span<const std::string_view> names) {
    json::array list;
    for (const auto one : names) list.emplace_back(one);
    return list;
  }
  static json::object nullable(std::string_view type) { return {{"type", json::array{type, "null"}}}; }
  static json::object bounded(Range range, json::value type) {
    json::object schema{{"type", std::move(type)}};
    if (range.least != Range{}.least) schema["minimum"] = range.least;
    if (range.most != Range{}.most) schema["maximum"] = range.most;
    return schema;
  }
  void add(std::string_view name, json::object schema) { properties_[name] = std::move(schema); }

  json::object properties_;
};

}  // namespace

Result<> read_shape(const json::value& value, const std::string& path, const Shape::Fields& fields) {
  if (!value.is_object()) return wrong_type(path, "an object", value);
  Reader reader(value.get_object(), path);
  fields(reader);
  return reader.outcome();
}

json::object schema_of(const Shape::Fields& fields) {
  SchemaWriter writer;
  fields(writer);
  return std::move(writer).schema();
}

Result<std::int64_t> whole_number(std::string_view text, const std::string& path) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size())
    return invalid(fmt::format("{} must be a whole number, not '{}'.", path, text.substr(0, 100)), path);
  return number;
}

Failure wrong_type(std::string_view path, std::string_view wanted, const json::value& value) {
  return invalid(fmt::format("{} must be {}, not {}.", path, wanted, kind_name(value)), std::string(path));
}

}  // namespace leapfrog::query
