// demo/ of a project: an invented product's history to look around in.
#include <fmt/format.h>

#include "demo/demo_projects.h"
#include "demo/product.h"
#include "http/json_body.h"
#include "http/object_schema.h"

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
constexpr int days = Options().days;

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

// When which version came out, the latest first: what a product would have written down.
json::array releases(Instant end) {
  json::array list;
  for (int back = 1; back < days; ++back) {
    if (version_on(back) == version_on(back + 1)) continue;
    list.push_back(
        json::object{{"version", version_on(back)}, {"date", format_iso(end - seconds(86'400 * back))}});
  }
  return list;
}

json::object progress_json(const LoadProgress& progress, Instant end) {
  json::object out;
  out["state"] = state_name(progress.state);
  out["sent"] = progress.sent;
  out["total"] = progress.total == 0 ? json::value(nullptr) : json::value(progress.total);
  out["error"] = progress.error.empty() ? json::value(nullptr) : json::value(progress.error);
  out["releases"] = releases(end);
  return out;
}

}  // namespace

void add_routes(http::Router& router, accounts::Accounts& accounts, const Clock& clock,
                DemoProjects& projects) {
  router.add_schema("DemoProgress", http::object_schema({{"state", "string"},
                                                         {"sent", "integer"},
                                                         {"total", "integer?"},
                                                         {"error", "string?"},
                                                         {"releases", "array"}}));
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
        TRY(projects.fill(access.id(), access.project().api_token, static_cast<std::size_t>(events)));
        return Response::json(progress_json(projects.progress(access.id()), clock.now()), 202);
      },
      {.role = Role::admin, .project_secret = false, .session_only = false});
  accounts::add_project_route(
      router, accounts, Method::get, "demo/",
      doc("How far filling the project with demo events is", "project:read"),
      [&](const ProjectAccess& access, Request&) -> Result<Response> {
        return Response::json(progress_json(projects.progress(access.id()), clock.now()));
      });
}

}  // namespace leapfrog::demo
