// ISO 3166-1 countries with their continents, for databases that only know the code.
#pragma once

#include <string_view>

namespace leapfrog::enrich {

struct Country {
  std::string_view code;       // "DE"
  std::string_view continent;  // "EU"
  std::string_view name;       // "Germany", in the short form people use
};

// nullptr for a code that is not assigned.
const Country* find_country(std::string_view code);
// "" for an unknown continent code.
std::string_view continent_name(std::string_view code);

}  // namespace leapfrog::enrich
