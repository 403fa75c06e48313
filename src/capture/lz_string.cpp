#include "capture/lz_string.h"

#include <array>
#include <vector>

#include <fmt/format.h>

#include "capture/rejections.h"

namespace leapfrog::capture {
namespace {

constexpr std::uint8_t no_digit = 255;

constexpr std::array<std::uint8_t, 256> digit_table() {
  std::array<std::uint8_t, 256> table{};
  table.fill(no_digit);
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    table[static_cast<unsigned char>(digits[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}

constexpr auto digit_of = digit_table();

Failure broken() { return refuse(Reason::undecodable_body, "invalid lz-string data"); }

// Bits come most significant first within a digit of six; numbers are written least significant bit first.
class BitReader {
 public:
  explicit BitReader(std::string_view digits) : digits_(digits) {}

  std::uint32_t read(int bits) {
    std::uint32_t value = 0;
    for (int i = 0; i < bits; ++i) value |= static_cast<std::uint32_t>(bit()) << i;
    return value;
  }
  bool failed() const { return failed_; }

 private:
  bool bit() {
    if (mask_ == 0) {
      const auto digit = at_ < digits_.size() ? digit_of[static_cast<unsigned char>(digits_[at_])] : no_digit;
      failed_ = failed_ || digit == no_digit;
      current_ = digit;
      ++at_;
      mask_ = 32;
    }
    const bool set = (current_ & mask_) != 0;
    mask_ >>= 1;
    return set;
  }

  std::string_view digits_;
  std::size_t at_ = 0;
  std::uint32_t current_ = 0;
  std::uint32_t mask_ = 0;
  bool failed_ = false;
};

// Dictionary entries are slices of the output: each is an earlier entry plus one unit, and that text has just
// been written. So the dictionary costs eight bytes per entry, however long the entries are.
struct Slice {
  std::uint32_t offset;
  std::uint32_t length;
};

class Decompressor {
 public:
  Decompressor(std::string_view digits, std::size_t max_units) : bits_(digits), max_units_(max_units) {}

  Result<std::u16string> run() {
    auto code = bits_.read(2);
    if (bits_.failed()) return broken();
    if (code == end_code) return std::u16string();
    if (code > end_code) return broken();
    TRY(put_literal(code));
    Slice previous{0, 1};
    while (true) {
      code = bits_.read(width_);
      if (bits_.failed()) return broken();
      if (code == end_code) return std::move(out_);
      const auto start = static_cast<std::uint32_t>(out_.size());
      if (code < end_code) {
        TRY(put_literal(code));
      } else {
        TRY(put_entry(code - first_code, previous));
      }
      const auto length = static_cast<std::uint32_t>(out_.size()) - start;
      // The new entry is the previous text and the first unit of this one: they stand side by side in the
      // output.
      entries_.push_back({previous.offset, previous.length + 1});
      count_room();
      previous = {start, length};
    }
  }

 private:
  static constexpr std::uint32_t end_code = 2;
  static constexpr std::uint32_t first_code = 3;

  Result<> put_literal(std::uint32_t code) {
    const auto unit = static_cast<char16_t>(bits_.read(code == 0 ? 8 : 16));
    if (bits_.failed()) return broken();
    if (out_.size() >= max_units_) return too_large();
    entries_.push_back({static_cast<std::uint32_t>(out_.size()), 1});
    out_.push_back(unit);
    if (entries_.size() > 1) count_room();
    return {};
  }

  Result<> put_entry(std::uint32_t index, Slice previous) {
    if (index > entries_.size()) return broken();
    // An entry not yet there can only be the one about to be made: the previous text and its own first unit.
    const auto slice =
        index < entries_.size() ? entries_[index] : Slice{previous.offset, previous.length + 1};
    if (out_.size() + slice.length > max_units_) return too_large();
    for (std::uint32_t i = 0; i < slice.length; ++i) out_.push_back(out_[slice.offset + i]);
    return {};
  }

  // Codes get a bit wider whenever their room is used up.
  void count_room() {
    if (--room_ > 0) return;
    room_ = std::uint64_t{1} << width_;
    ++width_;
  }

  Failure too_large() const {
    return refuse(Reason::body_too_large, fmt::format("decompressed it exceeds {} bytes", max_units_));
  }

  BitReader bits_;
  std::size_t max_units_;
  std::u16string out_;
  std::vector<Slice> entries_;
  int width_ = 3;
  std::uint64_t room_ = 4;
};

bool is_high(char16_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(char16_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

void append_utf8(std::string& out, std::uint32_t point) {
  const auto byte = [&](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0 | point >> 6);
    byte(0x80 | (point & 63));
  } else if (point < 0x10000) {
    byte(0xE0 | point >> 12);
    byte(0x80 | (point >> 6 & 63));
    byte(0x80 | (point & 63));
  } else {
    byte(0xF0 | point >> 18);
    byte(0x80 | (point >> 12 & 63));
    byte(0x80 | (point >> 6 & 63));
    byte(0x80 | (point & 63));
  }
}

Result<std::string> to_utf8(std::u16string_view units) {
  std::string out;
  out.reserve(units.size() + units.size() / 8);
  for (std::size_t i = 0; i < units.size(); ++i) {
    std::uint32_t point = units[i];
    if (is_low(units[i])) return refuse(Reason::undecodable_body, "the lz-string text has a lone surrogate");
    if (is_high(units[i])) {
      if (i + 1 == units.size() || !is_low(units[i + 1])) {
        return refuse(Reason::undecodable_body, "the lz-string text has a lone surrogate");
      }
      point = 0x10000 + ((point - 0xD800) << 10) + (units[++i] - 0xDC00u);
    }
    append_utf8(out, point);
  }
  return out;
}

}  // namespace

Result<std::string> decompress_lz_string(std::string_view base64, std::size_t limit) {
  while (!base64.empty() && (base64.back() == '\n' || base64.back() == '\r' || base64.back() == ' ')) {
    base64.remove_suffix(1);
  }
  // UTF-8 is never shorter than the UTF-16 it stands for, so the limit in bytes also bounds the units.
  const auto units = TRY(Decompressor(base64, limit).run());
  auto text = TRY(to_utf8(units));
  if (text.size() > limit) {
    return refuse(Reason::body_too_large, fmt::format("decompressed it exceeds {} bytes", limit));
  }
  return text;
}

}  // namespace leapfrog::capture
