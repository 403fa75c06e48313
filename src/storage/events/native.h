// ClickHouse's Native format, the way inserts go: a block is a list of columns, each a name, a type and its
// values in binary. Little-endian throughout. docs/internals/native-format.md describes the bytes.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/time.h"
#include "base/uuid.h"

namespace leapfrog::events {

inline void put_varuint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

inline void put_string(std::string& out, std::string_view text) {
  put_varuint(out, text.size());
  out += text;
}

template <class T>
void put_fixed(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

inline void put_uuid(std::string& out, const Uuid& uuid) {
  put_fixed(out, uuid.high());
  put_fixed(out, uuid.low());
}

// DateTime64(6): microseconds since the epoch.
inline void put_instant(std::string& out, Instant instant) { put_fixed(out, to_micros(instant)); }

// Collects a block's columns. Every column must have `rows` values.
class NativeBlock {
 public:
  explicit NativeBlock(std::size_t rows) : rows_(rows) {}
  void column(std::string_view name, std::string_view type, std::string_view values);
  // The block's bytes; blocks may follow each other in one INSERT.
  std::string finish() const;

 private:
  std::size_t rows_;
  std::size_t columns_ = 0;
  std::string body_;
};

}  // namespace leapfrog::events
