#include "insights/events/events.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/uuid.h"
#include "insights/actors/profiles.h"
#include "insights/events/events_query.h"
#include "query/sql/sql_tokens.h"
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

Result<Instant> moment_of(const query::Asking& asking, const std::string& text, std::string_view field) {
  const auto moment = asking.moment(text);
  if (!moment) return invalid(moment.error().detail, std::string(field));
  return moment->at;
}

class EventsTable {
 public:
  EventsTable(const query::Asking& asking, const EventsQuery& events) : asking_(asking), events_(events) {}

  Result<json::object> answer() {
    query::UserSelect select;
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
        columns.push_back(fmt::format("tuple({})", fmt::join(star_fields, ", ")));
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
    TRY(restrict(conditions));
    std::vector<std::string> order;
    for (const auto& item : events_.order_by) order.push_back(expression_of(item));
    if (order.empty() && !aggregated) order = {"timestamp DESC", "uuid DESC"};
    if (!aggregated) keep_to_the_page(order.front(), conditions);
    auto sql = fmt::format("SELECT {} FROM events WHERE {}", fmt::join(columns, ",\n"),
                           fmt::join(conditions, "\nAND "));
    if (aggregated && !groups.empty()) sql += fmt::format(" GROUP BY {}", fmt::join(groups, ", "));
    if (!order.empty()) sql += fmt::format(" ORDER BY {}", fmt::join(order, ", "));
    return sql + fmt::format(" LIMIT {} OFFSET {}", events_.limit, events_.offset);
  }

  // Of a list by time, the times of its rows are found first, so that the many columns of a whole event are
  // read around them only.
  void keep_to_the_page(std::string_view order, std::vector<std::string>& conditions) const {
    const bool latest = order == "timestamp DESC";
    if (!latest && order != "timestamp" && order != "timestamp ASC") return;
    conditions.push_back(
        fmt::format("timestamp {} (SELECT {}(t) FROM (SELECT timestamp AS t FROM events WHERE {}\nORDER "
                    "BY t {} LIMIT {}))",
                    latest ? ">=" : "<=", latest ? "min" : "max", fmt::join(conditions, "\nAND "),
                    latest ? "DESC" : "ASC", events_.offset + events_.limit + 1));
  }

  Result<> restrict(std::vector<std::string>& conditions) const {
    conditions.emplace_back("{filters}");
    const auto literal = [](Instant at) {
      return fmt::format("toDateTime64('{}', 6, 'UTC')", format_sql(at));
    };
    const auto before =
        events_.before ? TRY(moment_of(asking_, *events_.before, "before")) : asking_.now() + seconds(5);
    conditions.push_back(fmt::format("timestamp < {}", literal(before)));
    if (events_.after.value_or("") != "all") {
      const auto after = events_.after ? TRY(moment_of(asking_, *events_.after, "after"))
                                       : asking_.calendar().add(before, query::Unit::day, -1);
      conditions.push_back(fmt::format("timestamp > {}", literal(after)));
    }
    if (events_.event) conditions.push_back(fmt::format("event = {}", query::quote_text(*events_.event)));
    if (events_.person) {
      if (!Uuid::parse(*events_.person)) return invalid("personId must be a UUID.", "personId");
      conditions.push_back(fmt::format("person_id = {}", query::quote_text(*events_.person)));
    }
    for (const auto& condition : events_.where)
      conditions.push_back(fmt::format("({}\n)", expression_of(condition)));
    return {};
  }

  // The cells of * and person become objects.
  Result<> render(std::vector<json::array>& rows) const {
    for (std::size_t i = 0; i < events_.select.size(); ++i) {
      const auto expression = expression_of(events_.select[i]);
      if (expression == "*") {
        for (auto& row : rows) row[i] = event_object(row.at(i).as_array());
      } else if (expression == "person") {
        std::vector<std::string> ids;
        for (const auto& row : rows) ids.emplace_back(row.at(i).as_array().at(0).as_string());
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        const auto people = TRY(read_people(asking_, ids));
        for (auto& row : rows) {
          const auto cell = row.at(i).as_array();
          auto person = person_json(people, std::string(cell.at(0).as_string()));
          person["distinct_id"] = cell.at(1);
          row[i] = std::move(person);
        }
      }
    }
    return {};
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
