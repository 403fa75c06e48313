// event_definitions/: the events that occur in a project.
#include <array>

#include "definitions/routes.h"
#include "http/json_body.h"
#include "http/object_schema.h"
#include "storage/meta/rows.h"

namespace leapfrog::definitions {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;

constexpr std::array orders = {"name", "-name", "last_seen_at", "-last_seen_at", "created_at", "-created_at"};

Result<EventFilter> parse_filter(const Request& request) {
  EventFilter filter;
  filter.search = request.query.get("search");
  filter.names = TRY(names_parameter(request, "names"));
  filter.tags = TRY(names_parameter(request, "tags"));
  filter.verified = TRY(http::flag_parameter(request, "verified"));
  filter.hidden = TRY(http::flag_parameter(request, "hidden"));
  if (TRY(http::flag_parameter(request, "exclude_hidden")).value_or(false)) filter.hidden = false;
  const auto kind = request.query.get("event_type");
  if (kind == "event_custom") filter.kind = EventFilter::Kind::custom;
  if (kind == "event_posthog") filter.kind = EventFilter::Kind::known;
  if (const auto order = request.query.get("ordering"); !order.empty()) {
    if (std::ranges::find(orders, order) == orders.end())
      return invalid("Expected name, last_seen_at or created_at, with '-' before it for descending order.",
                     "ordering");
    filter.order = order;
  }
  return filter;
}

// How often the events occurred in the last 30 days. Nothing while the engine does not answer: the list of
// names does not need it.
std::map<std::string, std::int64_t> recent_volumes(events::Engine& engine, ProjectId project,
                                                   const std::vector<EventDefinition>& events) {
  std::map<std::string, std::int64_t> volumes;
  if (events.empty()) return volumes;
  json::array names;
  for (const auto& event : events) names.emplace_back(event.name);
  const auto rows = engine.rows(
      "SELECT event, count() FROM events WHERE project_id = {project:UInt32} AND event IN "
      "(SELECT arrayJoin(JSONExtract({names:String}, 'Array(String)'))) "
      "AND toDate(timestamp) BETWEEN today() - 29 AND today() + 1 GROUP BY event",
      {{"project", std::to_string(project)}, {"names", json::serialize(names)}},
      {{"max_execution_time", "3"}});
  if (!rows) return volumes;
  for (const auto& event : events) volumes[event.name] = 0;
  for (const auto& row : *rows)
    volumes[std::string(row.at(0).as_string())] = row.at(1).to_number<std::int64_t>();
  return volumes;
}

class EventApi {
 public:
  explicit EventApi(const RouteParts& parts) : parts_(parts) {}

