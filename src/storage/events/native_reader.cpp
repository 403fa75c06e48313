#include "storage/events/native_reader.h"

#include <array>
#include <utility>

namespace leapfrog::events {
namespace {

constexpr std::array<std::pair<std::string_view, std::size_t>, 2> widths = {{{"UUID", 16}, {"UInt64", 8}}};

Failure cut_off() { return internal_error("The engine's answer is cut off."); }

// Takes a number off the front; false when the bytes end within it, or it has more than 64 bits.
bool take_varuint(std::string_view& rest, std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64 && !rest.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest.front());
    rest.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

}  // namespace

Result<bool> NativeReader::next(NativeRows& block) {
  block.columns.clear();
  block.rows = 0;
  if (rest_.empty()) return false;
  const auto columns = TRY(varuint());
  block.rows = TRY(varuint());
  for (std::uint64_t i = 0; i < columns; ++i) {
    NativeColumn column;
    column.name = TRY(text());
    column.type = TRY(text());
    column.values = TRY(values(column.type, block.rows));
    block.columns.push_back(column);
  }
  return true;
}

Result<std::uint64_t> NativeReader::varuint() {
  std::uint64_t value = 0;
  if (!take_varuint(rest_, value)) return cut_off();
  return value;
}

Result<std::string_view> NativeReader::take(std::uint64_t size) {
  if (size > rest_.size()) return cut_off();
  const auto taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

Result<std::string_view> NativeReader::text() { return take(TRY(varuint())); }

Result<std::string_view> NativeReader::values(std::string_view type, std::size_t rows) {
  for (const auto& [name, width] : widths) {
    if (type != name) continue;
    if (rows > rest_.size() / width) return cut_off();
    return take(rows * width);
  }
  if (type != "String")
    return internal_error("The engine's answer has a column of type " + std::string(type) + ".");
  const auto before = rest_;
  for (std::size_t row = 0; row < rows; ++row) TRY(text());
  return before.substr(0, before.size() - rest_.size());
}

std::string_view NativeTexts::next() {
  std::uint64_t size = 0;
  CHECK(take_varuint(rest_, size) && size <= rest_.size());
  const auto value = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return value;
}

}  // namespace leapfrog::events
