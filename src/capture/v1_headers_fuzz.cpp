// Capture V1's headers: each line of the input is one header's value, in a fixed order.
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "capture/v1_headers.h"

using namespace leapfrog;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::array<const char*, 8> names = {"Authorization",
                                                       "User-Agent",
                                                       "Content-Type",
                                                       "PostHog-Sdk-Info",
                                                       "PostHog-Attempt",
                                                       "PostHog-Request-Id",
                                                       "PostHog-Request-Timestamp",
                                                       "Content-Encoding"};
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  http::Headers headers;
  for (const auto* name : names) {
    const auto end = rest.find('\n');
    headers.add(name, std::string(rest.substr(0, end)));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  if (const auto read = capture::read_v1_headers(headers)) {
    CHECK(!read->token.empty() && read->token.size() <= 64);
    CHECK(read->attempt >= 1);
    CHECK(read->lib.empty() == read->lib_version.empty());
  }
  return 0;
}
