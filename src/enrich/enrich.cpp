#include "enrich/enrich.h"

#include <cmath>
#include <filesystem>
#include <span>
#include <unordered_map>

#include "enrich/bots.h"
#include "enrich/bounded_cache.h"
#include "enrich/geoip.h"
#include "enrich/page_url.h"
#include "enrich/test_accounts.h"
#include "enrich/user_agent.h"

namespace leapfrog::enrich {
namespace {

// An event on its way through the steps.
struct Event {
  const Request& request;
  json::object& properties;

  std::string_view text(std::string_view name) const { return string_or_empty(properties, name); }
  void set_if_missing(std::string_view name, json::value value) {
    properties.emplace(name, std::move(value));
  }
  void set_text_if_missing(std::string_view name, std::string_view value) {
    if (!value.empty() && !properties.contains(name)) properties.emplace(name, value);
  }
};

// What the steps look things up in.
struct Sources {
  explicit Sources(const Settings& settings)
      : user_agents(settings.user_agent_patterns),
        places(settings.cached_addresses),
        agents(settings.cached_user_agents),
        bots(settings.cached_user_agents) {}

  std::unique_ptr<GeoDatabase> geoip;  // nullptr: none
  UserAgentParser user_agents;
  BoundedCache<Place> places;
  BoundedCache<UserAgent> agents;
  BoundedCache<const Bot*> bots;
};

// The address of the person's device, which is not the sender's when the SDK runs on a server and says so.
void client_address(Sources&, Event& event) {
  if (event.properties.contains("capture_internal")) {
    event.properties["$ip"] = "127.0.0.1";
  } else {
    event.set_text_if_missing("$ip", event.request.client_ip);
  }
}

void country(Sources& sources, Event& event) {
  if (!sources.geoip || event.properties.contains("$geoip_country_code")) return;
  const json::value* disabled = event.properties.if_contains("$geoip_disable");
  if (disabled != nullptr && disabled->is_bool() && disabled->get_bool()) return;
  const std::string_view address = event.text("$ip");
  if (address.empty()) return;
  const Place& place =
      sources.places.get(address, [&](std::string_view text) { return sources.geoip->find(text); });
  for (const auto& [name, value] : place) event.set_if_missing(name, value);
}

// After the country was found: the project may not keep addresses.
void anonymise(Sources&, Event& event) {
  if (event.request.project.anonymize_ips) event.properties.erase("$ip");
}

// The string of the browser that the event is about: the SDK's word for it, or the request's own header when
// it is the browser that sent it. A server SDK's header says nothing about the person.
std::string_view browser_string(const Event& event) {
  std::string_view text = event.text("$raw_user_agent");
  if (text.empty() && event.text("$lib") == "web") text = event.request.user_agent;
  return text.substr(0, max_user_agent_bytes);
}

void device(Sources& sources, Event& event) {
  // posthog-js has looked for itself; both are set or neither.
  if (event.properties.contains("$browser") && event.properties.contains("$os")) return;
  const std::string_view text = browser_string(event);
  if (text.empty()) return;
  const UserAgent& agent =
      sources.agents.get(text, [&](std::string_view key) { return sources.user_agents.parse(key); });
  if (agent.browser_version > 0 && !event.properties.contains("$browser")) {
    const double whole = std::trunc(agent.browser_version);
    event.set_if_missing("$browser_version", whole == agent.browser_version
                                                 ? json::value(static_cast<std::int64_t>(whole))
                                                 : json::value(agent.browser_version));
  }
  event.set_text_if_missing("$browser", agent.browser);
  if (!event.properties.contains("$os")) event.set_text_if_missing("$os_version", agent.os_version);
  event.set_text_if_missing("$os", agent.os);
  event.set_text_if_missing("$device", agent.device);
  event.set_text_if_missing("$device_type", agent.device_type);
}

void bot(Sources& sources, Event& event) {
  const std::string_view text = browser_string(event);
  if (text.empty()) return;
  const Bot* found = sources.bots.get(text, [](std::string_view key) { return find_bot(key); });
  if (found == nullptr) return;
  event.set_if_missing("$is_bot", true);
  event.set_text_if_missing("$bot_name", found->name);
  event.set_text_if_missing("$bot_category", found->category);
}

// Campaign parameters and click ids of the advertising networks, as posthog-js reads them from the address.
constexpr std::string_view campaign_parameters[] = {
    "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "utm_name", "gclid",
    "gad_source", "gclsrc",     "dclid",        "gbraid",      "wbraid",   "fbclid",   "msclkid",
    "twclid",     "li_fat_id",  "mc_cid",       "igshid",      "ttclid",   "rdt_cid",  "irclid",
    "_kx",        "epik",       "qclid",        "sccid"};

void page(Sources&, Event& event) {
  const std::string_view address = event.text("$current_url");
  if (address.empty()) return;
  // Copied views would dangle once properties grow: take what is needed of the text first.
  const auto url = parse_page_url(address);
  if (!url) return;
  std::vector<std::pair<std::string_view, std::string>> found;
  if (!url->query.empty()) {
    for (const std::string_view name : campaign_parameters) {
      if (event.properties.contains(name)) continue;
      if (auto value = query_value(url->query, name)) found.emplace_back(name, std::move(*value));
    }
  }
  if (!event.properties.contains("$host")) found.emplace_back("$host", url->host);
  if (!event.properties.contains("$pathname")) found.emplace_back("$pathname", url->path);
  for (const auto& [name, value] : found) event.set_text_if_missing(name, value);
}

void referrer(Sources&, Event& event) {
  const std::string_view address = event.text("$referrer");
  if (address.empty()) return;
  const auto url = parse_page_url(address);
  if (!event.properties.contains("$referring_domain")) {
    const std::string domain(address == "$direct" ? address : url ? url->host : std::string_view());
    event.set_text_if_missing("$referring_domain", domain);
  }
  event.set_text_if_missing("$search_engine", search_engine(event.text("$referring_domain")));
}

struct Step {
  std::string_view name;
  void (*run)(Sources&, Event&);
};

constexpr Step steps[] = {
    {"client_address", client_address},  // $ip
    {"country", country},                // $geoip_*
    {"anonymise", anonymise},            // $ip removed where the project wants that
    {"device", device},                  // $browser, $os, $device_type, …
    {"bot", bot},                        // $is_bot, $bot_name, $bot_category
    {"page", page},                      // $host, $pathname, utm_*, click ids
    {"referrer", referrer},              // $referring_domain, $search_engine
};

class StepEnricher final : public Enricher {
 public:
  explicit StepEnricher(const Settings& settings, std::unique_ptr<GeoDatabase> geoip) : sources_(settings) {
    sources_.geoip = std::move(geoip);
  }

