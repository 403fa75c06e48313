#include "insights/events/events.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/uuid.h"
#include "insights/actors/profiles.h"
#include "insights/events/events_query.h"
#include "insights/events/page_properties.h"
#include "query/side_by_side.h"
#include "query/sql/event_rows.h"
#include "query/sql/sql_tokens.h"
#include "query/sql/stored_people.h"
#include "query/sql/user_select.h"

namespace leapfrog::insights {
namespace {

constexpr std::array<std::string_view, 8> star_fields = {
    "uuid", "event", "properties", "timestamp", "distinct_id", "elements_chain", "created_at", "person_mode"};

constexpr std::array<std::string_view, 24> aggregates = {
    "count",   "countIf",       "sum",      "sumIf",  "avg",      "avgIf",      "min",
    "minIf",   "max",           "maxIf",    "uniq",   "uniqIf",   "uniqExact",  "any",
    "anyLast", "argMin",        "argMax",   "median", "quantile", "groupArray", "groupUniqArray",
    "topK",    "countDistinct", "stddevPop"};

// Without its "-- Label".
std::string expression_of(std::string_view select) {
  auto text = select.substr(0, select.find("--"));
  while (text.ends_with(' ')) text.remove_suffix(1);
  while (text.starts_with(' ')) text.remove_prefix(1);
  return std::string(text);
}

Result<bool> is_aggregate(const std::string& expression, const std::string& path) {
  const auto tokens = TRY(query::sql_tokens(expression, path));
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
    if (tokens[i + 1].is_symbol('(') &&
        std::find(aggregates.begin(), aggregates.end(), tokens[i].written) != aggregates.end())
      return true;
  return false;
}

// Columns that need no checking.
bool is_plain(std::string_view expression) {
  constexpr std::array<std::string_view, 2> special = {"*", "person"};
  return std::ranges::find(special, expression) != special.end() ||
         std::ranges::find(star_fields, expression) != star_fields.end();
}

// Whether all of the statement is our own text.
bool is_plain(const EventsQuery& events) {
  const auto is_plain_order = [](std::string_view item) {
    const auto column = item.substr(0, item.find(' '));
    const auto direction = item.substr(column.size());
    return is_plain(column) && column != "*" && column != "person" &&
           (direction.empty() || direction == " DESC" || direction == " ASC");
  };
  return events.where.empty() &&
         std::ranges::all_of(events.select, [](const auto& item) { return is_plain(expression_of(item)); }) &&
         std::ranges::all_of(events.order_by,
                             [&](const auto& item) { return is_plain_order(expression_of(item)); });
}

Result<Instant> moment_of(const query::Asking& asking, const std::string& text, std::string_view field) {
  const auto moment = asking.moment(text);
  if (!moment) return invalid(moment.error().detail, std::string(field));
  return moment->at;
}

class EventsTable {
 public:
  EventsTable(const query::Asking& asking, const EventsQuery& events)
      : asking_(asking), events_(events), plain_(is_plain(events)) {}

  Result<json::object> answer() {
    query::UserSelect select;
    select.ours = plain_;
    select.as_stored = merges_later();
    select.sql = TRY(text());
    select.filters.action = events_.action;
    select.filters.filter_test_accounts = events_.filter_test_accounts;
    for (const auto* part : {&events_.properties, &events_.fixed_properties})
      if (!part->empty()) select.filters.properties.children.push_back(*part);
    const auto approved = TRY(query::approve_select(asking_, select));
    auto selection = TRY(asking_.select(approved.statement));
    const auto limit = static_cast<std::size_t>(events_.limit);
    const bool has_more = selection.rows.size() > limit;
    if (has_more) selection.rows.resize(limit);
    TRY(render(selection.rows));
    json::array results;
    for (auto& row : selection.rows) results.push_back(std::move(row));
    return json::object{{"results", std::move(results)},
                        {"columns", json::value_from(events_.select)},
                        {"types", json::value_from(selection.types)},
                        {"hasMore", has_more},
                        {"limit", events_.limit},
                        {"offset", events_.offset}};
  }

