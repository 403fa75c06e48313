// actions/: named sets of conditions on events.
#include <fmt/format.h>

#include <charconv>

#include "accounts/activity_page.h"
#include "actions/action_json.h"
#include "actions/store.h"
#include "http/json_body.h"
#include "http/object_schema.h"
#include "storage/meta/rows.h"

namespace leapfrog::actions {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;

constexpr std::int64_t max_actions = 5'000;  // of a project

class ActionsApi {
 public:
  ActionsApi(accounts::Accounts& accounts, meta::Database& database)
      : accounts_(accounts), database_(database) {}

  Result<Response> list(const ProjectAccess& access, Request& request) {
    const auto page = TRY(http::parse_page(request));
    ActionFilter filter;
    filter.search = request.query.get("search");
    for (const auto tag : request.query.all("tags")) filter.tags.emplace_back(tag);
    std::int64_t count = 0;
    const auto found =
        TRY(meta::in_read(database_, [&](meta::Connection& connection) -> Result<std::vector<Action>> {
          count = TRY(count_actions(connection, access.id(), filter));
          return list_actions(connection, access.id(), filter, page);
        }));
    json::array results;
    for (const auto& action : found) results.push_back(TRY(shown(action)));
    return Response::json(http::page_json(request, page, count, std::move(results)));
  }

  Result<Response> create(const ProjectAccess& access, Request& request) {
    const auto body = TRY(http::json_body(request));
    if (!body.contains("name")) return invalid("This field is required.", "name", "required");
    const auto now = system_clock().now();
    Action action;
    action.project = access.id();
    action.created_at = action.updated_at = now;
    action.created_by = access.user_id();
    TRY(change_action(action, body, now));
    if (action.name.empty()) return invalid("This field may not be null.", "name", "null");
    TRY(database_.write([&](meta::Connection& connection) -> Result<> {
      if (TRY(count_actions(connection, access.id(), {})) >= max_actions)
        return invalid(fmt::format("A project can have {} actions. Delete some first.", max_actions));
      TRY(check_name(connection, action));
      action.id = TRY(insert_action(connection, action));
      return accounts::record_activity(
          connection, access, {now, "Action", std::to_string(action.id), "created", action.name, {}});
    }));
    return Response::json(TRY(shown(action)), 201);
  }

  Result<Response> get(const ProjectAccess& access, Request& request) {
    return Response::json(TRY(shown(TRY(meta::in_read(
        database_, [&](meta::Connection& connection) { return require(connection, access, request); })))));
  }

  Result<Response> activity(const ProjectAccess& access, Request& request) {
    const auto action = TRY(meta::in_read(
        database_, [&](meta::Connection& connection) { return require(connection, access, request); }));
    return accounts::activity_page(accounts_, access, request, "Action", std::to_string(action.id));
  }

  Result<Response> change(const ProjectAccess& access, Request& request) {
    const auto body = TRY(http::json_body(request));
    const auto now = system_clock().now();
    const auto action = TRY(meta::in_write(database_, [&](meta::Connection& connection) -> Result<Action> {
      auto found = TRY(require(connection, access, request));
      const auto before = logged_fields(found);
      TRY(change_action(found, body, now));
      auto changes = accounts::changes_between(before, logged_fields(found));
      if (changes.empty()) return found;
      if (!found.deleted) TRY(check_name(connection, found));
      found.updated_at = now;
      TRY(update_action(connection, found));
      const bool toggled = before.at("deleted").as_bool() != found.deleted;
      TRY(accounts::record_activity(connection, access,
                                    {now, "Action", std::to_string(found.id),
                                     !toggled        ? "updated"
                                     : found.deleted ? "deleted"
                                                     : "restored",
                                     found.name, std::move(changes)}));
      return found;
    }));
    return Response::json(TRY(shown(action)));
  }

 private:
  static Result<Action> require(meta::Connection& connection, const ProjectAccess& access,
                                const Request& request) {
    std::int64_t id = 0;
    const auto text = request.param("id");
    std::from_chars(text.data(), text.data() + text.size(), id);
    auto action = TRY(find_any_action(connection, access.id(), id));
    // A deleted one can be brought back by who knows its number, as in PostHog, but is not shown.
    if (!action || (action->deleted && request.method != http::Method::patch)) return not_found();
    return *std::move(action);
  }

  static Result<> check_name(meta::Connection& connection, const Action& action) {
    const auto other = TRY(id_of_name(connection, action.project, action.name));
    if (!other || *other == action.id) return {};
    return invalid(fmt::format("This project already has an action with this name, ID {}", *other), "name",
                   "unique");
  }

  Result<json::object> shown(const Action& action) {
    std::optional<accounts::User> creator;
    if (action.created_by) creator = TRY(accounts_.user(*action.created_by));
    return action_json(action, accounts::user_json(creator));
  }

  accounts::Accounts& accounts_;
  meta::Database& database_;
};

}  // namespace

void add_routes(http::Router& router, accounts::Accounts& accounts, meta::Database& database) {
  const auto api = std::make_shared<ActionsApi>(accounts, database);
  using Call = Result<Response> (ActionsApi::*)(const ProjectAccess&, Request&);
  const auto add = [&](http::Method method, std::string_view path, std::string summary, std::string scope,
                       Call call, bool has_body) {
    accounts::add_project_route(router, accounts, method, path,
                                {std::move(summary), "actions", std::move(scope), has_body ? "Action" : "",
                                 has_body || path == "actions/{id:int}/" ? "Action" : ""},
                                [api, call](const ProjectAccess& access, Request& request) {
                                  return ((*api).*call)(access, request);
                                });
  };
  router.add_schema("Creator", http::object_schema({{"id", "integer"},
                                                    {"uuid", "string"},
                                                    {"first_name", "string"},
                                                    {"last_name", "string"},
                                                    {"email", "string"}}));
  router.add_schema("ActionStep", http::object_schema({{"event", "string?"},
                                                       {"tag_name", "string?"},
                                                       {"selector", "string?"},
                                                       {"text", "string?"},
                                                       {"text_matching", "exact|contains|regex?"},
                                                       {"href", "string?"},
                                                       {"href_matching", "exact|contains|regex?"},
                                                       {"url", "string?"},
                                                       {"url_matching", "exact|contains|regex?"},
                                                       {"properties", "object[]"}}));
  router.add_schema("Action", http::object_schema({{"id", "integer"},
                                                   {"name", "string"},
                                                   {"description", "string"},
                                                   {"tags", "string[]"},
                                                   {"steps", "ActionStep[]"},
                                                   {"post_to_slack", "boolean"},
                                                   {"slack_message_format", "string"},
                                                   {"pinned_at", "string?"},
                                                   {"deleted", "boolean"},
                                                   {"created_at", "string"},
                                                   {"created_by", "Creator?"},
                                                   {"updated_at", "string"}}));
  using enum http::Method;
  add(get, "actions/", "List actions", "action:read", &ActionsApi::list, false);
  add(post, "actions/", "Create an action", "action:write", &ActionsApi::create, true);
  add(get, "actions/{id:int}/", "Show an action", "action:read", &ActionsApi::get, false);
  add(get, "actions/{id:int}/activity/", "Who changed what about an action", "action:read",
      &ActionsApi::activity, false);
  add(patch, "actions/{id:int}/", "Change an action; deleted: true removes it", "action:write",
      &ActionsApi::change, true);
}

}  // namespace leapfrog::actions
