// Programs that visit pages by themselves, told by what they say in their user-agent string.
#pragma once

#include <string_view>

namespace leapfrog::enrich {

struct Bot {
  std::string_view name;  // "Googlebot"; "Unknown bot" when only its manner gives it away
  std::string_view
      category;  // "search", "ai", "seo", "social", "monitoring", "headless", "http_client", "other"
};

// nullptr for what looks like a person's browser.
const Bot* find_bot(std::string_view user_agent);

}  // namespace leapfrog::enrich
