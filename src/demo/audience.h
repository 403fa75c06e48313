// Who visits: places, devices, and the ways people find the site. Plain tables with weights.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace leapfrog::demo {

struct Place {
  std::string_view country_code;
  std::string_view country;
  std::string_view continent_code;
  std::string_view continent;
  std::string_view city;
  double latitude;
  double longitude;
  std::string_view zone;
  std::string_view language;
  double weight;
};
std::span<const Place> places();

struct DeviceModel {
  std::string_view user_agent;
  std::string_view browser;
  double browser_version;
  std::string_view os;
  std::string_view os_version;
  std::string_view device;  // "" on a desktop
  std::string_view type;
  int screen_width;
  int screen_height;
  double weight;  // among its type
};
std::span<const DeviceModel> desktops();
std::span<const DeviceModel> phones();

struct Channel {
  std::string_view referrer;  // "$direct" when none
  std::string_view source;    // utm_*, "" when none
  std::string_view medium;
  std::string_view campaign;
  std::string_view click_id;  // name of the parameter, "" when none
  double weight;              // among first visits
  double conversion;          // how much likelier than average its visitors sign up
};
std::span<const Channel> channels();
constexpr std::size_t direct_channel = 0;
constexpr std::size_t invitation_channel = 1;  // never a first visit by itself
constexpr std::size_t launch_channel = 2;      // one day in the spotlight of a launch site

}  // namespace leapfrog::demo
