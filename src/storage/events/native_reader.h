// Reading Native blocks, the way many rows come from the engine at once: columns of plain values in binary,
// taken as they arrive. docs/internals/native-format.md describes the bytes.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
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
  // The next bytes of the answer, however it is cut. Ends what blocks have shown.
  void add(std::string_view bytes);
  // The next block, as views of bytes that are kept until more are added; false while there is no whole one.
  // `internal` for other types, and for blocks of more than 256 MiB.
  Result<bool> next(NativeRows& block);
  // Whether what was added ended with a block.
  bool is_at_end() const { return begin_ == bytes_.size(); }

 private:
  // How far the texts of a column were looked at while the block was not whole.
  struct Texts {
    std::size_t rows = 0;
    std::size_t size = 0;
  };
  enum class Found : std::uint8_t { whole, cut_off, wrong };

  Found block_at(std::string_view rest, NativeRows& block, std::size_t& size);
  bool texts_at(std::string_view& rest, std::size_t column, std::size_t rows, std::string_view& values);

  std::string bytes_;
  std::size_t begin_ = 0;      // of the block that is not taken yet
  std::vector<Texts> looked_;  // by column of that block
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
