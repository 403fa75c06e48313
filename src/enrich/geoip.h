// Where an address is, from a MaxMind database file.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace leapfrog::enrich {

// Property names ("$geoip_country_code", …) and values, ready to be set on an event. Empty: not known.
using Place = std::vector<std::pair<std::string_view, json::value>>;

class GeoDatabase {
 public:
  virtual ~GeoDatabase() = default;
  static Result<std::unique_ptr<GeoDatabase>> open(const std::string& path);
  // Empty for text that is no address and for addresses that are not on the public internet, whatever the
  // file says about them.
  virtual Place find(std::string_view address) const = 0;
};

}  // namespace leapfrog::enrich
