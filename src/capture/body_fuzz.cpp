// Bodies as they come from the wire: the first byte picks the wrapping, the rest is the body. Whatever is
// decoded stays within its bound.
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "capture/body.h"
#include "capture/lz_string.h"
#include "capture/v1_headers.h"

using namespace leapfrog;

namespace {

constexpr std::size_t max_text = 1 << 20;

void decode(std::uint8_t kind, std::string_view body) {
  static constexpr std::array<std::string_view, 8> hints = {"",
                                                            "compression=gzip",
                                                            "compression=lz64",
                                                            "compression=base64",
                                                            "compression=gzip-js",
                                                            "_=1",
                                                            "beacon=1",
                                                            "ver=1"};
  http::Headers headers;
  if (kind & 8) headers.add("Content-Type", "application/x-www-form-urlencoded");
  if (kind & 16) headers.add("Content-Encoding", "gzip");
  const capture::Limits limits;
  const auto query = http::Query::parse(hints[kind & 7]);
  if (const auto text = capture::decode_body(query, headers, body, limits, max_text))
    CHECK(text->size() <= max_text);
  const auto encoding = static_cast<capture::V1Encoding>(kind % 5);
  if (const auto text = capture::decode_v1_body(body, encoding, max_text)) CHECK(text->size() <= max_text);
  if (const auto text = capture::decompress_lz_string(body, 1000)) CHECK(text->size() <= 1000);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  decode(data[0], {reinterpret_cast<const char*>(data + 1), size - 1});
  return 0;
}
