#include "insights/web/stats_breakdown.h"

#include <fmt/format.h>

namespace leapfrog::insights {
namespace {

WebKey of_known(std::string value) { return {value, fmt::format("isNotNull({})", value)}; }

// The path seen before in the same tab; else that of a referrer on the same host; else the referrer.
std::string previous_page(query::EventRows& rows, const WebScope& web) {
  const auto before = event_text(rows, "$prev_pageview_pathname");
  const auto referrer = event_text(rows, "$referrer");
  return fmt::format(
      "multiIf(isNotNull({0}), {1}, ifNull(domain({2}) = domain({3}) AND domain({3}) != '', false), {4}, "
      "{3})",
      before, shown_path(rows, web, before), event_text(rows, "$current_url"), referrer,
      shown_path(rows, web, fmt::format("path({})", referrer)));
}

std::string or_none(const std::string& text) { return fmt::format("ifNull({}, '(none)')", text); }

// "[country, name]": names of places mean something only within what they are in.
WebKey place(query::EventRows& rows, std::initializer_list<std::string_view> properties) {
  std::vector<std::string> parts;
  for (const auto property : properties) parts.push_back(event_text(rows, property));
  return {fmt::format("[{}]", fmt::join(parts, ", ")), fmt::format("isNotNull({})", parts.at(1))};
}

Result<WebKey> viewport(query::EventRows& rows) {
  const auto width = TRY(rows.number(query::PropertyType::event, "$viewport_width", 0, "breakdownBy"));
  const auto height = TRY(rows.number(query::PropertyType::event, "$viewport_height", 0, "breakdownBy"));
  return WebKey{fmt::format("[{}, {}]", width, height),
                fmt::format("(ifNull({}, 0) > 0 AND ifNull({}, 0) > 0)", width, height)};
}

}  // namespace

Result<WebKey> key_of(query::EventRows& rows, const WebScope& web, WebBreakdown breakdown) {
  const auto session = [&](std::string_view name) { return session_fact(rows, name); };
  switch (breakdown) {
    case WebBreakdown::page:
    case WebBreakdown::frustration_metrics:
      return of_known(shown_path(rows, web, event_text(rows, "$pathname")));
    case WebBreakdown::initial_page:
      return of_known(shown_path(rows, web, session("$entry_pathname")));
    case WebBreakdown::exit_page:
      return of_known(shown_path(rows, web, session("$end_pathname")));
    case WebBreakdown::exit_click:
      return of_known(session("$last_external_click_url"));
    case WebBreakdown::previous_page:
      return of_known(previous_page(rows, web));
    case WebBreakdown::screen_name:
      return of_known(event_text(rows, "$screen_name"));
    case WebBreakdown::initial_channel_type:
      return of_known(session("$channel_type"));
    case WebBreakdown::initial_referring_domain:
      return of_known(session("$entry_referring_domain"));
    case WebBreakdown::initial_utm_source:
      return WebKey{session("$entry_utm_source"), "1"};
    case WebBreakdown::initial_utm_campaign:
      return WebKey{session("$entry_utm_campaign"), "1"};
    case WebBreakdown::initial_utm_medium:
      return WebKey{session("$entry_utm_medium"), "1"};
    case WebBreakdown::initial_utm_term:
      return WebKey{session("$entry_utm_term"), "1"};
    case WebBreakdown::initial_utm_content:
      return WebKey{session("$entry_utm_content"), "1"};
    case WebBreakdown::initial_utm_source_medium_campaign:
      return WebKey{
          fmt::format("concat(coalesce({}, {}, '(none)'), ' / ', {}, ' / ', {})",
                      session("$entry_utm_source"), session("$entry_referring_domain"),
                      or_none(session("$entry_utm_medium")), or_none(session("$entry_utm_campaign"))),
          "1"};
    case WebBreakdown::browser:
      return of_known(event_text(rows, "$browser"));
    case WebBreakdown::os:
      return of_known(event_text(rows, "$os"));
    case WebBreakdown::viewport:
      return viewport(rows);
    case WebBreakdown::device_type:
      return of_known(event_text(rows, "$device_type"));
    case WebBreakdown::country:
      return of_known(event_text(rows, "$geoip_country_code"));
    case WebBreakdown::region:
      return place(rows, {"$geoip_country_code", "$geoip_subdivision_1_code", "$geoip_subdivision_1_name"});
    case WebBreakdown::city:
      return place(rows, {"$geoip_country_code", "$geoip_city_name"});
    case WebBreakdown::timezone:
      // Minutes that local time is behind UTC, as browsers give them, become hours ahead of it.
      return of_known(fmt::format("(0 - {} / 60)", TRY(rows.number(query::PropertyType::event,
                                                                   "$timezone_offset", 0, "breakdownBy"))));
    case WebBreakdown::language:
      return of_known(event_text(rows, "$browser_language"));
  }
  return WebKey{};
}

}  // namespace leapfrog::insights