 private:
  Result<std::string> text() {
    std::vector<std::string> columns, groups, conditions;
    bool aggregated = false;
    for (std::size_t i = 0; i < events_.select.size(); ++i) {
      const auto path = fmt::format("select[{}]", i);
      const auto expression = expression_of(events_.select[i]);
      if (expression == "*") {
        columns.push_back(star());
      } else if (expression == "person") {
        columns.emplace_back("tuple(toString(person_id), distinct_id)");
      } else {
        columns.push_back(expression);
        if (TRY(is_aggregate(expression, path))) {
          aggregated = true;
          continue;
        }
      }
      groups.push_back(columns.back());
    }
    times_ = TRY(times());
    TRY(restrict(conditions));
    std::vector<std::string> order;
    for (const auto& item : events_.order_by) order.push_back(expression_of(item));
    if (order.empty() && !aggregated) order = {"timestamp DESC", "uuid DESC"};
    if (!aggregated) TRY(keep_to_the_page(order.front(), conditions));
    auto sql = fmt::format("SELECT {} FROM events WHERE {}", fmt::join(columns, ",\n"),
                           fmt::join(conditions, "\nAND "));
    if (aggregated && !groups.empty()) sql += fmt::format(" GROUP BY {}", fmt::join(groups, ", "));
    if (!order.empty()) sql += fmt::format(" ORDER BY {}", fmt::join(order, ", "));
    return sql + fmt::format(" LIMIT {} OFFSET {}", events_.limit, events_.offset);
  }

  // The properties of a plain list are read when its rows are known.
  std::string star() const {
    std::string fields;
    for (const auto field : star_fields)
      fields +=
          fmt::format("{}{}", fields.empty() ? "" : ", ", plain_ && field == "properties" ? "''" : field);
    return fmt::format("tuple({})", fields);
  }

  // Exclusive.
  struct Times {
    Instant before;
    std::optional<Instant> after;
  };
  Result<Times> times() const {
    Times times;
    times.before =
        events_.before ? TRY(moment_of(asking_, *events_.before, "before")) : asking_.now() + seconds(5);
    if (events_.after.value_or("") != "all")
      times.after = events_.after ? TRY(moment_of(asking_, *events_.after, "after"))
                                  : asking_.calendar().add(times.before, query::Unit::day, -1);
    return times;
  }

  // Of a list by time, the time of the page's last row is found first, so that the many columns of a whole
  // event are read around the page only.
  Result<> keep_to_the_page(std::string_view order, std::vector<std::string>& conditions) const {
    const bool latest = order == "timestamp DESC";
    if (!latest && order != "timestamp" && order != "timestamp ASC") return {};
    const auto* comparison = latest ? ">=" : "<=";
    if (!events_.where.empty()) {
      conditions.push_back(
          fmt::format("timestamp {} (SELECT {}(t) FROM (SELECT timestamp AS t FROM events WHERE {}\nORDER "
                      "BY t {} LIMIT {}))",
                      comparison, latest ? "min" : "max", fmt::join(conditions, "\nAND "),
                      latest ? "DESC" : "ASC", events_.offset + events_.limit + 1));
      return {};
    }
    if (const auto last = TRY(last_of_page(latest)))
      conditions.push_back(fmt::format("timestamp {} {}", comparison, literal(*last)));
    return {};
  }

  // By a statement of ours: checking SQL of people resolves it, which runs a query inside it one more time.
  Result<std::optional<Instant>> last_of_page(bool latest) const {
    query::Bindings bindings;
    query::EventRows rows(asking_, bindings);
    query::Scope scope;
    for (const auto* part : {&events_.properties, &events_.fixed_properties})
      if (!part->empty()) scope.properties.children.push_back(*part);
    scope.filter_test_accounts = events_.filter_test_accounts;
    TRY(rows.only(scope));
    if (events_.action) {
      query::Series series;
      series.kind = query::SeriesKind::actions;
      series.action_id = *events_.action;
      series.path = "actionId";
      TRY(rows.only(series));
    }
    rows.where(fmt::format("e.timestamp < {}", query::Bindings::instant(times_.before)));
    if (times_.after) rows.where(fmt::format("e.timestamp > {}", query::Bindings::instant(*times_.after)));
    if (events_.event) rows.where(fmt::format("e.event = {}", bindings.text(*events_.event)));
    if (events_.person)
      rows.where(fmt::format("{} = toUUID({})", rows.person(), bindings.text(*events_.person)));
    const auto found = TRY(asking_.rows(query::Statement{
        fmt::format(
            "SELECT count(), toUnixTimestamp64Micro({}(t)) FROM (SELECT e.timestamp AS t {} ORDER BY t {} "
            "LIMIT {})",
            latest ? "min" : "max", rows.sql(), latest ? "DESC" : "ASC", events_.offset + events_.limit + 1),
        bindings.parameters(),
        {}}));
    if (found.empty() || found.front().at(0).to_number<std::int64_t>() == 0) return std::nullopt;
    return from_micros(found.front().at(1).to_number<std::int64_t>());
  }

