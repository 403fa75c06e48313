#include "base/uuid.h"

#include <openssl/sha.h>
#include <sodium.h>

#include <algorithm>
#include <array>

namespace leapfrog {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// From a reserve that each thread has: identifiers are made for every request, and asking the kernel for each
// of them costs more than the rest of it.
void fill_random(std::uint8_t* out, std::size_t size) {
  thread_local std::array<std::uint8_t, 4096> reserve;
  thread_local std::size_t left = 0;
  if (left < size) {
    randombytes_buf(reserve.data(), reserve.size());
    left = reserve.size();
  }
  left -= size;
  std::copy_n(reserve.data() + left, size, out);
}

void set_version(Uuid& uuid, std::uint8_t version) {
  uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0f) | (version << 4));
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3f) | 0x80);
}

std::uint64_t big_endian(const std::uint8_t* bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | bytes[i];
  return value;
}

}  // namespace

std::string Uuid::text() const {
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += hex_digits[bytes[i] >> 4];
    out += hex_digits[bytes[i] & 0x0f];
  }
  return out;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.starts_with("urn:uuid:")) text.remove_prefix(9);
  if (text.size() == 38 && text.front() == '{' && text.back() == '}') text = text.substr(1, 36);
  if (text.size() != 36 && text.size() != 32) return std::nullopt;
  const bool dashed = text.size() == 36;
  Uuid uuid;
  std::size_t at = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    if (dashed && (i == 4 || i == 6 || i == 8 || i == 10) && text[at++] != '-') return std::nullopt;
    const int high = hex_value(text[at]);
    const int low = hex_value(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    uuid.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    at += 2;
  }
  return uuid;
}

Uuid Uuid::random() {
  Uuid uuid;
  fill_random(uuid.bytes.data(), uuid.bytes.size());
  set_version(uuid, 4);
  return uuid;
}

Uuid Uuid::at(Instant instant) {
  Uuid uuid;
  fill_random(uuid.bytes.data() + 6, 10);
  const auto millis = static_cast<std::uint64_t>(to_micros(instant) / 1000);
  for (int i = 0; i < 6; ++i)
    uuid.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
  set_version(uuid, 7);
  return uuid;
}

Uuid Uuid::named(const Uuid& name_space, std::string_view name) {
  std::string message(reinterpret_cast<const char*>(name_space.bytes.data()), name_space.bytes.size());
  message += name;
  std::uint8_t digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest);
  Uuid uuid;
  std::copy_n(digest, 16, uuid.bytes.begin());
  set_version(uuid, 5);
  return uuid;
}

std::optional<Instant> Uuid::time() const {
  if (bytes[6] >> 4 != 7) return std::nullopt;
  return from_micros(static_cast<std::int64_t>(high() >> 16) * 1000);
}

std::uint64_t Uuid::high() const { return big_endian(bytes.data()); }
std::uint64_t Uuid::low() const { return big_endian(bytes.data() + 8); }

}  // namespace leapfrog
