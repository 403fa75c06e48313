// Lists in pages, as PostHog's API gives them: ?limit=&offset= in, {count, next, previous, results} out.
#pragma once

#include <cstdint>

#include "http/message.h"

namespace leapfrog::http {

struct Page {
  std::int64_t limit = 100;
  std::int64_t offset = 0;
};

struct PageLimits {
  std::int64_t default_limit = 100;
  std::int64_t max_limit = 1000;  // a larger wish gets this much
};

// Errors: `invalid` for what is not a whole number of at least 1 (limit) or 0 (offset).
Result<Page> parse_page(const Request& request, PageLimits limits = {});

// {count, next, previous, results}. The links are absolute, keep the other query parameters and never repeat
// a `personal_api_key`.
json::object page_json(const Request& request, Page page, std::int64_t count, json::array results);

// {next, previous, results} for lists too long to count. Ask the store for limit + 1 rows to know has_more.
json::object uncounted_page_json(const Request& request, Page page, bool has_more, json::array results);

}  // namespace leapfrog::http
