#include "http/object_schema.h"

namespace leapfrog::http {

namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// One word without marks behind it.
json::object word_schema(std::string_view word) {
  if (word == "any") return {};
  if (word.find('|') != std::string_view::npos) {
    json::array choices;
    while (true) {
      const auto bar = word.find('|');
      choices.emplace_back(word.substr(0, bar));
      if (bar == std::string_view::npos) break;
      word.remove_prefix(bar + 1);
    }
    return {{"type", "string"}, {"enum", std::move(choices)}};
  }
  if (is_upper(word.front())) return {{"$ref", "#/components/schemas/" + std::string(word)}};
  return {{"type", word}};
}

}  // namespace

json::object type_schema(std::string_view type) {
  if (type.ends_with('?')) {
    auto inner = type_schema(type.substr(0, type.size() - 1));
    auto* plain = inner.if_contains("type");
    if (plain == nullptr || inner.contains("enum"))
      return {{"anyOf", json::array{std::move(inner), json::object{{"type", "null"}}}}};
    *plain = json::array{*plain, "null"};
    return inner;
  }
  if (type.ends_with("[]"))
    return {{"type", "array"}, {"items", type_schema(type.substr(0, type.size() - 2))}};
  return word_schema(type);
}

json::object object_schema(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  json::object properties;
  for (const auto& [name, type] : fields) properties[name] = type_schema(type);
  return {{"type", "object"}, {"properties", std::move(properties)}};
}

}  // namespace leapfrog::http
