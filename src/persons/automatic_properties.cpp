#include "persons/automatic_properties.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

namespace leapfrog::persons {
namespace {

struct Hash {
  // Keys are short and known, and every property of every event is looked up here: length, a character in the
  // middle and the last ones tell them apart well enough and cost next to nothing.
  std::size_t operator()(std::string_view text) const {
    if (text.empty()) return 0;
    const auto at = [&](std::size_t i) {
      return static_cast<std::size_t>(static_cast<unsigned char>(text[i]));
    };
    const std::size_t mixed = text.size() | at(text.size() / 2) << 8 | at(text.size() - 1) << 16 |
                              at(text.size() / 4) << 24 | at(text.size() * 3 / 4) << 32;
    return mixed * 0x9e3779b97f4a7c15ULL;
  }
};
using Table = boost::unordered_flat_map<std::string_view, AutomaticProperty, Hash>;
using Names = boost::unordered_flat_set<std::string_view, Hash>;

const Table automatic = {
    // The device and the app.
    {"$app_build", {"$app_build", "$initial_app_build", false}},
    {"$app_name", {"$app_name", "$initial_app_name", false}},
    {"$app_namespace", {"$app_namespace", "$initial_app_namespace", false}},
    {"$app_version", {"$app_version", "$initial_app_version", false}},
    {"$browser", {"$browser", "$initial_browser", true}},
    {"$browser_version", {"$browser_version", "$initial_browser_version", true}},
    {"$device_type", {"$device_type", "$initial_device_type", true}},
    {"$current_url", {"$current_url", "$initial_current_url", true}},
    {"$pathname", {"$pathname", "$initial_pathname", true}},
    {"$os", {"$os", "$initial_os", true}},
    {"$os_name", {"$os", "$initial_os", true}},
    {"$os_version", {"$os_version", "$initial_os_version", true}},
    {"$referring_domain", {"$referring_domain", "$initial_referring_domain", true}},
    {"$referrer", {"$referrer", "$initial_referrer", true}},
    {"$screen_height", {"$screen_height", "$initial_screen_height", true}},
    {"$screen_width", {"$screen_width", "$initial_screen_width", true}},
    {"$viewport_height", {"$viewport_height", "$initial_viewport_height", true}},
    {"$viewport_width", {"$viewport_width", "$initial_viewport_width", true}},
    {"$raw_user_agent", {"$raw_user_agent", "$initial_raw_user_agent", true}},
    // Campaigns.
    {"utm_source", {"utm_source", "$initial_utm_source", false}},
    {"utm_medium", {"utm_medium", "$initial_utm_medium", false}},
    {"utm_campaign", {"utm_campaign", "$initial_utm_campaign", false}},
    {"utm_content", {"utm_content", "$initial_utm_content", false}},
    {"utm_term", {"utm_term", "$initial_utm_term", false}},
    {"utm_name", {"utm_name", "$initial_utm_name", false}},
    {"gclid", {"gclid", "$initial_gclid", false}},
    {"gad_source", {"gad_source", "$initial_gad_source", false}},
    {"gclsrc", {"gclsrc", "$initial_gclsrc", false}},
    {"dclid", {"dclid", "$initial_dclid", false}},
    {"gbraid", {"gbraid", "$initial_gbraid", false}},
    {"wbraid", {"wbraid", "$initial_wbraid", false}},
    {"fbclid", {"fbclid", "$initial_fbclid", false}},
    {"msclkid", {"msclkid", "$initial_msclkid", false}},
    {"twclid", {"twclid", "$initial_twclid", false}},
    {"li_fat_id", {"li_fat_id", "$initial_li_fat_id", false}},
    {"mc_cid", {"mc_cid", "$initial_mc_cid", false}},
    {"igshid", {"igshid", "$initial_igshid", false}},
    {"ttclid", {"ttclid", "$initial_ttclid", false}},
    {"rdt_cid", {"rdt_cid", "$initial_rdt_cid", false}},
    {"irclid", {"irclid", "$initial_irclid", false}},
    {"_kx", {"_kx", "$initial__kx", false}},
    {"epik", {"epik", "$initial_epik", false}},
    {"qclid", {"qclid", "$initial_qclid", false}},
    {"sccid", {"sccid", "$initial_sccid", false}},
    // Where the address is, as enrichment found it.
    {"$geoip_city_name", {"$geoip_city_name", "$initial_geoip_city_name", false}},
    {"$geoip_city_confidence", {"$geoip_city_confidence", "$initial_geoip_city_confidence", true}},
    {"$geoip_subdivision_2_name", {"$geoip_subdivision_2_name", "$initial_geoip_subdivision_2_name", true}},
    {"$geoip_subdivision_2_code", {"$geoip_subdivision_2_code", "$initial_geoip_subdivision_2_code", true}},
    {"$geoip_subdivision_2_confidence",
     {"$geoip_subdivision_2_confidence", "$initial_geoip_subdivision_2_confidence"}},
    {"$geoip_subdivision_1_name", {"$geoip_subdivision_1_name", "$initial_geoip_subdivision_1_name", true}},
    {"$geoip_subdivision_1_code", {"$geoip_subdivision_1_code", "$initial_geoip_subdivision_1_code", true}},
    {"$geoip_subdivision_1_confidence",
     {"$geoip_subdivision_1_confidence", "$initial_geoip_subdivision_1_confidence"}},
    {"$geoip_subdivision_3_name", {"$geoip_subdivision_3_name", "$initial_geoip_subdivision_3_name", true}},
    {"$geoip_subdivision_3_code", {"$geoip_subdivision_3_code", "$initial_geoip_subdivision_3_code", true}},
    {"$geoip_country_name", {"$geoip_country_name", "$initial_geoip_country_name", false}},
    {"$geoip_country_code", {"$geoip_country_code", "$initial_geoip_country_code", false}},
    {"$geoip_country_confidence", {"$geoip_country_confidence", "$initial_geoip_country_confidence", true}},
    {"$geoip_continent_name", {"$geoip_continent_name", "$initial_geoip_continent_name", false}},
    {"$geoip_continent_code", {"$geoip_continent_code", "$initial_geoip_continent_code", false}},
    {"$geoip_postal_code", {"$geoip_postal_code", "$initial_geoip_postal_code", true}},
    {"$geoip_postal_code_confidence",
     {"$geoip_postal_code_confidence", "$initial_geoip_postal_code_confidence"}},
    {"$geoip_latitude", {"$geoip_latitude", "$initial_geoip_latitude", true}},
    {"$geoip_longitude", {"$geoip_longitude", "$initial_geoip_longitude", true}},
    {"$geoip_accuracy_radius", {"$geoip_accuracy_radius", "$initial_geoip_accuracy_radius", true}},
    {"$geoip_time_zone", {"$geoip_time_zone", "$initial_geoip_time_zone", true}},
};

const Names noisy = {
    "$current_url",
    "$pathname",
    "$referring_domain",
    "$referrer",
    "$screen_height",
    "$screen_width",
    "$viewport_height",
    "$viewport_width",
    "$browser",
    "$browser_version",
    "$device_type",
    "$raw_user_agent",
    "$os",
    "$os_name",
    "$os_version",
    "$geoip_postal_code",
    "$geoip_time_zone",
    "$geoip_latitude",
    "$geoip_longitude",
    "$geoip_accuracy_radius",
    "$geoip_subdivision_1_code",
    "$geoip_subdivision_1_name",
    "$geoip_subdivision_2_code",
    "$geoip_subdivision_2_name",
    "$geoip_subdivision_3_code",
    "$geoip_subdivision_3_name",
    "$geoip_city_confidence",
    "$geoip_country_confidence",
    "$geoip_postal_code_confidence",
    "$geoip_subdivision_1_confidence",
    "$geoip_subdivision_2_confidence",
};

const Names server_libraries = {
    "posthog-python", "posthog-node", "posthog-edge",   "posthog-server", "posthog-go", "posthog-ruby",
    "posthog-php",    "posthog-java", "posthog-dotnet", "posthog-elixir", "posthog-rs",
};

}  // namespace

const AutomaticProperty* automatic_property(std::string_view event_property) {
  const auto found = automatic.find(event_property);
  return found == automatic.end() ? nullptr : &found->second;
}

bool is_noisy_property(std::string_view person_property) { return noisy.contains(person_property); }

bool is_server_library(std::string_view lib) { return server_libraries.contains(lib); }

}  // namespace leapfrog::persons
