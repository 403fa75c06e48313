#include <fmt/format.h>

#include "http/departures.h"
#include "query/endpoint.h"
#include "query/overrides.h"

namespace leapfrog::query {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;

constexpr std::size_t max_id = 200;
constexpr std::size_t max_name = 400;

// The answer to POST query/: what was computed, what is being computed, or both.
Response outcome_answer(const Outcome& outcome, const std::string& key) {
  const int status = outcome.status ? http_status_of(*outcome.status) : 200;
  const auto state = outcome.status ? status_text(*outcome.status, key) : std::string();
  if (outcome.answer)
    return json_text(response_text(*outcome.answer, {key, outcome.is_cached, state}), status);
  return json_text(fmt::format(R"({{"cache_key":{},"query_status":{}}})", to_text(json::value(key)),
                               state.empty() ? "null" : state),
                   status);
}

// What a request to POST query/ asks for.
struct Asked {
  Question question;
  Refresh refresh = Refresh::blocking;
  std::string id;  // the client's, or ""
};

// The question of a body, with what stands over it.
Result<json::value> asked_query(const json::object& body) {
  const auto overrides =
      TRY(read_overrides(body.if_contains("filters_override"), body.if_contains("variables_override")));
  const auto* query = body.if_contains("query");
  if (!query || !query->is_object()) return query ? *query : json::value();
  return json::value(overridden(query->get_object(), overrides));
}

Result<Asked> read_request(const ProjectAccess& access, const Request& request, std::span<const Kind> kinds) {
  const auto body = TRY(parse_json(request.body, JsonLimits{.depth = 64}));
  const auto* object = body.if_object();
  if (!object) return invalid("query is required: an object with a kind.", "query", "required");
  auto question = TRY(read_question(access, TRY(asked_query(*object)), kinds));
  const bool in_background = TRY(optional_bool(*object, "async")).value_or(false);
  const auto refresh =
      TRY(parse_refresh(object->if_contains("refresh"), in_background ? Refresh::async : Refresh::blocking));
  auto id = TRY(optional_string(*object, "client_query_id")).value_or("");
  if (id.size() > max_id)
    return invalid(fmt::format("client_query_id may have {} characters at most.", max_id), "client_query_id");
  if (auto name = TRY(optional_string(*object, "name"))) question.name = name->substr(0, max_name);
  return Asked{std::move(question), refresh, std::move(id)};
}

void ask(const Endpoint& endpoint, const Replying& reply) {
  const auto& request = reply.request();
  const auto access = endpoint.accounts.authorize_project(request, request.param("project_id"), scope, {});
  if (!access) return reply(access.error());
  auto asked = read_request(*access, request, endpoint.kinds);
  if (!asked) return reply(asked.error());
  const auto key = cache_key(access->id(), asked->question.hash);
  const auto waiting = endpoint.runner.ask(std::move(asked->question), asked->refresh, std::move(asked->id),
                                           [reply, key](Result<Outcome> outcome) {
                                             if (!outcome) return reply(outcome.error());
                                             reply(outcome_answer(*outcome, key));
                                           });
  if (waiting.empty()) return;
  http::Departures::instance().watch(request.id, [&runner = endpoint.runner, project = access->id(),
                                                  waiting] { runner.cancel(project, waiting); });
}

Result<Response> status(Runner& runner, const ProjectAccess& access, const Request& request) {
  const auto found = runner.status(access.id(), std::string(request.param("id")));
  if (!found) return not_found();
  const auto key =
      found->answer ? cache_key(access.id(), found->answer->receipt().query_hash) : std::string();
  return json_text(fmt::format(R"({{"query_status":{}}})", status_text(*found, key)), http_status_of(*found));
}

Result<Response> cancel(Runner& runner, const ProjectAccess& access, const Request& request) {
  const std::string id(request.param("id"));
  if (!runner.cancel(access.id(), id) && !runner.status(access.id(), id)) return not_found();
  return Response::empty(204);
}

void add_schemas(http::Router& router, std::span<const Kind> kinds) {
  json::array choices;
  for (const auto& kind : kinds) {
    auto schema = kind.schema();
    schema["properties"].as_object()["kind"] = json::object{{"type", "string"}, {"const", kind.name}};
    schema["properties"].as_object()["modifiers"] =
        json::object{{"$ref", "#/components/schemas/QueryModifiers"}};
    router.add_schema(std::string(kind.name), schema);
    choices.push_back(json::object{{"$ref", fmt::format("#/components/schemas/{}", kind.name)}});
  }
  router.add_schema("PropertyFilters",
                    json::object{{"description", "A list of conditions, or {type: AND | OR, values: […]}"}});
  router.add_schema("QueryModifiers", modifiers_schema());
  router.add_schema("QueryReceipt", receipt_schema());
  router.add_schema("QueryReplayRequest",
                    json::object{{"type", "object"},
                                 {"required", json::array{"receipt"}},
                                 {"properties",
                                  {{"receipt", {{"$ref", "#/components/schemas/QueryReceipt"}}},
                                   {"query", {{"type", "object"}}},
                                   {"results", json::object()},
                                   {"columns", {{"type", "array"}}}}}});
  router.add_schema(
      "QueryRequest",
      json::object{{"type", "object"},
                   {"required", json::array{"query"}},
                   {"properties",
                    {{"query", {{"oneOf", std::move(choices)}}},
                     {"refresh", {{"oneOf", json::array{{{"type", "boolean"}}, refresh_schema()}}}},
                     {"async", {{"type", "boolean"}}},
                     {"client_query_id", {{"type", "string"}, {"maxLength", max_id}}},
                     {"name", {{"type", "string"}}},
                     {"filters_override", filters_override_schema()},
                     {"variables_override", {{"type", "object"}}}}}});
}

// As accounts::add_project_route, for handlers with threads of their own.
void add_async_route(http::Router& router, std::string_view path, const http::RouteDoc& doc,
                     const http::AsyncHandler& handler) {
  for (const auto* prefix : {"/api/projects/{project_id}/", "/api/environments/{project_id}/"})
    router.add({http::Method::post, fmt::format("{}{}", prefix, path), doc, {}, handler});
}

}  // namespace

