#include "definitions/session_properties.h"

#include <algorithm>
#include <array>

namespace leapfrog::definitions {
namespace {

using enum PropertyType;
constexpr auto table = std::to_array<SessionProperty>({
    {"$autocapture_count", numeric, "Interactions that were captured by themselves."},
    {"$channel_type", string, "Where the visit came from: search, social, paid, direct, …"},
    {"$end_current_url", string, "The last page's address."},
    {"$end_hostname", string, "The last page's host."},
    {"$end_pathname", string, "The last page's path."},
    {"$end_timestamp", datetime, "When the last event happened."},
    {"$entry_current_url", string, "The first page's address."},
    {"$entry_fbclid", string, "Facebook's click id on the first page."},
    {"$entry_gad_source", string, "Google's kind of advertisement on the first page."},
    {"$entry_gclid", string, "Google's click id on the first page."},
    {"$entry_hostname", string, "The first page's host."},
    {"$entry_pathname", string, "The first page's path."},
    {"$entry_referring_domain", string, "The site that led to the first page."},
    {"$entry_utm_campaign", string, "The campaign in the first page's address."},
    {"$entry_utm_content", string, "The campaign's content in the first page's address."},
    {"$entry_utm_medium", string, "The campaign's medium in the first page's address."},
    {"$entry_utm_source", string, "The campaign's source in the first page's address."},
    {"$entry_utm_term", string, "The campaign's term in the first page's address."},
    {"$exit_current_url", string, "The last page's address."},
    {"$exit_pathname", string, "The last page's path."},
    {"$is_bounce", boolean, "One page at most, nothing clicked, gone within ten seconds."},
    {"$last_external_click_url", string, "The last link to another site that was clicked."},
    {"$pageview_count", numeric, "Pages seen."},
    {"$screen_count", numeric, "Screens of an app seen."},
    {"$session_duration", duration, "Seconds from the first event to the last."},
    {"$start_timestamp", datetime, "When the first event happened."},
    {"$vitals_lcp", numeric, "Largest contentful paint of the first page, in milliseconds."},
});
static_assert(std::ranges::is_sorted(table, {}, &SessionProperty::name));

}  // namespace

std::span<const SessionProperty> session_properties() { return table; }

std::optional<PropertyType> session_property_type(std::string_view name) {
  const auto found = std::ranges::lower_bound(table, name, {}, &SessionProperty::name);
  if (found == table.end() || found->name != name) return std::nullopt;
  return found->type;
}

}  // namespace leapfrog::definitions