  static std::string literal(Instant at) {
    return fmt::format("toDateTime64('{}', 6, 'UTC')", format_sql(at));
  }

  Result<> restrict(std::vector<std::string>& conditions) const {
    conditions.emplace_back("{filters}");
    conditions.push_back(fmt::format("timestamp < {}", literal(times_.before)));
    if (times_.after) conditions.push_back(fmt::format("timestamp > {}", literal(*times_.after)));
    if (events_.event) conditions.push_back(fmt::format("event = {}", query::quote_text(*events_.event)));
    if (events_.person) {
      if (!Uuid::parse(*events_.person)) return invalid("personId must be a UUID.", "personId");
      conditions.push_back(fmt::format("person_id = {}", query::quote_text(*events_.person)));
    }
    for (const auto& condition : events_.where)
      conditions.push_back(fmt::format("({}\n)", expression_of(condition)));
    return {};
  }

  // The cells of * and person become objects. What they lack is read at the same time.
  Result<> render(std::vector<json::array>& rows) const {
    const auto stars = columns_of("*");
    const auto persons = columns_of("person");
    const auto keys =
        plain_ && !stars.empty() ? TRY(keys_of(rows, stars.front())) : std::vector<query::EventKey>();
    std::map<query::EventKey, std::string> properties;
    People people;
    TRY(query::side_by_side(2, [&](std::size_t part) -> Result<> {
      if (part == 0) properties = TRY(page_properties(asking_, keys));
      if (part == 1 && !persons.empty()) people = TRY(people_of(rows, persons.front()));
      return {};
    }));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (const auto column : stars) {
        auto event = rows[i].at(column).as_array();
        if (plain_)
          if (const auto found = properties.find(keys[i]); found != properties.end())
            event.at(2) = found->second;
        rows[i][column] = event_object(event);
      }
      for (const auto column : persons) {
        const auto& cell = rows[i].at(column).as_array();
        auto person = person_json(people.profiles, people.now(std::string(cell.at(0).as_string())));
        person["distinct_id"] = cell.at(1);
        rows[i][column] = std::move(person);
      }
    }
    return {};
  }

  std::vector<std::size_t> columns_of(std::string_view expression) const {
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < events_.select.size(); ++i)
      if (expression_of(events_.select[i]) == expression) columns.push_back(i);
    return columns;
  }

  static Result<std::vector<query::EventKey>> keys_of(const std::vector<json::array>& rows,
                                                      std::size_t column) {
    std::vector<query::EventKey> keys;
    for (const auto& row : rows) {
      const auto& cell = row.at(column).as_array();
      keys.push_back({std::string(cell.at(0).as_string()), std::string(cell.at(1).as_string()),
                      TRY(parse_iso(cell.at(3).as_string()))});
    }
    return keys;
  }

  struct People {
    Profiles profiles;
    std::map<std::string, std::string> merged;
    const std::string& now(const std::string& id) const {
      const auto found = merged.find(id);
      return found == merged.end() ? id : found->second;
    }
  };
  // Merges are looked up for the people of the page, not joined with all events, but where events are asked
  // for by their person.
  bool merges_later() const { return plain_ && !events_.person; }
  Result<People> people_of(const std::vector<json::array>& rows, std::size_t column) const {
    People people;
    std::vector<std::string> ids;
    for (const auto& row : rows) ids.emplace_back(row.at(column).as_array().at(0).as_string());
    if (merges_later()) {
      const auto read = [&](const query::Statement& statement) { return asking_.rows(statement); };
      people.merged = TRY(query::merged_people(read, asking_.project(), ids));
      for (auto& id : ids) id = people.now(id);
    }
    people.profiles = TRY(read_people(asking_, ids));
    return people;
  }

  json::object event_object(const json::array& cell) const {
    json::object event;
    for (std::size_t i = 0; i < star_fields.size(); ++i) event[star_fields[i]] = cell.at(i);
    if (auto parsed = parse_json(std::string_view(event["properties"].as_string())))
      event["properties"] = *std::move(parsed);
    event["team_id"] = asking_.project();
    return event;
  }

  const query::Asking& asking_;
  const EventsQuery& events_;
  const bool plain_;
  Times times_{};
};

}  // namespace

Result<json::object> answer_events(const query::Asking& asking, const json::object& query) {
  const auto events = TRY(parse_events(query));
  return EventsTable(asking, events).answer();
}

json::object events_schema() {
  EventsQuery events;
  return query::schema_of([&](query::Shape& shape) { describe(shape, events); });
}

}  // namespace leapfrog::insights
