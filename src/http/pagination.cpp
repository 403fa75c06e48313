#include "http/pagination.h"

#include <algorithm>
#include <charconv>

#include "http/public_origin.h"

namespace leapfrog::http {
namespace {

Result<std::int64_t> whole_number(const Request& request, std::string_view name, std::int64_t least,
                                  std::int64_t otherwise) {
  const auto text = request.query.get(name);
  if (text.empty()) return otherwise;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least)
    return invalid("Expected a whole number of at least " + std::to_string(least) + ".", std::string(name));
  return number;
}

json::value link(const Request& request, Page page) {
  std::string url = link_origin(request) + request.path;
  char separator = '?';
  const auto add = [&](std::string_view name, std::string_view value) {
    url += separator;
    url += percent_encode(name) + "=" + percent_encode(value);
    separator = '&';
  };
  for (const auto& [name, value] : request.query.pairs()) {
    if (name != "limit" && name != "offset" && name != "personal_api_key") add(name, value);
  }
  add("limit", std::to_string(page.limit));
  if (page.offset > 0) add("offset", std::to_string(page.offset));
  return json::value(url);
}

json::value previous_link(const Request& request, Page page) {
  if (page.offset == 0) return nullptr;
  return link(request, {page.limit, std::max<std::int64_t>(0, page.offset - page.limit)});
}

json::value next_link(const Request& request, Page page, bool has_more) {
  if (!has_more) return nullptr;
  return link(request, {page.limit, page.offset + page.limit});
}

}  // namespace

Result<Page> parse_page(const Request& request, PageLimits limits) {
  constexpr std::int64_t max_offset = 1'000'000'000'000;  // keeps sums far from overflow
  const auto limit = TRY(whole_number(request, "limit", 1, limits.default_limit));
  const auto offset = TRY(whole_number(request, "offset", 0, 0));
  return Page{std::min(limit, limits.max_limit), std::min(offset, max_offset)};
}

json::object page_json(const Request& request, Page page, std::int64_t count, json::array results) {
  json::object out;
  out["count"] = count;
  out["next"] = next_link(request, page, page.offset + page.limit < count);
  out["previous"] = previous_link(request, page);
  out["results"] = std::move(results);
  return out;
}

json::object uncounted_page_json(const Request& request, Page page, bool has_more, json::array results) {
  json::object out;
  out["next"] = next_link(request, page, has_more);
  out["previous"] = previous_link(request, page);
  out["results"] = std::move(results);
  return out;
}

}  // namespace leapfrog::http
