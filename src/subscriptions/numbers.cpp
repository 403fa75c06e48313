#include "subscriptions/numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace leapfrog::subscriptions {
namespace {

using Kind = Column::Kind;

constexpr std::size_t max_rows = 20;
constexpr std::size_t max_columns = 8;

const json::array& array_of(const json::object& object, std::string_view field) {
  static const json::array none;
  const auto* value = object.if_contains(field);
  return value != nullptr && value->is_array() ? value->get_array() : none;
}

const json::object& object_of(const json::value& value) {
  static const json::object none;
  return value.is_object() ? value.get_object() : none;
}

double number_of(const json::object& object, std::string_view field) {
  const auto* value = object.if_contains(field);
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

std::string text_of(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  return to_text(value);
}

json::value change(double before, double now) {
  if (before == 0) return nullptr;
  return now / before - 1;
}

query::Interval interval_of(const json::object& source) {
  const auto name = string_or_empty(source, "interval");
  const auto found = std::ranges::find(query::interval_names, name);
  return found == query::interval_names.end()
             ? query::Interval::day
             : static_cast<query::Interval>(found - query::interval_names.begin());
}

// Values are before this one or that of now; the earlier ones of a comparison have a row of their own.
bool is_previous(const json::object& series) {
  return string_or_empty(series, "compare_label") == "previous";
}

void add_row(Numbers& numbers, json::array row) {
  if (numbers.rows.size() < max_rows)
    numbers.rows.push_back(std::move(row));
  else
    ++numbers.left_out;
}

// One value for all of the dates.
Numbers totals(const json::array& results) {
  Numbers numbers;
  numbers.columns = {{"", Kind::text}, {"Value", Kind::number}};
  const bool compared =
      std::ranges::any_of(results, [](const json::value& each) { return is_previous(object_of(each)); });
  if (compared) {
    numbers.columns.push_back({"Before", Kind::number});
    numbers.columns.push_back({"Change", Kind::change});
  }
  for (const auto& each : results) {
    const auto& series = object_of(each);
    if (is_previous(series)) continue;
    const auto value = number_of(series, "aggregated_value");
    json::array row{json::value(series_name(series)), value};
    if (compared) {
      const auto other = std::ranges::find_if(results, [&](const json::value& candidate) {
        const auto& previous = object_of(candidate);
        return is_previous(previous) && series_name(previous) == series_name(series) &&
               number_of(previous, "order") == number_of(series, "order");
      });
      const bool there = other != results.end();
      const double before = there ? number_of(object_of(*other), "aggregated_value") : 0;
      row.push_back(there ? json::value(before) : json::value(nullptr));
      row.push_back(there ? change(before, value) : json::value(nullptr));
    }
    add_row(numbers, std::move(row));
  }
  return numbers;
}

// Values over time.
Numbers periods(const json::object& source, const json::array& results, const query::Calendar& calendar,
                Instant now) {
  const auto& first = object_of(results.front());
  const auto& labels = array_of(first, "labels");
  const bool ongoing = is_ongoing(source, first, calendar, now);
  const auto over = labels.size() - (ongoing ? 1 : 0);  // periods that are over
  Numbers numbers;
  numbers.columns = {{"", Kind::text}};
  if (over > 0) numbers.columns.push_back({text_of(labels[over - 1]), Kind::number});
  if (over > 1) numbers.columns.push_back({"Change from " + text_of(labels[over - 2]), Kind::change});
  if (ongoing) numbers.columns.push_back({text_of(labels.back()) + ", so far", Kind::number});
  for (const auto& each : results) {
    const auto& series = object_of(each);
    const auto& data = array_of(series, "data");
    if (is_previous(series) || data.size() != labels.size()) continue;
    const auto at = [&](std::size_t index) {
      return data[index].is_number() ? data[index].to_number<double>() : 0;
    };
    json::array row{json::value(series_name(series))};
    if (over > 0) row.emplace_back(at(over - 1));
    if (over > 1) row.push_back(change(at(over - 2), at(over - 1)));
    if (ongoing) row.emplace_back(at(data.size() - 1));
    add_row(numbers, std::move(row));
  }
  return numbers;
}

// How many were there on one day, two days, …
Numbers stickiness(const json::array& results) {
  Numbers numbers;
  numbers.columns = {{"", Kind::text}};
  const auto& labels = array_of(object_of(results.front()), "labels");
  const auto shown = std::min(labels.size(), max_columns - 1);
  for (std::size_t i = 0; i < shown; ++i) numbers.columns.push_back({text_of(labels[i]), Kind::number});
  for (const auto& each : results) {
    const auto& data = array_of(object_of(each), "data");
    json::array row{json::value(series_name(object_of(each)))};
    for (std::size_t i = 0; i < shown; ++i) row.push_back(i < data.size() ? data[i] : json::value(nullptr));
    add_row(numbers, std::move(row));
  }
  return numbers;
}

void add_steps(Numbers& numbers, const json::array& steps, const std::string& group) {
  double first = 0;
  double before = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = object_of(steps[i]);
    const auto count = number_of(step, "count");
    if (i == 0) first = count;
    json::array row;
    if (!group.empty()) row.emplace_back(group);
    row.emplace_back(fmt::format("{}. {}", i + 1, series_name(step)));
    row.emplace_back(count);
    row.push_back(first == 0 ? json::value(nullptr) : json::value(count / first));
    row.push_back(i == 0 || before == 0 ? json::value(nullptr) : json::value(count / before));
    add_row(numbers, std::move(row));
    before = count;
  }
}

Numbers funnel(const json::array& results) {
  Numbers numbers;
  const bool grouped = results.front().is_array();
  if (grouped) numbers.columns.push_back({"", Kind::text});
  numbers.columns.insert(numbers.columns.end(), {{"Step", Kind::text},
                                                 {"Count", Kind::number},
                                                 {"From the first", Kind::share},
                                                 {"From the one before", Kind::share}});
  if (!grouped) {
    add_steps(numbers, results, "");
    return numbers;
  }
  for (const auto& each : results) {
    if (!each.is_array() || each.get_array().empty()) continue;
    const auto* value = object_of(each.get_array().front()).if_contains("breakdown_value");
    std::string group;
    if (value != nullptr && value->is_array()) {
      for (const auto& part : value->get_array()) group += (group.empty() ? "" : ", ") + text_of(part);
    } else if (value != nullptr) {
      group = text_of(*value);
    }
    add_steps(numbers, each.get_array(), group.empty() ? "(none)" : group);
  }
  return numbers;
}

Numbers time_to_convert(const json::object& results) {
  Numbers numbers;
  numbers.columns = {{"From seconds", Kind::number}, {"Count", Kind::number}};
  for (const auto& bin : array_of(results, "bins"))
    if (bin.is_array() && bin.get_array().size() == 2) add_row(numbers, {bin.at(0), bin.at(1)});
  return numbers;
}

Numbers retention(const json::array& results) {
  Numbers numbers;
  numbers.columns = {{"Began", Kind::text}, {"Size", Kind::number}};
  std::size_t longest = 0;
  for (const auto& each : results) longest = std::max(longest, array_of(object_of(each), "values").size());
  const auto shown = std::min(longest, max_columns - 1);
  for (std::size_t i = 1; i < shown; ++i)
    for (const auto& each : results) {
      const auto& values = array_of(object_of(each), "values");
      if (i >= values.size()) continue;
      numbers.columns.push_back({std::string(string_or_empty(object_of(values[i]), "label")), Kind::share});
      break;
    }
  for (const auto& each : results) {
    const auto& values = array_of(object_of(each), "values");
    if (values.empty()) continue;
    const auto size = number_of(object_of(values[0]), "count");
    const auto date = std::string(string_or_empty(object_of(each), "date")).substr(0, 10);
    json::array row{json::value(date), size};
    for (std::size_t i = 1; i < numbers.columns.size() - 1; ++i)
      row.push_back(i < values.size() && size > 0
                        ? json::value(number_of(object_of(values[i]), "count") / size)
                        : json::value(nullptr));
    add_row(numbers, std::move(row));
  }
  return numbers;
}

Numbers paths(const json::array& results) {
  Numbers numbers;
  numbers.columns = {{"From", Kind::text}, {"To", Kind::text}, {"Count", Kind::number}};
  // "2_/pricing": the place on the way, and where.
  const auto place = [](std::string_view text) {
    const auto mark = text.find('_');
    return mark == text.npos ? std::string(text)
                             : fmt::format("{}. {}", text.substr(0, mark), text.substr(mark + 1));
  };
  for (const auto& each : results) {
    const auto& edge = object_of(each);
    add_row(numbers, {json::value(place(string_or_empty(edge, "source"))),
                      json::value(place(string_or_empty(edge, "target"))), number_of(edge, "value")});
  }
  return numbers;
}

Numbers listed(const json::object& answer, const json::array& results) {
  Numbers numbers;
  const auto& names = array_of(answer, "columns");
  const auto shown = std::min(names.size(), max_columns);
  for (std::size_t i = 0; i < shown; ++i) {
    const bool counted = std::ranges::all_of(results, [&](const json::value& row) {
      return row.is_array() && i < row.get_array().size() && (row.at(i).is_number() || row.at(i).is_null());
    });
    numbers.columns.push_back({text_of(names[i]), counted ? Kind::number : Kind::text});
  }
  for (const auto& each : results) {
    if (!each.is_array()) continue;
    json::array row;
    for (std::size_t i = 0; i < shown; ++i) {
      const auto& cells = each.get_array();
      const auto value = i < cells.size() ? cells[i] : json::value(nullptr);
      row.push_back(value.is_null() || value.is_number() ? value : json::value(text_of(value)));
    }
    add_row(numbers, std::move(row));
  }
  return numbers;
}

}  // namespace

