#include <fmt/format.h>

#include "capture/elements_chain.h"
#include "event_list/event_list.h"
#include "event_list/event_store.h"
#include "event_list/value_list.h"
#include "http/json_body.h"
#include "http/pagination.h"
#include "http/public_origin.h"

namespace leapfrog::event_list {
namespace {

using accounts::ProjectAccess;
constexpr auto recent = std::chrono::hours(24);  // looked at first when no range is asked for

json::value person_json(const StoredEvent& event) {
  if (!event.person) return nullptr;
  json::array distinct_ids;
  for (const auto& id : event.person->distinct_ids) distinct_ids.emplace_back(id);
  return json::object{{"uuid", event.person->id},
                      {"is_identified", event.person->is_identified},
                      {"created_at", event.person->created_at},
                      {"distinct_ids", std::move(distinct_ids)},
                      {"properties", event.person->properties}};
}

json::object event_json(const StoredEvent& event) {
  return {{"id", event.uuid},
          {"uuid", event.uuid},
          {"event", event.event},
          {"distinct_id", event.distinct_id},
          {"timestamp", event.timestamp},
          {"properties", event.properties},
          {"person_id", event.person_id},
          {"person", person_json(event)},
          {"elements", capture::elements_json(capture::parse_elements_chain(event.elements_chain))},
          {"elements_chain", event.elements_chain}};
}

Result<std::optional<Instant>> instant_parameter(const http::Request& request, std::string_view name) {
  const auto text = request.query.get(name);
  if (text.empty()) return std::nullopt;
  auto instant = parse_iso(text);
  if (!instant)
    return invalid(fmt::format("'{}' must be an ISO 8601 time such as 2026-01-31T12:00:00Z.", name),
                   std::string(name));
  return *instant;
}

Result<EventFilter> parse_filter(const http::Request& request) {
  EventFilter filter;
  filter.event = request.query.get("event");
  filter.distinct_id = request.query.get("distinct_id");
  if (const auto person = request.query.get("person_id"); !person.empty()) {
    filter.person = Uuid::parse(person);
    if (!filter.person) return invalid("'person_id' must be a UUID.", "person_id");
  }
  filter.after = TRY(instant_parameter(request, "after"));
  filter.before = TRY(instant_parameter(request, "before"));
  if (const auto uuid_text = request.query.get("cursor_uuid"); !uuid_text.empty()) {
    const auto time = TRY(instant_parameter(request, "cursor_time"));
    const auto uuid = Uuid::parse(uuid_text);
    if (!time || !uuid)
      return invalid("The page cursor is malformed; follow the 'next' link as it is.", "cursor_uuid");
    filter.cursor = std::pair(*time, *uuid);
  }
  const auto page = TRY(http::parse_page(request));
  filter.limit = page.limit;
  filter.offset = page.offset;
  const auto order = request.query.get("orderBy");
  filter.ascending = order.find("\"timestamp\"") != std::string_view::npos &&
                     order.find("-timestamp") == std::string_view::npos;
  if (request.query.has("properties") && request.query.get("properties") != "[]") {
    return invalid("Filtering this list by properties is not supported; use the query endpoint.",
                   "properties");
  }
  return filter;
}

// The next page begins behind the last event of this one, so that new events do not shift it.
json::value next_link(const http::Request& request, const EventFilter& filter,
                      const std::vector<StoredEvent>& events) {
  if (events.empty() || static_cast<std::int64_t>(events.size()) < filter.limit) return nullptr;
  std::string link = http::link_origin(request) + request.path + "?";
  for (const auto& [name, value] : request.query.pairs()) {
    if (name == "cursor_time" || name == "cursor_uuid" || name == "offset" || name == "personal_api_key")
      continue;
    link += fmt::format("{}={}&", http::percent_encode(name), http::percent_encode(value));
  }
  const auto& last = events.back();
  return json::value(
      link + fmt::format("cursor_time={}&cursor_uuid={}", http::percent_encode(last.timestamp), last.uuid));
}

Result<http::Response> list(events::Engine& engine, const ProjectAccess& access,
                            const http::Request& request) {
  auto filter = TRY(parse_filter(request));
  const EventStore store(engine, access);
  const bool any_time = !filter.after && !filter.before && !filter.cursor && !filter.ascending;
  if (any_time) filter.after = system_clock().now() - recent;
  auto found = TRY(store.list(filter));
  if (any_time && static_cast<std::int64_t>(found.size()) < filter.limit) {
    filter.after.reset();
    found = TRY(store.list(filter));
  }
  json::array results;
  for (const auto& event : found) results.push_back(event_json(event));
  return http::Response::json(
      json::object{{"next", next_link(request, filter, found)}, {"results", std::move(results)}});
}

// [{name, count}], the most frequent first.
Result<http::Response> values(events::Engine& engine, const ProjectAccess& access,
                              const http::Request& request) {
  ValueQuestion question;
  question.key = request.query.get("key");
  if (question.key.empty()) return invalid("This field is required.", "key", "required");
  question.is_column = TRY(http::flag_parameter(request, "is_column")).value_or(false);
  question.search = request.query.get("value");
  for (const auto name : request.query.all("event_name")) question.events.emplace_back(name);
  json::array results;
  for (auto& [value, count] : TRY(most_frequent_values(engine, access.id(), question)))
    results.push_back(json::object{{"name", std::move(value)}, {"count", count}});
  return http::Response::json(std::move(results));
}

Result<http::Response> one(events::Engine& engine, const ProjectAccess& access,
                           const http::Request& request) {
  const auto uuid = Uuid::parse(request.param("uuid"));
  if (!uuid) return not_found();
  const auto found = TRY(EventStore(engine, access).find(*uuid));
  if (!found) return not_found();
  return http::Response::json(event_json(*found));
}

}  // namespace

void add_routes(http::Router& router, accounts::Accounts& accounts, events::Engine& engine) {
  using http::Method;
  add_project_route(
      router, accounts, Method::get, "events/",
      {"Stored events, newest first", "events", "query:read", "", ""},
      [&](const ProjectAccess& access, http::Request& request) { return list(engine, access, request); });
  add_project_route(
      router, accounts, Method::get, "events/values/",
      {"Values of a property, the most frequent of the last 30 days", "events", "query:read", "", ""},
      [&](const ProjectAccess& access, http::Request& request) { return values(engine, access, request); });
  add_project_route(
      router, accounts, Method::get, "events/{uuid}/", {"One stored event", "events", "query:read", "", ""},
      [&](const ProjectAccess& access, http::Request& request) { return one(engine, access, request); });
}

}  // namespace leapfrog::event_list