  Result<Response> list(const ProjectAccess& access, Request& request) {
    const auto page = TRY(http::parse_page(request));
    const auto filter = TRY(parse_filter(request));
    const auto found = TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) {
      return list_events(connection, access.id(), filter, page);
    }));
    const auto volumes = recent_volumes(parts_.engine, access.id(), found.rows);
    Users users(parts_.accounts);
    json::array results;
    for (const auto& event : found.rows) {
      auto object = TRY(event_json(event, users));
      if (const auto volume = volumes.find(event.name); volume != volumes.end())
        object["volume_30_day"] = volume->second;
      results.push_back(std::move(object));
    }
    return Response::json(http::page_json(request, page, found.count, std::move(results)));
  }

  Result<Response> get(const ProjectAccess& access, Request& request) {
    return shown(TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) {
      return require(connection, access, request);
    })));
  }

  Result<Response> by_name(const ProjectAccess& access, Request& request) {
    const auto name = request.query.get("name");
    if (name.empty()) return invalid("This field is required.", "name", "required");
    const auto event = TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) {
      return find_event_by_name(connection, access.id(), name);
    }));
    if (!event) return not_found();
    return shown(*event);
  }

  Result<Response> change(const ProjectAccess& access, Request& request) {
    const auto body = TRY(http::json_body(request));
    const auto now = system_clock().now();
    json::object before;
    const auto event =
        TRY(meta::in_write(parts_.database, [&](meta::Connection& connection) -> Result<EventDefinition> {
          auto found = TRY(require(connection, access, request));
          before = logged(found);
          TRY(change_notes(found.notes, body, access, now));
          if (body.contains("owner")) found.owner = TRY(owner_of(access, body));
          TRY(update(connection, found));
          return found;
        }));
    if (auto changes = accounts::changes_between(before, logged(event)); !changes.empty())
      log_change(parts_, access,
                 {now, "EventDefinition", event.uuid, "changed", event.name, std::move(changes)});
    return shown(event);
  }

  Result<Response> remove(const ProjectAccess& access, Request& request) {
    const auto event =
        TRY(meta::in_write(parts_.database, [&](meta::Connection& connection) -> Result<EventDefinition> {
          auto found = TRY(require(connection, access, request));
          TRY(definitions::remove(connection, found));
          return found;
        }));
    parts_.definitions.forget(access.id());
    log_change(parts_, access,
               {system_clock().now(), "EventDefinition", event.uuid, "deleted", event.name, {}});
    return Response::empty(204);
  }

 private:
  static Result<EventDefinition> require(meta::Connection& connection, const ProjectAccess& access,
                                         const Request& request) {
    auto event = TRY(find_event(connection, access.id(), request.param("id")));
    if (!event) return not_found();
    return *std::move(event);
  }

  static json::object logged(const EventDefinition& event) {
    auto out = logged_notes(event.notes);
    out["owner"] = event.owner ? json::value(*event.owner) : json::value(nullptr);
    return out;
  }

  Result<std::optional<accounts::UserId>> owner_of(const ProjectAccess& access, const json::object& body) {
    const auto id = TRY(optional_int(body, "owner"));
    if (id && !TRY(parts_.accounts.is_member(access.project(), *id)))
      return invalid("There is no such user.", "owner");
    return id;
  }

  Result<Response> shown(const EventDefinition& event) {
    Users users(parts_.accounts);
    return Response::json(TRY(event_json(event, users)));
  }

  static Result<json::object> event_json(const EventDefinition& event, Users& users) {
    json::object out{{"id", event.uuid},
                     {"name", event.name},
                     {"created_at", format_iso(event.created_at)},
                     {"last_seen_at", format_iso(event.last_seen_at)},
                     {"owner", TRY(users.json(event.owner))},
                     {"is_action", false}};
    TRY(add_notes(out, event.notes, users));
    out["last_updated_at"] = out["updated_at"];
    out["volume_30_day"] = nullptr;
    return out;
  }

  const RouteParts parts_;
};

}  // namespace

void add_event_routes(http::Router& router, const RouteParts& parts) {
  const auto api = std::make_shared<EventApi>(parts);
  using Call = Result<Response> (EventApi::*)(const ProjectAccess&, Request&);
  const auto add = [&](http::Method method, std::string_view path, std::string summary, std::string scope,
                       Call call, std::string_view request_type, std::string_view response_type) {
    accounts::add_project_route(router, parts.accounts, method, path,
                                {std::move(summary), "event_definitions", std::move(scope),
                                 std::string(request_type), std::string(response_type)},
                                [api, call](const ProjectAccess& access, Request& request) {
                                  return ((*api).*call)(access, request);
                                });
  };
  router.add_schema("EventDefinition", http::object_schema({{"id", "string"},
                                                            {"name", "string"},
                                                            {"description", "string"},
                                                            {"tags", "array"},
                                                            {"verified", "boolean"},
                                                            {"verified_at", "string?"},
                                                            {"verified_by", "object?"},
                                                            {"hidden", "boolean"},
                                                            {"owner", "object?"},
                                                            {"created_at", "string"},
                                                            {"last_seen_at", "string"},
                                                            {"volume_30_day", "integer?"},
                                                            {"updated_at", "string?"},
                                                            {"updated_by", "object?"}}));
  using enum http::Method;
  add(get, "event_definitions/", "The events that occur", "event_definition:read", &EventApi::list, "", "");
  add(get, "event_definitions/by_name/", "An event by its name", "event_definition:read", &EventApi::by_name,
      "", "EventDefinition");
  add(get, "event_definitions/{id}/", "One event", "event_definition:read", &EventApi::get, "",
      "EventDefinition");
  add(patch, "event_definitions/{id}/", "Describe, tag, verify or hide an event", "event_definition:write",
      &EventApi::change, "EventDefinition", "EventDefinition");
  add(del, "event_definitions/{id}/", "Forget an event until it occurs again", "event_definition:write",
      &EventApi::remove, "", "");
}

}  // namespace leapfrog::definitions