const json::object& source_of(const json::object& query) {
  const auto* source = query.if_contains("source");
  return source != nullptr && source->is_object() ? source_of(source->get_object()) : query;
}

std::string series_name(const json::object& series) {
  if (!series.contains("breakdown_value")) {
    if (const auto* action = series.if_contains("action"); action != nullptr && action->is_object())
      if (const auto given = string_or_empty(action->get_object(), "custom_name"); !given.empty())
        return std::string(given);
    if (const auto given = string_or_empty(series, "custom_name"); !given.empty()) return std::string(given);
  }
  for (const auto* field : {"label", "name"})
    if (const auto given = string_or_empty(series, field); !given.empty()) return std::string(given);
  return "Value";
}

bool is_ongoing(const json::object& source, const json::object& series, const query::Calendar& calendar,
                Instant now) {
  const auto& days = array_of(series, "days");
  if (days.empty() || !days.back().is_string()) return false;
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  const std::string text(days.back().get_string());
  if (std::sscanf(text.c_str(), "%d-%u-%u %u:%u", &year, &month, &day, &hour, &minute) < 3) return false;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return false;
  const auto start = calendar.instant(query::LocalTime(std::chrono::local_days(date)) +
                                      std::chrono::hours(hour) + std::chrono::minutes(minute));
  return calendar.next(interval_of(source), start) > now;
}

Numbers numbers_of(const json::object& source, const json::object& answer, const query::Calendar& calendar,
                   Instant now) {
  const auto* results = answer.if_contains("results");
  if (results == nullptr) return {};
  if (results->is_object()) return time_to_convert(results->get_object());
  if (!results->is_array() || results->get_array().empty()) return {};
  const auto& all = results->get_array();
  const auto kind = string_or_empty(source, "kind");
  if (answer.contains("columns")) return listed(answer, all);
  if (kind == "PathsQuery") return paths(all);
  if (kind == "RetentionQuery") return retention(all);
  if (kind == "StickinessQuery") return stickiness(all);
  const auto& first = object_of(all.front());
  if (first.contains("aggregated_value")) return totals(all);
  if (!array_of(first, "labels").empty()) return periods(source, all, calendar, now);
  if (kind == "FunnelsQuery") return funnel(all);
  return {};
}

}  // namespace leapfrog::subscriptions
