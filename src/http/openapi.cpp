#include "http/openapi.h"

#include <set>

#include "http/route_pattern.h"

namespace leapfrog::http {
namespace {

using Kind = PatternSegment::Kind;

json::object reference(std::string_view schema) {
  return {{"$ref", "#/components/schemas/" + std::string(schema)}};
}

json::object json_content(std::string_view schema) {
  return {{"application/json", {{"schema", reference(schema)}}}};
}

std::string path_template(const std::vector<PatternSegment>& segments, bool trailing_slash) {
  std::string path;
  for (const auto& segment : segments) {
    path += segment.kind == Kind::literal ? "/" + segment.text : "/{" + segment.text + "}";
  }
  return trailing_slash || path.empty() ? path + "/" : path;
}

// "get_api_projects_project_id_persons"
std::string operation_id(std::string_view method, const std::vector<PatternSegment>& segments) {
  std::string id(method);
  for (const auto& segment : segments) {
    id += '_';
    for (const char c : segment.text) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      id += plain ? c : '_';
    }
  }
  return id;
}

json::array path_parameters(const std::vector<PatternSegment>& segments) {
  json::array parameters;
  for (const auto& segment : segments) {
    if (segment.kind == Kind::literal) continue;
    json::object parameter{{"name", segment.text}, {"in", "path"}, {"required", true}};
    parameter["schema"] = json::object{{"type", segment.kind == Kind::integer ? "integer" : "string"}};
    parameters.emplace_back(std::move(parameter));
  }
  return parameters;
}

json::object operation(const Route& route, const std::vector<PatternSegment>& segments,
                       std::string_view method) {
  json::object out{{"operationId", operation_id(method, segments)}, {"summary", route.doc.summary}};
  if (!route.doc.tag.empty()) out["tags"] = json::array{json::value(route.doc.tag)};
  if (auto parameters = path_parameters(segments); !parameters.empty()) {
    out["parameters"] = std::move(parameters);
  }
  if (!route.doc.request_type.empty()) {
    out["requestBody"] = json::object{{"required", true}, {"content", json_content(route.doc.request_type)}};
  }
  json::object ok{{"description", "Success"}};
  if (!route.doc.response_type.empty()) ok["content"] = json_content(route.doc.response_type);
  out["responses"] = json::object{
      {"200", std::move(ok)},
      {"default", json::object{{"description", "An error"}, {"content", json_content("Error")}}}};
  if (!route.doc.scope.empty()) {
    out["security"] =
        json::array{json::object{{"personal_api_key", json::array{json::value(route.doc.scope)}}},
                    json::object{{"session", json::array{}}}};
  }
  return out;
}

json::object error_schema() {
  const json::object text{{"type", "string"}};
  json::object properties;
  properties["type"] = text;
  properties["code"] = text;
  properties["detail"] = text;
  properties["attr"] = json::object{{"type", json::array{"string", "null"}}};
  return {{"type", "object"},
          {"required", json::array{"type", "code", "detail", "attr"}},
          {"properties", std::move(properties)}};
}

json::object security_schemes() {
  json::object out;
  out["personal_api_key"] = json::object{
      {"type", "http"}, {"scheme", "bearer"}, {"description", "A personal API key (phx_…) with the scope."}};
  out["session"] = json::object{{"type", "apiKey"},
                                {"in", "cookie"},
                                {"name", "leapfrog_session"},
                                {"description", "The signed-in browser's cookie."}};
  return out;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

json::value openapi_document(const std::vector<std::unique_ptr<Route>>& routes,
                             const std::vector<NamedSchema>& schemas, std::string_view version) {
  json::object paths;
  std::set<std::string> tags;
  for (const auto& route : routes) {
    if (route->method == Method::other) continue;
    const auto segments = parse_pattern(route->pattern);
    const auto method = lower_case(method_name(route->method));
    auto& path = paths[path_template(segments, route->pattern.ends_with('/'))];
    if (!path.is_object()) path.emplace_object();
    if (!path.get_object().contains(method)) path.get_object()[method] = operation(*route, segments, method);
    if (!route->doc.tag.empty()) tags.insert(route->doc.tag);
  }
  json::object components{{"Error", error_schema()}};
  for (const auto& [name, schema] : schemas) components[name] = schema;
  json::array tag_list;
  for (const auto& tag : tags) tag_list.emplace_back(json::object{{"name", tag}});
  json::object document;
  document["openapi"] = "3.1.0";
  document["info"] = json::object{{"title", "Leapfrog"}, {"version", version}};
  document["tags"] = std::move(tag_list);
  document["paths"] = std::move(paths);
  document["components"] =
      json::object{{"schemas", std::move(components)}, {"securitySchemes", security_schemes()}};
  return document;
}

}  // namespace leapfrog::http
