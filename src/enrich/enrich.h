// What the server adds to an event on its way to the store: address, country, device, bot and page facts,
// whether the project's own people caused it. Pure apart from bounded caches: the same event, request and
// project give the same properties, so replaying the log changes nothing.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "accounts/projects.h"
#include "base/json.h"
#include "base/result.h"

namespace leapfrog::enrich {

struct Settings {
  // MaxMind database: country only as shipped, or any in the GeoLite2 City layout. "": no GeoIP.
  std::string geoip_database;
  // uap-core's regexes.yaml; read and compiled when the first event needs it. "": no user-agent parsing.
  std::string user_agent_patterns;
  std::size_t cached_addresses = 16'384;
  std::size_t cached_user_agents = 4'096;
};

// `geoip-country.mmdb` and `user-agents.yaml` in the directory `share` beside the running program.
Settings shipped_settings();

// What the request that brought the event says about it. The project outlives the call.
struct Request {
  const accounts::Project& project;
  std::string_view client_ip;   // only its network when the project does not keep addresses
  std::string_view user_agent;  // header of the request
};

class Enricher {
 public:
  // Opens the GeoIP database; a missing or unreadable file is `invalid` with the path in the detail.
  static Result<std::unique_ptr<Enricher>> open(const Settings& settings);
  virtual ~Enricher() = default;

  // Runs every step on the event's properties. For one thread at a time.
  virtual void apply(const Request& request, json::object& properties) = 0;

  // Whether the project's test-account filters take the event out, once its person is known. Filters are
  // compiled once per project snapshot, which the caller shares.
  virtual bool is_test_account(const std::shared_ptr<const accounts::Project>& project,
                               const json::object& properties, const json::object& person_properties) = 0;
};

}  // namespace leapfrog::enrich
