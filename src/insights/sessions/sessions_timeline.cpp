// SessionsTimelineQuery: a person's newest events, put together by session. Events without one stand together
// as long as half an hour or less lies between them.
#include <fmt/format.h>

#include "base/uuid.h"
#include "insights/sessions/sessions.h"
#include "query/date_range.h"
#include "query/sql/event_rows.h"

namespace leapfrog::insights {
namespace {

constexpr std::size_t max_events = 1000;
constexpr std::int64_t pause_micros = std::int64_t{30} * 60 * 1'000'000;

struct Timeline {
  std::string person;
  std::optional<std::string> after;
  std::optional<std::string> before;
};

void describe(query::Shape& shape, Timeline& timeline) {
  shape.text("personId", timeline.person);
  shape.text("after", timeline.after);
  shape.text("before", timeline.before);
}

Result<Instant> moment_of(const query::Asking& asking, const std::string& text, std::string_view field) {
  const auto moment = asking.moment(text);
  if (!moment) return invalid(moment.error().detail, std::string(field));
  return moment->at;
}

json::object event_of(const json::array& row) {
  json::object event{
      {"id", row.at(2)},          {"event", row.at(3)},          {"timestamp", row.at(4)},
      {"distinct_id", row.at(5)}, {"elements_chain", row.at(7)}, {"properties", json::object()}};
  if (auto properties = parse_json(std::string_view(row.at(6).as_string())))
    event["properties"] = *std::move(properties);
  return event;
}

}  // namespace

Result<json::object> answer_sessions_timeline(const query::Asking& asking, const json::object& query) {
  Timeline timeline;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, timeline); }));
  if (!timeline.person.empty() && !Uuid::parse(timeline.person))
    return invalid("personId must be a UUID.", "personId");
  const auto before = TRY(moment_of(asking, timeline.before.value_or("+5s"), "before"));
  const auto after = timeline.after ? TRY(moment_of(asking, *timeline.after, "after"))
                                    : asking.calendar().add(before, query::Unit::day, -1);
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  rows.between(after, before);
  if (!timeline.person.empty())
    rows.where(fmt::format("{} = toUUID({})", rows.person(), bindings.text(timeline.person)));
  const auto sql = fmt::format(
      "SELECT e.session_id, toUnixTimestamp64Micro(e.timestamp), toString(e.uuid), toString(e.event), "
      "formatDateTime(e.timestamp, '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC'), e.distinct_id, "
      "toJSONString(e.properties), "
      "e.elements_chain {} ORDER BY e.timestamp DESC, e.uuid DESC LIMIT {}",
      rows.sql(), max_events + 1);
  auto found = TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}}));
  const bool has_more = found.size() > max_events;
  if (has_more) found.resize(max_events);

  json::array results;
  std::vector<std::pair<std::string, std::int64_t>>
      open;  // of each entry: its session, its earliest event yet
  for (const auto& row : found) {
    const auto session = std::string(row.at(0).as_string());
    const auto at = row.at(1).to_number<std::int64_t>();
    std::size_t entry = 0;
    while (entry < open.size() &&
           !(open[entry].first == session && (!session.empty() || open[entry].second - at <= pause_micros)))
      ++entry;
    if (entry == open.size()) {
      open.emplace_back(session, at);
      results.push_back(
          json::object{{"sessionId", session.empty() ? json::value(nullptr) : json::value(session)},
                       {"events", json::array()}});
    }
    open[entry].second = at;
    results[entry].as_object()["events"].as_array().push_back(event_of(row));
  }
  return json::object{{"results", std::move(results)}, {"hasMore", has_more}};
}

json::object sessions_timeline_schema() {
  Timeline timeline;
  return query::schema_of([&](query::Shape& shape) { describe(shape, timeline); });
}

}  // namespace leapfrog::insights
