#include "demo/render.h"

#include <fmt/format.h>

#include "demo/audience.h"
#include "demo/event_properties.h"
#include "demo/object_writer.h"

namespace leapfrog::demo {
namespace {

constexpr std::string_view browser_library = "1.276.0";
constexpr std::string_view server_library = "5.9.1";

struct Scene {
  const History& history;
  const Action& action;
  const Visit& visit;
  const Person& person;
  const Device* device;    // nullptr: the product's server speaks
  const Company* company;  // nullptr: no account, or not yet
  bool identified;
};

Scene scene_of(const History& history, const Action& action) {
  const Visit& visit = history.visits[action.visit];
  const Person& person = history.people[visit.person];
  const Device* device = visit.device == server_device ? nullptr : &person.devices[visit.device];
  const bool identified = device == nullptr || action.at >= device->identified_at;
  const Company* company = identified ? &history.companies[person.company] : nullptr;
  return {history, action, visit, person, device, company, identified};
}

std::string distinct_id(const Scene& scene) {
  return scene.identified ? scene.person.distinct_id : scene.device->id.text();
}

std::string_view host_of(std::string_view url) {
  const auto start = url.find("://");
  if (start == url.npos) return url;
  url.remove_prefix(start + 3);
  return url.substr(0, url.find('/'));
}

std::string path_of(const Scene& scene, Page page) {
  std::string path(row_of(page).path);
  constexpr std::string_view placeholder = "{project}";
  if (const auto at = path.find(placeholder); at != path.npos) {
    path.replace(at, placeholder.size(),
                 fmt::format("{}{:02}", scene.company ? scene.company->number : 0, scene.visit.project));
  }
  return path;
}

std::string click_id(const Scene& scene) {
  return fmt::format("{:016x}{:08x}", scene.visit.session.low(), scene.visit.start & 0xffffffff);
}

// The address as it was opened, with what the campaign's link carried.
std::string entry_url(const Scene& scene) {
  const Channel& channel = channels()[scene.visit.channel];
  std::string url =
      fmt::format("https://{}{}", row_of(scene.visit.entry).host, path_of(scene, scene.visit.entry));
  char separator = '?';
  const auto add = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    url += fmt::format("{}{}={}", separator, name, value);
    separator = '&';
  };
  add("utm_source", channel.source);
  add("utm_medium", channel.medium);
  add("utm_campaign", channel.campaign);
  if (!channel.click_id.empty()) add(channel.click_id, click_id(scene));
  return url;
}

void write_browser(ObjectWriter& properties, const Device& device) {
  const DeviceModel& model = device.is_phone ? phones()[device.model] : desktops()[device.model];
  properties.text("$os", model.os);
  properties.text_unless_empty("$os_version", model.os_version);
  properties.text("$browser", model.browser);
  properties.number("$browser_version", model.browser_version);
  properties.text("$device_type", model.type);
  properties.text_unless_empty("$device", model.device);
  properties.text("$raw_user_agent", model.user_agent);
  properties.integer("$screen_width", model.screen_width);
  properties.integer("$screen_height", model.screen_height);
  properties.integer("$viewport_width", model.screen_width);
  properties.integer("$viewport_height", model.screen_height - 125);
}

void write_place(ObjectWriter& properties, const Scene& scene, const Calendar& calendar) {
  const Place& place = places()[scene.person.place];
  const int day = scene.history.days - 1 - scene.history.days_back(scene.action.at);
  properties.text("$ip", scene.person.ip);
  properties.text("$geoip_country_code", place.country_code);
  properties.text("$geoip_country_name", place.country);
  properties.text("$geoip_continent_code", place.continent_code);
  properties.text("$geoip_continent_name", place.continent);
  properties.text("$geoip_city_name", place.city);
  properties.number("$geoip_latitude", place.latitude);
  properties.number("$geoip_longitude", place.longitude);
  properties.text("$geoip_time_zone", place.zone);
  properties.text("$timezone", place.zone);
  properties.integer("$timezone_offset", -calendar.offset_minutes(day, scene.person.place));
  properties.text("$browser_language", place.language);
  properties.text("$browser_language_prefix", place.language.substr(0, 2));
}

void write_page(ObjectWriter& properties, const Scene& scene) {
  const PageRow& page = row_of(scene.action.page);
  const std::string path = path_of(scene, scene.action.page);
  const bool first = scene.action.ordinal <= 1;
  properties.text("$current_url", first ? entry_url(scene) : fmt::format("https://{}{}", page.host, path));
  properties.text("$host", page.host);
  properties.text("$pathname", path);
  properties.text("title", page.title);
  Random ids(scene.visit.session.low(), scene.action.ordinal);
  properties.text("$pageview_id", ids.uuid_at(from_micros(scene.visit.start)).text());
}

void write_session(ObjectWriter& properties, const Scene& scene) {
  const Channel& channel = channels()[scene.visit.channel];
  properties.text("$device_id", scene.device->id.text());
  properties.text("$session_id", scene.visit.session.text());
  properties.text("$window_id", scene.visit.window.text());
  properties.text("$referrer", channel.referrer);
  properties.text("$referring_domain", host_of(channel.referrer));
  properties.text_unless_empty("utm_source", channel.source);
  properties.text_unless_empty("utm_medium", channel.medium);
  properties.text_unless_empty("utm_campaign", channel.campaign);
  if (!channel.click_id.empty()) properties.text(channel.click_id, click_id(scene));
  properties.text("$session_entry_url", entry_url(scene));
  properties.text("$session_entry_host", row_of(scene.visit.entry).host);
  properties.text("$session_entry_pathname", path_of(scene, scene.visit.entry));
  properties.text("$session_entry_referrer", channel.referrer);
  properties.text("$session_entry_referring_domain", host_of(channel.referrer));
}

// What the product registered once for all of its events.
void write_product(ObjectWriter& properties, const Scene& scene) {
  properties.text("$app_version", version_on(scene.history.days_back(scene.action.at)));
  if (scene.company == nullptr) return;
  properties.text("$user_id", scene.person.distinct_id);
  properties.text("plan", plan_at(*scene.company, scene.action.at));
  {
    ObjectWriter groups(properties.nested("$groups"));
    groups.text("company", fmt::format("company_{}", scene.company->number));
  }
  const bool editor = has_new_editor(scene.history, scene.person, scene.action.at);
  const std::string_view variant = summaries_variant(scene.history, scene.person, scene.action.at);
  properties.boolean("$feature/new-editor", editor);
  properties.text_unless_empty("$feature/ai-summaries", variant);
  properties.raw("$active_feature_flags", editor && !variant.empty() ? R"(["new-editor","ai-summaries"])"
                                          : editor                   ? R"(["new-editor"])"
                                          : !variant.empty()         ? R"(["ai-summaries"])"
                                                                     : "[]");
}

void write_library(ObjectWriter& properties, const Scene& scene, Random& random, std::string_view token) {
  properties.text("$lib", "web");
  properties.text("$lib_version", browser_library);
  properties.text("$config_defaults", "2025-05-24");
  properties.integer("$configured_session_timeout_ms", 1'800'000);
  properties.text("$insert_id", fmt::format("{:016x}", random.next()));
  const auto milliseconds_at = scene.action.at / 1000;
  properties.number("$time", static_cast<double>(milliseconds_at) / 1000.0);
  properties.text("token", token);
  properties.boolean("$is_identified", scene.identified);
  properties.boolean("$process_person_profile", scene.identified);
}

void write_server(ObjectWriter& properties, const Scene& scene) {
  properties.text("$lib", "posthog-node");
  properties.text("$lib_version", server_library);
  properties.boolean("$geoip_disable", true);
  ObjectWriter groups(properties.nested("$groups"));
  groups.text("company", fmt::format("company_{}", scene.company->number));
}

}  // namespace

