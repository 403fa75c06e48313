// Recurrences as PostHog's API writes them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

#include "subscriptions/store.h"

namespace leapfrog::subscriptions {
namespace {

constexpr std::int64_t max_interval = 1'000;
constexpr std::int64_t max_position = 366;
constexpr std::int64_t max_count = 100'000;

std::optional<std::size_t> index_in(std::span<const std::string_view> names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

Result<std::vector<int>> weekdays_of(const json::value& given) {
  std::vector<int> all;
  const auto wrong = [] {
    return invalid(fmt::format("Expected a list of {}, or null.", fmt::join(weekday_names, ", ")),
                   "byweekday");
  };
  if (given.is_null()) return all;
  if (!given.is_array() || given.get_array().size() > weekday_names.size()) return wrong();
  for (const auto& each : given.get_array()) {
    const auto index = each.is_string() ? index_in(weekday_names, each.get_string()) : std::nullopt;
    if (!index) return wrong();
    if (std::ranges::find(all, static_cast<int>(*index)) == all.end())
      all.push_back(static_cast<int>(*index));
  }
  std::ranges::sort(all);
  return all;
}

// Calendars know no others.
Result<Instant> date_of(const json::object& body, const std::string& field) {
  const auto text = TRY(required_string(body, field));
  const auto at = parse_iso(text);
  const auto in_range = [](Instant instant) {
    const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(instant));
    return date.year() >= std::chrono::year(2000) && date.year() <= std::chrono::year(2200);
  };
  if (!at || !in_range(*at))
    return invalid("Expected a time from 2000 to 2200 such as 2026-01-31T12:00:00Z.", field);
  return *at;
}

}  // namespace

json::object recurrence_json(const Recurrence& recurrence) {
  json::array days;
  for (const auto day : recurrence.weekdays)
    days.emplace_back(weekday_names.at(static_cast<std::size_t>(day)));
  return {{"frequency", frequency_names.at(static_cast<std::size_t>(recurrence.frequency))},
          {"interval", recurrence.interval},
          {"byweekday", days.empty() ? json::value(nullptr) : json::value(std::move(days))},
          {"bysetpos", recurrence.position == 0 ? json::value(nullptr) : json::value(recurrence.position)},
          {"count", recurrence.count ? json::value(*recurrence.count) : json::value(nullptr)}};
}

Result<> change_recurrence(Recurrence& recurrence, const json::object& body) {
  if (const auto name = TRY(optional_string(body, "frequency"))) {
    const auto index = index_in(frequency_names, *name);
    if (!index)
      return invalid(fmt::format("Expected one of {}.", fmt::join(frequency_names, ", ")), "frequency",
                     "invalid_choice");
    recurrence.frequency = static_cast<Frequency>(*index);
  }
  if (const auto interval = TRY(optional_int(body, "interval"))) {
    if (*interval < 1 || *interval > max_interval)
      return invalid(fmt::format("Expected a number from 1 to {}.", max_interval), "interval");
    recurrence.interval = static_cast<int>(*interval);
  }
  if (const auto* days = body.if_contains("byweekday")) recurrence.weekdays = TRY(weekdays_of(*days));
  if (body.contains("bysetpos")) {
    const auto position = TRY(optional_int(body, "bysetpos")).value_or(0);
    if (position < -max_position || position > max_position)
      return invalid(fmt::format("Expected a number from -{0} to {0}, or null.", max_position), "bysetpos");
    recurrence.position = static_cast<int>(position);
  }
  if (body.contains("count")) {
    recurrence.count = TRY(optional_int(body, "count"));
    if (recurrence.count && (*recurrence.count < 1 || *recurrence.count > max_count))
      return invalid(fmt::format("Expected a number from 1 to {}, or null.", max_count), "count");
  }
  if (body.contains("start_date")) recurrence.start = TRY(date_of(body, "start_date"));
  if (const auto* until = body.if_contains("until_date")) {
    recurrence.until.reset();
    if (!until->is_null()) recurrence.until = TRY(date_of(body, "until_date"));
  }
  return {};
}

}  // namespace leapfrog::subscriptions
