#include "storage/events/native_reader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace leapfrog::events {
namespace {

constexpr std::array<std::pair<std::string_view, std::size_t>, 2> widths = {{{"UUID", 16}, {"UInt64", 8}}};
constexpr std::size_t max_block = std::size_t{256} << 20;

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

bool take(std::string_view& rest, std::uint64_t size, std::string_view& taken) {
  if (size > rest.size()) return false;
  taken = rest.substr(0, size);
  rest.remove_prefix(size);
  return true;
}

bool take_text(std::string_view& rest, std::string_view& text) {
  std::uint64_t size = 0;
  return take_varuint(rest, size) && take(rest, size, text);
}

std::size_t width_of(std::string_view type) {
  for (const auto& [name, width] : widths)
    if (type == name) return width;
  return 0;
}

}  // namespace

void NativeReader::add(std::string_view bytes) {
  bytes_.erase(0, begin_);
  begin_ = 0;
  bytes_ += bytes;
}

Result<bool> NativeReader::next(NativeRows& block) {
  const auto rest = std::string_view(bytes_).substr(begin_);
  std::size_t size = 0;
  const auto found = block_at(rest, block, size);
  if (found == Found::wrong) {
    const auto type = block.columns.empty() ? "" : block.columns.back().type;
    return internal_error("The engine's answer has a column of type " + std::string(type) + ".");
  }
  if (found == Found::cut_off) {
    if (rest.size() > max_block) return internal_error("The engine's answer has a block that is too large.");
    return false;
  }
  begin_ += size;
  looked_.clear();
  return true;
}

// Columns of a fixed width are found again each time, texts go on where they were.
NativeReader::Found NativeReader::block_at(std::string_view rest, NativeRows& block, std::size_t& size) {
  const auto all = rest.size();
  block.columns.clear();
  std::uint64_t columns = 0;
  std::uint64_t rows = 0;
  if (!take_varuint(rest, columns) || !take_varuint(rest, rows)) return Found::cut_off;
  block.rows = rows;
  for (std::uint64_t i = 0; i < columns; ++i) {
    NativeColumn column;
    if (!take_text(rest, column.name) || !take_text(rest, column.type)) return Found::cut_off;
    block.columns.push_back(column);
    auto& values = block.columns.back().values;
    if (const auto width = width_of(column.type); width != 0) {
      if (rows > rest.size() / width) return Found::cut_off;
      take(rest, rows * width, values);
    } else if (column.type != "String") {
      return Found::wrong;
    } else if (!texts_at(rest, i, rows, values)) {
      return Found::cut_off;
    }
  }
  size = all - rest.size();
  return Found::whole;
}

bool NativeReader::texts_at(std::string_view& rest, std::size_t column, std::size_t rows,
                            std::string_view& values) {
  looked_.resize(std::max(looked_.size(), column + 1));
  auto& looked = looked_[column];
  auto ahead = rest.substr(looked.size);
  for (std::string_view text; looked.rows < rows; ++looked.rows) {
    if (!take_text(ahead, text)) return false;
    looked.size = rest.size() - ahead.size();
  }
  return take(rest, looked.size, values);
}

std::string_view NativeTexts::next() {
  std::string_view value;
  CHECK(take_text(rest_, value));
  return value;
}

}  // namespace leapfrog::events
