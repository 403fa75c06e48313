// demo/ of a project: an invented product's history to look around in.
#include <fmt/format.h>

#include "demo/demo_projects.h"
#include "http/json_body.h"
#include "http/object_schema.h"
#include "http/router_client.h"

namespace leapfrog::demo {
namespace {

using accounts::ProjectAccess;
using accounts::Role;
using http::Method;
using http::Request;
using http::Response;

constexpr std::int64_t fewest_events = 1'000;
constexpr std::int64_t most_events = 330'000;
constexpr std::int64_t usual_events = 120'000;

std::string_view state_name(LoadState state) {
  switch (state) {
    case LoadState::none:
      return "none";
    case LoadState::waiting:
      return "waiting";
    case LoadState::loading:
      return "loading";
    case LoadState::done:
      return "done";
    case LoadState::failed:
      return "failed";
  }
  return "";
}

json::object progress_json(const LoadProgress& progress) {
  json::object out;
  out["state"] = state_name(progress.state);
  out["sent"] = progress.sent;
  out["total"] = progress.total == 0 ? json::value(nullptr) : json::value(progress.total);
  out["error"] = progress.error.empty() ? json::value(nullptr) : json::value(progress.error);
  return out;
}

}  // namespace

void add_routes(http::Router& router, accounts::Accounts& accounts, const Clock& clock,
                DemoProjects& projects) {
  router.add_schema(
      "DemoProgress",
      http::object_schema(
          {{"state", "string"}, {"sent", "integer"}, {"total", "integer?"}, {"error", "string?"}}));
  const auto doc = [](std::string summary, std::string scope) {
    return http::RouteDoc{std::move(summary), "demo", std::move(scope), "", "DemoProgress"};
  };
  accounts::add_project_route(
      router, accounts, Method::post, "demo/", doc("Fill the project with demo events", "project:write"),
      [&](const ProjectAccess& access, Request& request) -> Result<Response> {
        const auto body = TRY(http::json_body(request));
        const auto events = TRY(optional_int(body, "events")).value_or(usual_events);
        if (events < fewest_events || events > most_events)
          return invalid(fmt::format("Expected {} to {} events.", fewest_events, most_events), "events");
        Options options;
        options.end = clock.now();
        options.events = static_cast<std::size_t>(events);
        TRY(projects.fill(access.id(), access.project().api_token, options, http::credentials_of(request)));
        return Response::json(progress_json(projects.progress(access.id())), 202);
      },
      {.role = Role::admin, .project_secret = false, .session_only = false});
  accounts::add_project_route(router, accounts, Method::get, "demo/",
                              doc("How far filling the project with demo events is", "project:read"),
                              [&](const ProjectAccess& access, Request&) -> Result<Response> {
                                return Response::json(progress_json(projects.progress(access.id())));
                              });
}

}  // namespace leapfrog::demo
