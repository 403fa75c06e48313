#include "query/sql/event_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "query/sql/conditions.h"
#include "query/sql/sessions.h"
#include "query/sql/user_expression.h"

namespace leapfrog::query {
namespace {

constexpr std::string_view no_uuid = "toUUID('00000000-0000-0000-0000-000000000000')";

// Facts of an event that are columns of their own, by the names they have in filters.
std::optional<std::string_view> metadata_column(std::string_view key) {
  if (key == "event") return "e.event";
  if (key == "distinct_id") return "e.distinct_id";
  if (key == "timestamp") return "toString(e.timestamp)";
  if (key == "uuid") return "toString(e.uuid)";
  if (key == "$session_id" || key == "session_id") return "e.session_id";
  if (key == "elements_chain") return "e.elements_chain";
  if (key == "person_mode") return "e.person_mode";
  if (key == "$group_0") return "e.group0_key";
  if (key == "$group_1") return "e.group1_key";
  if (key == "$group_2") return "e.group2_key";
  if (key == "$group_3") return "e.group3_key";
  if (key == "$group_4") return "e.group4_key";
  return std::nullopt;
}

PropertyValue property_of(std::string_view column, std::string_view key) {
  const auto raw = fmt::format("{}.{}", column, json_path(key));
  auto value = stored_value(raw);
  value.stored_text = raw + ".:String";
  return value;
}

PropertyValue computed_value(std::string_view expression) {
  const auto text = fmt::format("CAST({}, 'Nullable(String)')", expression);
  return {text, fmt::format("accurateCastOrNull({}, 'Float64')", text)};
}

std::string joined(const std::vector<std::string>& parts, std::string_view word) {
  if (parts.size() == 1) return parts.front();
  return fmt::format("({})", fmt::join(parts, fmt::format(" {} ", word)));
}

}  // namespace

void EventRows::between(Instant from, Instant to) {
  where(
      fmt::format("e.timestamp >= {} AND e.timestamp <= {}", Bindings::instant(from), Bindings::instant(to)));
  if (!time_) time_ = ResolvedRange{from, to};
  time_ = ResolvedRange{std::max(time_->from, from), std::min(time_->to, to)};
}

void EventRows::where(std::string condition) { conditions_.push_back(std::move(condition)); }

Result<> EventRows::only(const FilterNode& filters) {
  if (!filters.empty()) where(TRY(condition(filters)));
  return {};
}

Result<> EventRows::only(const Series& series) {
  auto text = TRY(condition(series));
  if (!text.empty()) where(std::move(text));
  return {};
}

Result<> EventRows::only(const Scope& scope) {
  TRY(only(scope.properties));
  if (scope.filter_test_accounts) {
    // Decided when the event came in for the filters of then; the ones of today count.
    const auto& settings = asking_.access().project().settings;
    if (const auto* filters = settings.if_contains("test_account_filters"))
      TRY(only(TRY(parse_filters(*filters, "test_account_filters"))));
  }
  if (scope.sampling < 1)
    where(fmt::format("cityHash64(e.distinct_id) < {}",
                      static_cast<std::uint64_t>(scope.sampling * 18446744073709551615.0)));
  return {};
}

std::string EventRows::person() {
  merges_ = true;
  return merged_person();
}

std::string EventRows::merged_person() {
  return fmt::format("if(merged.person = {0}, e.person_id, merged.person)", no_uuid);
}

std::string EventRows::merges() const {
  return fmt::format(
      "LEFT ANY JOIN (SELECT old_person_id AS old_person, person_id AS person FROM person_overrides FINAL "
      "WHERE project_id = {}) AS merged ON merged.old_person = e.person_id",
      asking_.project());
}

std::string EventRows::actor(std::optional<int> group_type) {
  if (!group_type) return person();
  return fmt::format("e.group{}_key", *group_type);
}

std::string EventRows::session(const SessionFact& fact) {
  if (std::find(session_facts_.begin(), session_facts_.end(), &fact) == session_facts_.end())
    session_facts_.push_back(&fact);
  return fmt::format("own_session.{}", quote_name(fact.name));
}

Result<PropertyValue> EventRows::value_of(PropertyType type, std::string_view key, int group_type_index,
                                          const std::string& path) {
  switch (type) {
    case PropertyType::event:
      return property_of("e.properties", key);
    case PropertyType::feature:
      return property_of("e.properties",
                         key.starts_with("$feature/") ? std::string(key) : fmt::format("$feature/{}", key));
    case PropertyType::person:
      return property_of("e.person_properties", key);
    case PropertyType::group:
      return property_of(fmt::format("e.group{}_properties", group_type_index), key);
    case PropertyType::event_metadata:
      if (const auto column = metadata_column(key)) return computed_value(*column);
      return invalid(fmt::format("There is no event metadata '{}'.", key), path + ".key");
    case PropertyType::session:
      if (const auto* fact = find_session_fact(key)) return session_value(*fact, session(*fact));
      return invalid(fmt::format("There is no session property '{}'.", key), path + ".key");
    case PropertyType::hogql:
      return computed_value(TRY(user_expression(*this, key, path)));
    default:
      return invalid(fmt::format("Properties of type '{}' cannot be used here.",
                                 property_type_names.at(static_cast<std::size_t>(type))),
                     path + ".type");
  }
}

Result<std::string> EventRows::property(PropertyType type, std::string_view key, int group_type_index,
                                        const std::string& path) {
  return std::move(TRY(value_of(type, key, group_type_index, path)).text);
}

Result<std::string> EventRows::number(PropertyType type, std::string_view key, int group_type_index,
                                      const std::string& path) {
  return std::move(TRY(value_of(type, key, group_type_index, path)).number);
}

Result<std::string> EventRows::condition(const FilterNode& filters) {
  if (filters.leaf) return condition(*filters.leaf);
  std::vector<std::string> parts;
  for (const auto& child : filters.children) parts.push_back(TRY(condition(child)));
  if (parts.empty()) return std::string("1");
  return joined(parts, filters.any ? "OR" : "AND");
}

Result<std::string> EventRows::condition(const PropertyFilter& filter) {
  if (filter.type == PropertyType::element) return element_condition(filter, bindings_);
  if (filter.type == PropertyType::hogql)
    return fmt::format("ifNull(toBool({}), false)", TRY(user_expression(*this, filter.key, filter.path)));
  if (filter.type == PropertyType::cohort) {
    const auto members = TRY(cohort_members(filter, asking_));
    const bool inside = filter.op != Operator::not_in && filter.op != Operator::is_not;
    return fmt::format("{} {} ({})", person(), inside ? "IN" : "NOT IN", members);
  }
  const auto value = TRY(value_of(filter.type, filter.key, filter.group_type_index, filter.path));
  return comparison(filter, value, asking_, bindings_);
}

Result<std::string> EventRows::condition(const Series& series) {
  std::vector<std::string> parts;
  if (series.kind == SeriesKind::actions) {
    const auto action = TRY(asking_.action(series.action_id));
    if (!action)
      return invalid(fmt::format("There is no action {}.", series.action_id), series.path + ".id",
                     "not_found");
    parts.push_back(TRY(condition(*action)));
  } else if (series.kind == SeriesKind::group) {
    std::vector<std::string> nodes;
    for (const auto& node : series.nodes) {
      auto text = TRY(condition(node));
      nodes.push_back(text.empty() ? "1" : std::move(text));
    }
    parts.push_back(joined(nodes, series.all_nodes ? "AND" : "OR"));
  } else if (series.event) {
    parts.push_back("e.event = " + bindings_.text(*series.event));
  }
  if (!series.properties.empty()) parts.push_back(TRY(condition(series.properties)));
  if (!series.fixed_properties.empty()) parts.push_back(TRY(condition(series.fixed_properties)));
  return parts.empty() ? std::string() : joined(parts, "AND");
}

Result<std::string> EventRows::condition(const Action& action) {
  std::vector<std::string> steps;
  for (const auto& step : action.steps)
    steps.push_back(condition(step, step.properties.empty() ? "" : TRY(condition(step.properties))));
  if (steps.empty()) return std::string("0");
  return joined(steps, "OR");
}

std::string EventRows::condition(const ActionStep& step, std::string properties) {
  auto parts = step_conditions(step, bindings_);
  if (!properties.empty()) parts.push_back(std::move(properties));
  return parts.empty() ? "1" : joined(parts, "AND");
}

std::string EventRows::sql() const {
  const auto project = asking_.project();
  auto text = std::string("FROM events AS e");
  if (merges_) text += " " + merges();
  if (!session_facts_.empty()) {
    text += fmt::format(
        " LEFT ANY JOIN {} AS own_session ON own_session.session_id = e.session_id",
        sessions_sql(asking_,
                     {.facts = session_facts_, .prefix = "", .around = time_, .joined = true, .ids = {}},
                     bindings_));
  }
  text += fmt::format(" WHERE e.project_id = {}", project);
  if (const auto& watermark = asking_.terms().watermark)
    text += fmt::format(" AND e.log_offset < {}", *watermark);
  for (const auto& condition : conditions_) text += " AND " + condition;
  return text;
}

std::string bucket_of(const Calendar& calendar, Interval interval, std::string_view time) {
  const auto& zone = calendar.zone();  // a name of the tz database: letters, digits, /, _, +, -
  switch (interval) {
    case Interval::minute:
      return fmt::format("toInt64(toUnixTimestamp(toStartOfMinute({}, '{}')))", time, zone);
    case Interval::hour:
      return fmt::format("toInt64(toUnixTimestamp(toStartOfHour({}, '{}')))", time, zone);
    case Interval::day:
      return fmt::format("toInt64(toUnixTimestamp(toStartOfDay({}, '{}')))", time, zone);
    case Interval::week:
      return fmt::format("toInt64(toUnixTimestamp(toDateTime(toStartOfWeek({0}, {2}, '{1}'), '{1}')))", time,
                         zone, calendar.week_starts_monday() ? 1 : 0);
    case Interval::month:
      return fmt::format("toInt64(toUnixTimestamp(toDateTime(toStartOfMonth({0}, '{1}'), '{1}')))", time,
                         zone);
  }
  return {};
}

std::string interval_index(const Calendar& calendar, Interval interval, Instant first,
                           std::string_view time) {
  const auto& zone = calendar.zone();
  const auto day = format_day(calendar, Interval::day, first);
  const auto date = fmt::format("toDate({}, '{}')", time, zone);
  switch (interval) {
    case Interval::minute:
    case Interval::hour:
      return fmt::format("toInt64(floor((toUnixTimestamp({}) - {}) / {}))", time,
                         to_micros(first) / 1'000'000, interval == Interval::hour ? 3600 : 60);
    case Interval::day:
      return fmt::format("toInt64(dateDiff('day', toDate('{}'), {}))", day, date);
    case Interval::week:
      return fmt::format("toInt64(floor(dateDiff('day', toDate('{}'), {}) / 7))", day, date);
    case Interval::month:
      return fmt::format("toInt64(dateDiff('month', toDate('{}'), {}))", day, date);
  }
  return {};
}

}  // namespace leapfrog::query
