#include "query/filter.h"

#include <fmt/format.h>

#include <charconv>

namespace leapfrog::query {
namespace {

constexpr int max_depth = 8;
constexpr std::size_t max_values = 5000;

constexpr std::array<std::string_view, 35> operator_names = {"exact",
                                                             "is_not",
                                                             "icontains",
                                                             "not_icontains",
                                                             "icontains_multi",
                                                             "not_icontains_multi",
                                                             "regex",
                                                             "not_regex",
                                                             "starts_with",
                                                             "ends_with",
                                                             "gt",
                                                             "gte",
                                                             "lt",
                                                             "lte",
                                                             "min",
                                                             "max",
                                                             "between",
                                                             "not_between",
                                                             "is_set",
                                                             "is_not_set",
                                                             "is_date_exact",
                                                             "is_date_before",
                                                             "is_date_after",
                                                             "in",
                                                             "not_in",
                                                             "is_cleaned_path_exact",
                                                             "semver_eq",
                                                             "semver_neq",
                                                             "semver_gt",
                                                             "semver_gte",
                                                             "semver_lt",
                                                             "semver_lte",
                                                             "semver_tilde",
                                                             "semver_caret",
                                                             "semver_wildcard"};

bool needs_value(Operator op) { return op != Operator::is_set && op != Operator::is_not_set; }

Result<> check_values(const PropertyFilter& filter) {
  if (!needs_value(filter.op) || filter.type == PropertyType::hogql) return {};
  if (filter.value.is_object()) return wrong_type(filter.path + ".value", "a value or a list", filter.value);
  if (const auto* list = filter.value.if_array()) {
    if (list->size() > max_values)
      return invalid(fmt::format("{}.value may have {} values at most.", filter.path, max_values),
                     filter.path + ".value");
    for (const auto& item : *list)
      if (item.is_object() || item.is_array())
        return wrong_type(filter.path + ".value", "a list of values", item);
  }
  return {};
}

// A condition without a value to compare with restricts nothing, as while it is being typed.
bool restricts(const PropertyFilter& filter) {
  if (filter.type == PropertyType::empty) return false;
  if (filter.type == PropertyType::hogql) return !filter.key.empty();
  if (!needs_value(filter.op)) return true;
  if (filter.value.is_null()) return false;
  const auto* list = filter.value.if_array();
  return !list || !list->empty();
}

void describe(Shape& shape, PropertyFilter& filter) {
  shape.choice("type", filter.type, property_type_names);
  shape.choice("operator", filter.op, operator_names);
  std::int64_t group = filter.group_type_index;
  shape.integer("group_type_index", group, {0, 4});
  filter.group_type_index = static_cast<int>(group);
  shape.custom("key", json::object{{"type", json::array{"string", "integer"}}},
               [&](const json::value& key, const std::string& path) -> Result<> {
                 if (key.is_string())
                   filter.key = std::string(key.get_string());
                 else if (key.is_number())
                   filter.key = to_text(key);
                 else
                   return wrong_type(path, "a text", key);
                 return {};
               });
  shape.custom("value", json::object{}, [&](const json::value& value, const std::string&) -> Result<> {
    filter.value = json::value(value, json::storage_ptr());
    return {};
  });
}

Result<FilterNode> parse_node(const json::value& value, const std::string& path, int depth);

Result<std::vector<FilterNode>> parse_list(const json::array& list, const std::string& path, int depth) {
  if (list.size() > 1000) return invalid(fmt::format("{} may have 1000 conditions at most.", path), path);
  std::vector<FilterNode> nodes;
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto node = TRY(parse_node(list[i], fmt::format("{}[{}]", path, i), depth + 1));
    if (!node.empty()) nodes.push_back(std::move(node));
  }
  return nodes;
}

Result<FilterNode> parse_leaf(const json::value& value, const std::string& path) {
  PropertyFilter filter;
  filter.path = path;
  TRY(read_shape(value, path, [&](Shape& shape) { describe(shape, filter); }));
  if (filter.type == PropertyType::cohort && filter.op == Operator::exact) filter.op = Operator::in;
  TRY(check_values(filter));
  if (!restricts(filter)) return FilterNode{};
  if (filter.key.empty() && filter.type != PropertyType::cohort)
    return invalid(fmt::format("{}.key is required.", path), path + ".key", "required");
  FilterNode node;
  node.leaf = std::move(filter);
  return node;
}

Result<FilterNode> parse_node(const json::value& value, const std::string& path, int depth) {
  if (depth > max_depth) return invalid(fmt::format("{} is nested too deeply.", path), path);
  if (value.is_null()) return FilterNode{};
  if (const auto* list = value.if_array()) return FilterNode{{}, false, TRY(parse_list(*list, path, depth))};
  const auto* object = value.if_object();
  if (!object) return wrong_type(path, "a list of filters or a group of them", value);
  const auto* values = object->if_contains("values");
  if (!values) return object->empty() ? FilterNode{} : parse_leaf(value, path);
  if (!values->is_array()) return wrong_type(path + ".values", "a list", *values);
  const auto type = string_or_empty(*object, "type");
  if (type != "AND" && type != "OR")
    return invalid(fmt::format("{}.type must be AND or OR.", path), path + ".type");
  return FilterNode{{}, type == "OR", TRY(parse_list(values->get_array(), path + ".values", depth))};
}

std::string text_of(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_null()) return "";
  return to_text(value);
}

}  // namespace

Result<FilterNode> parse_filters(const json::value& value, const std::string& path) {
  return parse_node(value, path, 0);
}

void filters_field(Shape& shape, std::string_view name, FilterNode& filters) {
  shape.custom(name, json::object{{"$ref", "#/components/schemas/PropertyFilters"}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 filters = TRY(parse_filters(value, path));
                 return {};
               });
}

Result<std::vector<std::string>> value_texts(const PropertyFilter& filter) {
  if (filter.value.is_object()) return wrong_type(filter.path + ".value", "a value or a list", filter.value);
  std::vector<std::string> texts;
  if (const auto* list = filter.value.if_array()) {
    for (const auto& item : *list) texts.push_back(text_of(item));
  } else {
    texts.push_back(text_of(filter.value));
  }
  return texts;
}

Result<double> value_number(const PropertyFilter& filter) {
  const auto& value = filter.value.is_array() && filter.value.get_array().size() == 1
                          ? filter.value.get_array().front()
                          : filter.value;
  if (value.is_number()) return value.to_number<double>();
  if (value.is_string()) {
    double number = 0;
    const std::string_view text = value.get_string();
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec == std::errc() && read.ptr == text.data() + text.size()) return number;
  }
  return wrong_type(filter.path + ".value", "a number", value);
}

}  // namespace leapfrog::query
