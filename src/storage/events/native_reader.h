// Reading Native blocks, the way many rows come from the engine at once: columns of plain values in binary.
// docs/internals/native-format.md describes the bytes.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace leapfrog::events {

struct NativeColumn {
  std::string_view name;
  std::string_view type;
  std::string_view values;  // each of the type's width, or texts one after another (NativeTexts)
};

struct NativeRows {
  std::size_t rows = 0;
  std::vector<NativeColumn> columns;
};

// Of the types UInt64, UUID and String; whoever asks casts to one of them.
class NativeReader {
 public:
  explicit NativeReader(std::string_view bytes) : rest_(bytes) {}
  // The next block, as views of the bytes; false when there is none. `internal` for bytes that are cut off
  // and for other types.
  Result<bool> next(NativeRows& block);

 private:
  Result<std::uint64_t> varuint();
  Result<std::string_view> take(std::uint64_t size);
  Result<std::string_view> text();
  Result<std::string_view> values(std::string_view type, std::size_t rows);

  std::string_view rest_;
};

// The value of a row in a column of a fixed width.
template <class T>
T fixed_value(std::string_view values, std::size_t row) {
  T value;
  std::memcpy(&value, values.data() + row * sizeof(T), sizeof(T));
  return value;
}

// The values of a column of texts that NativeReader gave, one after another.
class NativeTexts {
 public:
  explicit NativeTexts(std::string_view values) : rest_(values) {}
  std::string_view next();

 private:
  std::string_view rest_;
};

}  // namespace leapfrog::events
