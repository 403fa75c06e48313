// Names for people and companies. Mixed on purpose; any likeness is chance. Addresses end in example.com.
#pragma once

#include <string>
#include <string_view>

#include "demo/random.h"

namespace leapfrog::demo {

struct PersonName {
  std::string_view first;
  std::string_view last;
  std::string address_part;  // "ana.kovac"
};
PersonName person_name(Random& random);

struct CompanyName {
  std::string name;  // "Harbour & Pine Studio"
  std::string slug;  // "harbour-pine-studio"
  std::string_view industry;
};
CompanyName company_name(Random& random);

}  // namespace leapfrog::demo
