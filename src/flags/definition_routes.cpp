// Definitions for SDKs that evaluate by themselves, and payloads for code that only wants those.
#include "flags/definition_stream.h"
#include "flags/flag_api.h"
#include "flags/flag_json.h"
#include "flags/flag_store.h"
#include "flags/sealed_payloads.h"
#include "flags/state.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;
constexpr accounts::RouteAccess with_secret{.role = {}, .project_secret = true, .session_only = false};
constexpr std::string_view read_scope = "feature_flag:read";

bool knows(const Request& request, std::string_view etag) {
  const auto known = request.headers.get("If-None-Match");
  return !known.empty() && (known == "*" || known.find(etag) != std::string_view::npos);
}

Response definitions_of(const std::shared_ptr<const ProjectFlags>& flags, const Request& request) {
  const bool with_cohorts = request.query.has("send_cohorts");
  const auto& etag = with_cohorts ? flags->etag : flags->plain_etag;
  Response response = Response::empty(304);
  if (!knows(request, etag)) {
    response = Response::empty(200);
    response.body_owner = flags;
    response.body_view = flags->definitions(with_cohorts);
    response.headers.set("Content-Type", "application/json");
  }
  response.headers.set("ETag", etag);
  response.headers.set("Cache-Control", "private, no-cache");
  return response;
}

// The project that a request is about: named by its token, else the one of the credential.
Result<ProjectAccess> access_of(Flags& flags, const Request& request) {
  auto& accounts = flags.state().parts.accounts;
  const auto token = request.query.get("token");
  std::string project = "@current";
  if (!token.empty()) {
    const auto found = accounts.by_token(token);
    if (found == nullptr)
      return failure(ErrorKind::unauthenticated, "authentication_failed",
                     "Project API key invalid. You can find your project API key in the project's settings.");
    project = std::to_string(found->id);
  }
  auto access = accounts.authorize_project(request, project, read_scope, with_secret);
  // Whoever names another's project by its public token gets the same answer as with a wrong credential.
  if (!access && access.error().kind == ErrorKind::not_found)
    return failure(ErrorKind::forbidden, "permission_denied", "The key does not belong to this project.");
  return access;
}

Response definitions(Flags& flags, const Request& request) {
  const auto access = access_of(flags, request);
  if (!access) return http::error_response(access.error());
  return definitions_of(flags.state().snapshots.of(access->id()), request);
}

Response changes(Flags& flags, const Request& request) {
  const auto access = access_of(flags, request);
  if (!access) return http::error_response(access.error());
  Response response;
  response.headers.set("Content-Type", "text/event-stream");
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Accel-Buffering", "no");
  response.stream = definition_stream(flags.state().snapshots, access->id());
  return response;
}

Result<Response> project_definitions(Flags& flags, const ProjectAccess& access, Request& request) {
  return definitions_of(flags.state().snapshots.of(access.id()), request);
}

// The payload of "true", as JSON; an encrypted one is open to keys and secrets, not to browsers. A token in
// the query names the project where the path says @current.
Result<Response> remote_config(Flags& flags, const ProjectAccess& access, Request& request) {
  auto project = access.id();
  if (request.param("project_id") == "@current" && request.query.has("token"))
    project = TRY(access_of(flags, request)).id();
  const auto id = request.param("id");
  const auto flag = TRY(meta::in_read(flags.state().parts.database,
                                      [&](meta::Connection& connection) -> Result<std::optional<FlagRecord>> {
                                        if (auto found = TRY(find_flag_by_key(connection, project, id)))
                                          return found;
                                        return find_flag(connection, project, number_in(id).value_or(0));
                                      }));
  if (!flag || flag->is("deleted") || !flag->is("active")) return not_found();
  const bool hidden = flag->is("has_encrypted_payloads") && access.who().by == accounts::Access::By::session;
  const auto payload = hidden ? std::optional(json::value(redacted_payload))
                              : TRY(open_payload(flags.state().parts.sealer, *flag, "true"));
  if (!payload) return Response::json(json::value());
  if (!payload->is_string()) return Response::json(*payload);
  const auto parsed = parse_json(std::string_view(payload->get_string()));
  return Response::json(parsed ? *parsed : *payload);
}

}  // namespace

void add_definition_routes(http::Router& router, Flags& flags) {
  using http::Method;
  for (const auto* path : {"/flags/definitions/", "/api/feature_flag/local_evaluation/"}) {
    router.add({Method::get,
                path,
                {"Definitions for local evaluation", "sdk", "", "", ""},
                {},
                http::Handler([&flags](Request& request) { return definitions(flags, request); })});
  }
  router.add({Method::get,
              "/flags/definitions/changes/",
              {"Changes of definitions as they happen (text/event-stream)", "sdk", "", "", ""},
              {},
              http::Handler([&flags](Request& request) { return changes(flags, request); })});
  add_flag_route(router, flags, Method::get, "feature_flags/local_evaluation/",
                 "Definitions for local evaluation", std::string(read_scope), project_definitions,
                 with_secret);
  add_flag_route(router, flags, Method::get, "feature_flags/{id}/remote_config/", "The payload of a flag",
                 std::string(read_scope), remote_config, with_secret);
}

}  // namespace leapfrog::flags
