// Chains from outside: reading never fails, and what was written once is read back the same.
#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "capture/elements_chain.h"

using namespace leapfrog;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto elements = capture::parse_elements_chain(text);
  CHECK(elements.size() <= 100);
  capture::elements_json(elements);
  const auto once = capture::to_elements_chain(elements);
  const auto again = capture::to_elements_chain(capture::parse_elements_chain(once));
  CHECK(capture::to_elements_chain(capture::parse_elements_chain(again)) == again);
  if (const auto list = parse_json(text)) capture::to_elements_chain(capture::elements_of(*list));
  return 0;
}
