// actions/preview/: what the steps of an action fit while somebody still writes them.
#include <fmt/format.h>

#include <cstdlib>
#include <map>

#include "actions/action_json.h"
#include "http/json_body.h"
#include "http/object_schema.h"
#include "query/sql/event_rows.h"
#include "query/sql/iso_time.h"

namespace leapfrog::actions {
namespace {

using accounts::ProjectAccess;
using query::Interval;

constexpr std::int64_t default_days = 30;
constexpr std::int64_t max_days = 90;
constexpr int recent_events = 10;

struct Preview {
  Action action;
  Instant from;
  Instant to;
};

Result<query::EventRows> rows_of(const query::Asking& asking, query::Bindings& bindings,
                                 const Preview& preview) {
  query::EventRows rows(asking, bindings);
  rows.between(preview.from, preview.to);
  rows.where(TRY(rows.condition(TRY(query_form(preview.action)))));
  return rows;
}

std::int64_t number(const json::value& value) {
  return value.is_int64() ? value.get_int64() : std::atoll(to_text(value).c_str());
}

// {count, days, data}
Result<json::object> counts(const query::Asking& asking, const Preview& preview) {
  const auto& calendar = asking.calendar();
  const auto buckets =
      TRY(calendar.buckets(Interval::day, preview.from, preview.to, static_cast<std::size_t>(max_days) + 2));
  query::Bindings bindings;
  auto rows = TRY(rows_of(asking, bindings, preview));
  const auto day = query::bucket_of(calendar, Interval::day, "e.timestamp");
  const auto found =
      TRY(asking.rows({fmt::format("SELECT {} AS day, toInt64(count()) {} GROUP BY day", day, rows.sql()),
                       bindings.parameters(),
                       {}}));
  std::map<std::int64_t, std::int64_t> by_day;
  std::int64_t count = 0;
  for (const auto& row : found) by_day[number(row.at(0))] = number(row.at(1));
  json::array days;
  json::array data;
  for (const auto& start : buckets) {
    const auto at = by_day.find(to_micros(start) / 1'000'000);
    const auto events = at == by_day.end() ? 0 : at->second;
    days.emplace_back(query::format_day(calendar, Interval::day, start));
    data.emplace_back(events);
    count += events;
  }
  return json::object{{"count", count}, {"days", std::move(days)}, {"data", std::move(data)}};
}

Result<std::int64_t> people(const query::Asking& asking, const Preview& preview) {
  query::Bindings bindings;
  auto rows = TRY(rows_of(asking, bindings, preview));
  const auto person = rows.person();
  const auto found = TRY(asking.rows(
      {fmt::format("SELECT toInt64(uniqExact({})) {}", person, rows.sql()), bindings.parameters(), {}}));
  return found.empty() ? 0 : number(found.front().at(0));
}

Result<json::array> recent(const query::Asking& asking, const Preview& preview) {
  query::Bindings bindings;
  auto rows = TRY(rows_of(asking, bindings, preview));
  const auto found = TRY(asking.rows(
      {fmt::format("SELECT toString(e.uuid), e.event, e.distinct_id, toString(e.timestamp) {} ORDER BY "
                   "e.timestamp DESC, e.uuid DESC LIMIT {}",
                   rows.sql(), recent_events),
       bindings.parameters(),
       {}}));
  json::array out;
  for (const auto& row : found) {
    out.push_back(json::object{{"uuid", row.at(0)},
                               {"event", row.at(1)},
                               {"distinct_id", row.at(2)},
                               {"timestamp", query::iso_time(std::string(row.at(3).as_string()))}});
  }
  return out;
}

Result<http::Response> preview(const ProjectAccess& access, http::Request& request,
                               const query::EngineParts& parts, const Clock& clock) {
  const auto body = TRY(http::json_body(request));
  const auto* steps = body.if_contains("steps");
  if (steps == nullptr) return invalid("This field is required.", "steps", "required");
  const auto days = TRY(optional_int(body, "days")).value_or(default_days);
  if (days < 1 || days > max_days)
    return invalid(fmt::format("From 1 to {} days can be looked at.", max_days), "days");
  const auto asking = TRY(query::Asking::begin(access, clock.now(), parts));
  Preview asked;
  asked.action.steps = TRY(parse_steps(*steps));
  asked.to = asking.now();
  asked.from = asking.calendar().start_of(
      Interval::day, asking.calendar().add(asking.now(), query::Unit::day, 1 - static_cast<int>(days)));
  auto out = TRY(counts(asking, asked));
  out["persons"] = TRY(people(asking, asked));
  out["recent"] = TRY(recent(asking, asked));
  out["date_from"] = format_iso(asked.from);
  out["date_to"] = format_iso(asked.to);
  return http::Response::json(std::move(out));
}

}  // namespace

void add_preview_route(http::Router& router, accounts::Accounts& accounts, query::EngineParts parts,
                       const Clock& clock) {
  router.add_schema("ActionPreviewRequest",
                    http::object_schema({{"steps", "ActionStep[]"}, {"days", "integer?"}}));
  router.add_schema(
      "ActionMatch",
      http::object_schema(
          {{"uuid", "string"}, {"event", "string"}, {"distinct_id", "string"}, {"timestamp", "string"}}));
  router.add_schema("ActionPreview", http::object_schema({{"count", "integer"},
                                                          {"persons", "integer"},
                                                          {"date_from", "string"},
                                                          {"date_to", "string"},
                                                          {"days", "string[]"},
                                                          {"data", "integer[]"},
                                                          {"recent", "ActionMatch[]"}}));
  accounts::add_project_route(router, accounts, http::Method::post, "actions/preview/",
                              {"What steps fit before they are saved", "actions", "action:read",
                               "ActionPreviewRequest", "ActionPreview"},
                              [parts, &clock](const ProjectAccess& access, http::Request& request) {
                                return preview(access, request, parts, clock);
                              });
}

}  // namespace leapfrog::actions
