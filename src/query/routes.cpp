#include <fmt/format.h>

#include "query/query.h"

namespace leapfrog::query {
namespace {

using accounts::ProjectAccess;

// What only changes how an answer is shown stands around the question itself.
constexpr std::array<std::string_view, 3> wrappers = {"InsightVizNode", "DataTableNode",
                                                      "DataVisualizationNode"};

Result<const json::object*> unwrapped(const json::object& query) {
  const auto* inner = &query;
  for (int depth = 0; depth < 4; ++depth) {
    const auto kind = string_or_empty(*inner, "kind");
    if (std::find(wrappers.begin(), wrappers.end(), kind) == wrappers.end()) return inner;
    const auto* source = inner->if_contains("source");
    if (!source || !source->is_object())
      return invalid(fmt::format("query.source is required in a {}.", kind), "query.source", "required");
    inner = &source->get_object();
  }
  return invalid("query.source is nested too deeply.", "query.source");
}

Result<const Kind*> kind_of(const json::object& query, std::span<const Kind> kinds) {
  const auto name = TRY(required_string(query, "kind"));
  for (const auto& kind : kinds)
    if (kind.name == name) return &kind;
  std::vector<std::string_view> names;
  for (const auto& kind : kinds) names.push_back(kind.name);
  return invalid(fmt::format("query.kind must be one of {}, not '{}'.", fmt::join(names, ", "),
                             std::string_view(name).substr(0, 100)),
                 "query.kind");
}

// Errors of a query name places inside of it.
Error placed(Error error) {
  if (error.kind == ErrorKind::invalid && !error.attr.empty() && !error.attr.starts_with("query"))
    error.attr = "query." + error.attr;
  return error;
}

Result<http::Response> run(const ProjectAccess& access, const http::Request& request,
                           const EngineParts& parts, std::span<const Kind> kinds, const Clock& clock) {
  const auto body = TRY(parse_json(request.body, JsonLimits{.depth = 32}));
  const auto* object = body.if_object();
  const auto* asked = object ? object->if_contains("query") : nullptr;
  if (!asked || !asked->is_object())
    return invalid("query is required: an object with a kind.", "query", "required");
  return http::Response::json(TRY(answer(access, asked->get_object(), parts, kinds, clock.now())));
}

}  // namespace

Result<json::object> answer(const ProjectAccess& access, const json::object& asked, const EngineParts& parts,
                            std::span<const Kind> kinds, Instant now) {
  const auto* query = TRY(unwrapped(asked));
  const auto* kind = TRY(kind_of(*query, kinds));
  const auto asking = TRY(Asking::begin(access, now, parts));
  auto made = kind->answer(asking, *query);
  if (!made) return std::unexpected(placed(std::move(made).error()));
  (*made)["is_cached"] = false;
  (*made)["last_refresh"] = format_iso(asking.now());
  (*made)["timezone"] = asking.calendar().zone();
  return made;
}

void add_routes(http::Router& router, accounts::Accounts& accounts, EngineParts parts,
                std::span<const Kind> kinds, const Clock& clock) {
  json::array choices;
  for (const auto& kind : kinds) {
    auto schema = kind.schema();
    schema["properties"].as_object()["kind"] = json::object{{"type", "string"}, {"const", kind.name}};
    router.add_schema(std::string(kind.name), schema);
    choices.push_back(json::object{{"$ref", fmt::format("#/components/schemas/{}", kind.name)}});
  }
  router.add_schema("PropertyFilters",
                    json::object{{"description", "A list of conditions, or {type: AND | OR, values: […]}"}});
  router.add_schema("QueryRequest",
                    json::object{{"type", "object"},
                                 {"required", json::array{"query"}},
                                 {"properties", {{"query", {{"oneOf", std::move(choices)}}}}}});
  add_project_route(router, accounts, http::Method::post, "query/",
                    {"Answers a question in query JSON", "query", "query:read", "QueryRequest", ""},
                    [parts, kinds, &clock](const ProjectAccess& access, http::Request& request) {
                      return run(access, request, parts, kinds, clock);
                    });
}

}  // namespace leapfrog::query