  void apply(const Request& request, json::object& properties) override {
    Event event{request, properties};
    for (const Step& step : steps) step.run(sources_, event);
  }

  bool is_test_account(const std::shared_ptr<const accounts::Project>& project,
                       const json::object& properties, const json::object& person_properties) override {
    const TestAccountFilters& filters = filters_of(project);
    return !filters.empty() && filters.is_test_account(properties, person_properties);
  }

 private:
  struct Compiled {
    std::shared_ptr<const accounts::Project> project;  // kept, so that its address stays its own
    TestAccountFilters filters;
  };

  const TestAccountFilters& filters_of(const std::shared_ptr<const accounts::Project>& project) {
    const auto at = filters_.find(project->id);
    if (at != filters_.end() && at->second.project == project) return at->second.filters;
    const json::value* source = project->settings.if_contains("test_account_filters");
    Compiled compiled{project, TestAccountFilters(source == nullptr ? json::value() : *source)};
    return filters_.insert_or_assign(project->id, std::move(compiled)).first->second.filters;
  }

  Sources sources_;
  std::unordered_map<accounts::ProjectId, Compiled> filters_;  // one per project of the installation
};

}  // namespace

Settings shipped_settings() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto share = program.parent_path() / "share";
  Settings settings;
  settings.geoip_database = share / "geoip-country.mmdb";
  settings.user_agent_patterns = share / "user-agents.yaml";
  return settings;
}

Result<std::unique_ptr<Enricher>> Enricher::open(const Settings& settings) {
  std::unique_ptr<GeoDatabase> geoip;
  if (!settings.geoip_database.empty()) geoip = TRY(GeoDatabase::open(settings.geoip_database));
  return std::make_unique<StepEnricher>(settings, std::move(geoip));
}

}  // namespace leapfrog::enrich
