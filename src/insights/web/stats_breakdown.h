// By what the visits of a WebStatsTableQuery are split.
#pragma once

#include <array>
#include <string>

#include "insights/web/visits.h"

namespace leapfrog::insights {

enum class WebBreakdown : std::uint8_t {
  page,
  initial_page,
  exit_page,
  exit_click,
  previous_page,
  screen_name,
  initial_channel_type,
  initial_referring_domain,
  initial_utm_source,
  initial_utm_campaign,
  initial_utm_medium,
  initial_utm_term,
  initial_utm_content,
  initial_utm_source_medium_campaign,
  browser,
  os,
  viewport,
  device_type,
  country,
  region,
  city,
  timezone,
  language,
  frustration_metrics,
};
inline constexpr std::array<std::string_view, 24> web_breakdown_names = {"Page",
                                                                         "InitialPage",
                                                                         "ExitPage",
                                                                         "ExitClick",
                                                                         "PreviousPage",
                                                                         "ScreenName",
                                                                         "InitialChannelType",
                                                                         "InitialReferringDomain",
                                                                         "InitialUTMSource",
                                                                         "InitialUTMCampaign",
                                                                         "InitialUTMMedium",
                                                                         "InitialUTMTerm",
                                                                         "InitialUTMContent",
                                                                         "InitialUTMSourceMediumCampaign",
                                                                         "Browser",
                                                                         "OS",
                                                                         "Viewport",
                                                                         "DeviceType",
                                                                         "Country",
                                                                         "Region",
                                                                         "City",
                                                                         "Timezone",
                                                                         "Language",
                                                                         "FrustrationMetrics"};

struct WebKey {
  std::string value;  // an expression over a row
  std::string known;  // the condition that there is one; "1" where its absence is a row of its own
};
Result<WebKey> key_of(query::EventRows& rows, const WebScope& web, WebBreakdown breakdown);

}  // namespace leapfrog::insights
