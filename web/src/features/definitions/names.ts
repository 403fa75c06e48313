// What properties that SDKs send are called for people. Pure.
import { knownEvents } from "@/features/events/describe";

const known: Readonly<Record<string, string>> = {
  $current_url: "Current URL",
  $pathname: "Path",
  $host: "Host",
  $referrer: "Referrer",
  $referring_domain: "Referring domain",
  $browser: "Browser",
  $browser_version: "Browser version",
  $browser_language: "Browser language",
  $os: "Operating system",
  $os_version: "Operating system version",
  $device_type: "Device type",
  $device: "Device",
  $device_id: "Device ID",
  $screen_name: "Screen name",
  $screen_width: "Screen width",
  $screen_height: "Screen height",
  $viewport_width: "Viewport width",
  $viewport_height: "Viewport height",
  $geoip_country_name: "Country",
  $geoip_country_code: "Country code",
  $geoip_city_name: "City",
  $geoip_continent_name: "Continent",
  $geoip_subdivision_1_name: "Region",
  $geoip_time_zone: "Time zone of the place",
  $timezone: "Time zone",
  $lib: "Library",
  $lib_version: "Library version",
  $app_version: "App version",
  $app_name: "App",
  $session_id: "Session ID",
  $window_id: "Window ID",
  $event_type: "Kind of interaction",
  $el_text: "Text of the element",
  $user_id: "User ID",
  $feature_flag: "Feature flag",
  $feature_flag_response: "Feature flag value",
  $exception_type: "Exception type",
  $exception_message: "Exception message",
  $search_engine: "Search engine",
  $is_identified: "Is identified",
  $channel_type: "Channel",
  $session_duration: "Session duration",
  $entry_pathname: "Entry path",
  $exit_pathname: "Exit path",
  $end_pathname: "Exit path",
  $entry_referring_domain: "Referrer of the visit",
  $entry_utm_source: "UTM source of the visit",
  $entry_utm_medium: "UTM medium of the visit",
  $entry_utm_campaign: "UTM campaign of the visit",
  utm_source: "UTM source",
  utm_medium: "UTM medium",
  utm_campaign: "UTM campaign",
  utm_term: "UTM term",
  utm_content: "UTM content",
};

export function eventName(event: string | null): string {
  return event === null ? "All events" : (knownEvents[event] ?? event);
}

export function propertyName(key: string): string {
  const initial = key.startsWith("$initial_") ? key.slice("$initial_".length) : undefined;
  if (initial) {
    const base = known[`$${initial}`] ?? known[initial];
    if (base) return `First ${base.charAt(0).toLowerCase()}${base.slice(1)}`;
  }
  return known[key] ?? key;
}
