#include "enrich/geoip.h"

#include <maxminddb.h>
#include <netinet/in.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "enrich/address.h"
#include "enrich/countries.h"

namespace leapfrog::enrich {
namespace {

constexpr std::size_t path_depth = 4;

struct Field {
  std::string_view property;
  const char* path[path_depth];  // ends at the first nullptr
};

// Where the value of each property stands in a record of the GeoLite2 City layout. Of two rows for one
// property the first that is there wins; the flat ones are the layout of country-only databases.
constexpr Field fields[] = {
    {"$geoip_city_name", {"city", "names", "en"}},
    {"$geoip_city_confidence", {"city", "confidence"}},
    {"$geoip_country_name", {"country", "names", "en"}},
    {"$geoip_country_code", {"country", "iso_code"}},
    {"$geoip_country_code", {"country_code"}},
    {"$geoip_country_confidence", {"country", "confidence"}},
    {"$geoip_continent_name", {"continent", "names", "en"}},
    {"$geoip_continent_code", {"continent", "code"}},
    {"$geoip_postal_code", {"postal", "code"}},
    {"$geoip_postal_code_confidence", {"postal", "confidence"}},
    {"$geoip_latitude", {"location", "latitude"}},
    {"$geoip_longitude", {"location", "longitude"}},
    {"$geoip_accuracy_radius", {"location", "accuracy_radius"}},
    {"$geoip_time_zone", {"location", "time_zone"}},
    {"$geoip_subdivision_1_code", {"subdivisions", "0", "iso_code"}},
    {"$geoip_subdivision_1_name", {"subdivisions", "0", "names", "en"}},
    {"$geoip_subdivision_2_code", {"subdivisions", "1", "iso_code"}},
    {"$geoip_subdivision_2_name", {"subdivisions", "1", "names", "en"}},
    {"$geoip_subdivision_3_code", {"subdivisions", "2", "iso_code"}},
    {"$geoip_subdivision_3_name", {"subdivisions", "2", "names", "en"}},
};

const json::value* value_of(const Place& place, std::string_view property) {
  for (const auto& [name, value] : place) {
    if (name == property) return &value;
  }
  return nullptr;
}

std::string_view text_of(const Place& place, std::string_view property) {
  const json::value* value = value_of(place, property);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

json::value read(MMDB_entry_s& entry, const Field& field) {
  const char* path[path_depth + 1] = {};
  std::ranges::copy(field.path, path);
  MMDB_entry_data_s data;
  if (MMDB_aget_value(&entry, &data, path) != MMDB_SUCCESS || !data.has_data) return nullptr;
  switch (data.type) {
    case MMDB_DATA_TYPE_UTF8_STRING:
      return data.data_size == 0 ? json::value()
                                 : json::value(json::string(data.utf8_string, data.data_size));
    case MMDB_DATA_TYPE_DOUBLE:
      return std::isfinite(data.double_value) ? json::value(data.double_value) : json::value();
    case MMDB_DATA_TYPE_UINT16:
      return data.uint16;
    case MMDB_DATA_TYPE_UINT32:
      return data.uint32;
    default:
      return nullptr;
  }
}

// Names that follow from the codes, for databases that only have those.
void complete(Place& place) {
  const auto add = [&](std::string_view property, std::string_view value) {
    if (!value.empty() && value_of(place, property) == nullptr)
      place.emplace_back(property, json::string(value));
  };
  if (const Country* country = find_country(text_of(place, "$geoip_country_code"))) {
    add("$geoip_country_name", country->name);
    add("$geoip_continent_code", country->continent);
  }
  add("$geoip_continent_name", continent_name(text_of(place, "$geoip_continent_code")));
}

class MaxMindDatabase final : public GeoDatabase {
 public:
  explicit MaxMindDatabase(const MMDB_s& database) : database_(database) {}
  MaxMindDatabase(const MaxMindDatabase&) = delete;
  MaxMindDatabase& operator=(const MaxMindDatabase&) = delete;
  ~MaxMindDatabase() override { MMDB_close(&database_); }

  Place find(std::string_view text) const override {
    const auto address = parse_address(text);
    if (!address || !is_public(*address)) return {};
    int error = MMDB_SUCCESS;
    MMDB_lookup_result_s found = look_up(*address, error);
    Place place;
    if (error != MMDB_SUCCESS || !found.found_entry) return place;
    for (const Field& field : fields) {
      if (value_of(place, field.property) != nullptr) continue;
      if (json::value value = read(found.entry, field); !value.is_null()) {
        place.emplace_back(field.property, std::move(value));
      }
    }
    complete(place);
    return place;
  }

 private:
  MMDB_lookup_result_s look_up(const Address& address, int& error) const {
    if (address.is_v4()) {
      sockaddr_in v4{};
      v4.sin_family = AF_INET;
      std::memcpy(&v4.sin_addr, address.bytes.data() + 12, 4);
      return MMDB_lookup_sockaddr(&database_, reinterpret_cast<const sockaddr*>(&v4), &error);
    }
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    std::memcpy(&v6.sin6_addr, address.bytes.data(), 16);
    return MMDB_lookup_sockaddr(&database_, reinterpret_cast<const sockaddr*>(&v6), &error);
  }

  MMDB_s database_;
};

}  // namespace

Result<std::unique_ptr<GeoDatabase>> GeoDatabase::open(const std::string& path) {
  MMDB_s database;
  if (const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &database); status != MMDB_SUCCESS) {
    return invalid("The GeoIP database cannot be opened (" + std::string(MMDB_strerror(status)) +
                       "); give a MaxMind .mmdb file or an empty path to go without: " + path,
                   "geoip_database");
  }
  return std::make_unique<MaxMindDatabase>(database);
}

}  // namespace leapfrog::enrich
