#include "alerts/question.h"

#include <algorithm>
#include <array>

namespace leapfrog::alerts {
namespace {

// Displays that show one total of their dates, and those that add up from the first of them.
constexpr std::array whole_displays = {"BoldNumber",   "ActionsPie", "ActionsBarValue",
                                       "ActionsTable", "WorldMap",   "ActionsLineGraphCumulative"};

// A few periods, so that the one before the last finished one is there in every zone.
std::string_view recent_dates(std::string_view interval) {
  if (interval == "minute") return "-10M";
  if (interval == "hour") return "-6h";
  if (interval == "week") return "-4w";
  if (interval == "month") return "-4m";
  return "-5d";
}

bool has(const json::object& object, std::string_view field) {
  const auto* value = object.if_contains(field);
  if (value == nullptr || value->is_null()) return false;
  return !value->is_array() || !value->get_array().empty();
}

}  // namespace

Result<Question> question_of(const json::object& saved) {
  const auto* source = saved.if_contains("source");
  auto query = source != nullptr && source->is_object() ? source->get_object() : saved;
  if (string_or_empty(query, "kind") != "TrendsQuery")
    return invalid("Alerts watch trends; this insight is something else.", "insight");
  Question question;
  if (const auto* breakdown = query.if_contains("breakdownFilter"); breakdown && breakdown->is_object())
    question.broken_down =
        has(breakdown->get_object(), "breakdown") || has(breakdown->get_object(), "breakdowns");
  std::string_view display;
  if (const auto* filter = query.if_contains("trendsFilter"); filter && filter->is_object())
    display = string_or_empty(filter->get_object(), "display");
  if (std::find(whole_displays.begin(), whole_displays.end(), display) == whole_displays.end())
    query["dateRange"] = json::object{{"date_from", recent_dates(string_or_empty(query, "interval"))}};
  query.erase("compareFilter");
  question.query = std::move(query);
  return question;
}

}  // namespace leapfrog::alerts
