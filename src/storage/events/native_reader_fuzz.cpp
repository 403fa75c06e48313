// Native blocks from an engine that may be any: what is read lies within the bytes.
#include <cstddef>
#include <cstdint>

#include "storage/events/native_reader.h"

using namespace leapfrog::events;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // In two pieces, cut where the first byte says.
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto cut = size == 0 ? 0 : data[0] % size;
  NativeReader reader;
  for (const auto piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
    reader.add(piece);
    NativeRows block;
    for (;;) {
      const auto more = reader.next(block);
      if (!more) return 0;
      if (!*more) break;
      for (const auto& column : block.columns) {
        if (column.type != "String") continue;
        NativeTexts texts(column.values);
        for (std::size_t row = 0; row < block.rows; ++row) texts.next();
      }
    }
  }
  return 0;
}
