// What a page's address and its referrer say: host, path, campaign parameters, search engine.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace leapfrog::enrich {

// Views into the address.
struct PageUrl {
  std::string_view host;   // with its port, as browsers report `location.host`
  std::string_view path;   // "/" when there is none
  std::string_view query;  // without "?"
};

// nullopt for text that is not scheme://host….
std::optional<PageUrl> parse_page_url(std::string_view url);

// The first value of `name`, decoded and cut to 1000 bytes at a character; nullopt when absent, empty or not
// UTF-8.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

// "google", "bing", … when the host is that engine's result page, "" otherwise.
std::string_view search_engine(std::string_view host);

}  // namespace leapfrog::enrich