Result<json::object> answer(Runner& runner, const ProjectAccess& access, const json::object& query,
                            std::span<const Kind> kinds) {
  auto question = TRY(read_question(access, query, kinds));
  const auto key = cache_key(access.id(), question.hash);
  const auto outcome = TRY(runner.answer(std::move(question), Refresh::blocking));
  const auto text = response_text(*outcome.answer, {key, outcome.is_cached, ""});
  return std::move(TRY(parse_json(text, JsonLimits{.depth = 256}))).as_object();
}

void add_routes(http::Router& router, accounts::Accounts& accounts, Runner& runner,
                std::span<const Kind> kinds) {
  add_schemas(router, kinds);
  const Endpoint endpoint{accounts, runner, kinds};
  add_async_route(router, "query/",
                  {"Answers a question in query JSON", "query", std::string(scope), "QueryRequest", ""},
                  on_own_threads(endpoint, ask));
  add_async_route(router, "query/replay/",
                  {"Makes the answer of a receipt again and says whether it is the same", "query",
                   std::string(scope), "QueryReplayRequest", ""},
                  on_own_threads(endpoint, replay_receipt));
  add_log_routes(router, endpoint);
  // There is one version of each kind, so a query is up to date when it is one.
  add_project_route(router, accounts, http::Method::post, "query/upgrade/",
                    {"The query in its newest form, without asking it", "query", std::string(scope), "", ""},
                    [kinds](const ProjectAccess& access, Request& request) -> Result<Response> {
                      const auto body = TRY(parse_json(request.body, JsonLimits{.depth = 64}));
                      const auto* object = body.if_object();
                      const auto* query = object ? object->if_contains("query") : nullptr;
                      TRY(read_question(access, query ? *query : json::value(), kinds));
                      return Response::json(json::object{{"query", *query}});
                    });
  add_project_route(
      router, accounts, http::Method::post, "query/check_auth_for_async/",
      {"Whether the caller may ask questions in the background", "query", std::string(scope), "", ""},
      [](const ProjectAccess&, Request&) -> Result<Response> {
        return Response::json(json::object{{"user", "ok"}});
      });
  add_project_route(
      router, accounts, http::Method::get, "query/{id}/",
      {"How far a question in the background is, and its answer", "query", std::string(scope), "", ""},
      [&runner](const ProjectAccess& access, Request& request) { return status(runner, access, request); });
  add_project_route(
      router, accounts, http::Method::del, "query/{id}/",
      {"Cancels a question that is being answered", "query", std::string(scope), "", ""},
      [&runner](const ProjectAccess& access, Request& request) { return cancel(runner, access, request); });
}

}  // namespace leapfrog::query
