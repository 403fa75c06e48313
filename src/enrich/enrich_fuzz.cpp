// Addresses, user agents, page addresses and filters come from anybody. Input: lines, each given to one
// reader and all together to the steps; what comes out must still be valid JSON and stay the same when run
// again.
#include <cstdint>

#include "base/json.h"
#include "enrich/address.h"
#include "enrich/enrich.h"
#include "enrich/page_url.h"
#include "enrich/test_accounts.h"

using namespace leapfrog;
using namespace leapfrog::enrich;

namespace {

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text = end == text.npos ? std::string_view() : text.substr(end + 1);
  return line;
}

// Properties have passed a JSON parser before, so their text is UTF-8.
bool set(json::object& properties, std::string_view name, std::string_view text) {
  if (!parse_json(json::serialize(json::value(text)))) return false;
  properties[name] = text;
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto enricher = Enricher::open(shipped_settings()).value();
  static const accounts::Project project;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view ip = take_line(text);
  const std::string_view agent = take_line(text);
  const std::string_view url = take_line(text);
  const std::string_view referrer = take_line(text);

  if (const auto address = parse_address(ip)) static_cast<void>(is_public(*address));
  if (const auto page = parse_page_url(url)) static_cast<void>(query_value(page->query, "utm_source"));

  json::object properties{{"$lib", "web"}};
  if (!set(properties, "$current_url", url) || !set(properties, "$referrer", referrer)) return 0;
  if (!set(properties, "$ip", ip)) return 0;
  enricher->apply({project, "", agent}, properties);
  CHECK(parse_json(json::serialize(properties)));
  json::object again = properties;
  enricher->apply({project, "", agent}, again);
  CHECK(again == properties);

  if (const auto filters = parse_json(text)) {
    static_cast<void>(TestAccountFilters(*filters).is_test_account(properties, properties));
  }
  return 0;
}
