// Native blocks from an engine that may be any: what is read lies within the bytes.
#include <cstddef>
#include <cstdint>

#include "storage/events/native_reader.h"

using namespace leapfrog::events;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  NativeReader reader(std::string_view(reinterpret_cast<const char*>(data), size));
  NativeRows block;
  for (;;) {
    const auto more = reader.next(block);
    if (!more || !*more) return 0;
    for (const auto& column : block.columns) {
      if (column.type != "String") continue;
      NativeTexts texts(column.values);
      for (std::size_t row = 0; row < block.rows; ++row) texts.next();
    }
  }
}