Uuid Renderer::append(std::string& out, const Action& action) const {
  const Scene scene = scene_of(history_, action);
  Random random(scene.visit.session.low(), static_cast<std::uint64_t>(action.at));
  const Instant at = from_micros(action.at);
  const Uuid uuid = random.uuid_at(at);
  const std::string id = distinct_id(scene);

  ObjectWriter event(out);
  event.text("uuid", uuid.text());
  event.text("event", event_name(action.kind));
  event.text("distinct_id", id);
  event.text("timestamp", format_iso(at));
  if (action.kind == Kind::identify || action.kind == Kind::plan_upgraded) {
    ObjectWriter set(event.nested("$set"));
    write_person(set, scene.person, *scene.company, action.at + second_us);
  }
  if (action.kind == Kind::identify) {
    ObjectWriter once(event.nested("$set_once"));
    once.text("signed_up_at", format_iso(from_micros(std::min(scene.person.signed_up_at, action.at))));
  }
  ObjectWriter properties(event.nested("properties"));
  properties.text("distinct_id", id);
  write_event_properties(properties, history_, action);
  if (scene.device == nullptr) {
    write_server(properties, scene);
    return uuid;
  }
  write_library(properties, scene, random, token_);
  write_browser(properties, *scene.device);
  write_place(properties, scene, calendar_);
  write_page(properties, scene);
  write_session(properties, scene);
  write_product(properties, scene);
  return uuid;
}

}  // namespace leapfrog::demo
