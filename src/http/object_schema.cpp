#include "http/object_schema.h"

namespace leapfrog::http {

json::object type_schema(std::string_view type) {
  if (type == "any") return {};
  if (!type.ends_with('?')) return {{"type", type}};
  return {{"type", json::array{type.substr(0, type.size() - 1), "null"}}};
}

json::object object_schema(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  json::object properties;
  for (const auto& [name, type] : fields) properties[name] = type_schema(type);
  return {{"type", "object"}, {"properties", std::move(properties)}};
}

}  // namespace leapfrog::http
