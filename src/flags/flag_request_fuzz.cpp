// What anybody may send to /flags: the first byte picks headers and query, the rest is the decoded body.
// Reading never fails but for bodies that are no JSON objects, and what it gives stays within its limits.
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "flags/flag_request.h"

using namespace leapfrog;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static constexpr std::array<std::string_view, 4> agents = {"", "Mozilla/5.0", "posthog-node/5", "curl/8"};
  http::Request request;
  request.headers.add("User-Agent", std::string(agents[data[0] & 3]));
  if (data[0] & 4) request.headers.add("Origin", "https://example.com");
  if (data[0] & 8) request.query = http::Query::parse("only_evaluate_survey_feature_flags=true");
  const auto read = flags::read_flag_request({reinterpret_cast<const char*>(data + 1), size - 1}, request);
  if (!read) return 0;
  const auto& wish = **read;
  CHECK(wish.groups.size() <= 100);
  CHECK(wish.has_distinct_id != wish.distinct_id.empty());
  CHECK(!wish.keys || wish.keys->size() <= 10'000);
  CHECK(wish.surveys_only == ((data[0] & 8) != 0));
  return 0;
}
