// Whatever a source file holds, scanning it ends, and what it finds stands in the text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "flags/code_scan.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace leapfrog::flags;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (const auto& reference : scan_code(text, static_cast<Language>(data[0] % 8))) {
    if (text.find(reference.key) == std::string_view::npos || reference.line < 1) std::abort();
  }
  return 0;
}
