#include "base/sealing.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace leapfrog {
namespace {

constexpr std::string_view prefix = "sealed:1:";
constexpr std::size_t key_bytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Failure wrong() { return invalid("The secret cannot be opened: it was sealed with another key."); }

// Written and synced before it is used: what it seals must never outlive it.
Result<std::string> make_key(const std::string& path) {
  std::string key(key_bytes, '\0');
  randombytes_buf(key.data(), key.size());
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return internal_error(fmt::format("Cannot make {}: {}.", path, std::strerror(errno)));
  const bool written =
      ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(file) == 0;
  ::close(file);
  if (!written) return internal_error(fmt::format("Cannot write {}: {}.", path, std::strerror(errno)));
  return key;
}

}  // namespace

Sealer::Sealer(std::string key) : key_(std::move(key)) { CHECK(key_.size() == key_bytes); }

Result<Sealer> Sealer::open(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return Sealer(TRY(make_key(path)));
  if (file < 0) return internal_error(fmt::format("Cannot read {}: {}.", path, std::strerror(errno)));
  std::string key(key_bytes + 1, '\0');
  const auto got = ::read(file, key.data(), key.size());
  ::close(file);
  if (got != static_cast<ssize_t>(key_bytes))
    return internal_error(fmt::format("{} is not a key: it has to have {} bytes.", path, key_bytes));
  key.resize(key_bytes);
  return Sealer(std::move(key));
}

std::string Sealer::seal(std::string_view text, std::string_view context) const {
  std::string sealed(nonce_bytes + text.size() + tag_bytes, '\0');
  randombytes_buf(sealed.data(), nonce_bytes);
  unsigned long long length = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(sealed) + nonce_bytes, &length, bytes(text), text.size(),
                                             bytes(context), context.size(), nullptr, bytes(sealed),
                                             bytes(key_));
  std::string out(sodium_base64_ENCODED_LEN(sealed.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes(sealed), sealed.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // the terminating NUL that libsodium writes
  return std::string(prefix) + out;
}

Result<std::string> Sealer::open_sealed(std::string_view sealed, std::string_view context) const {
  if (!is_sealed(sealed)) return wrong();
  const auto coded = sealed.substr(prefix.size());
  std::string raw(coded.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(bytes(raw), raw.size(), coded.data(), coded.size(), nullptr, &length, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0 ||
      length < nonce_bytes + tag_bytes)
    return wrong();
  std::string text(length - nonce_bytes - tag_bytes, '\0');
  unsigned long long written = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(text), &written, nullptr, bytes(raw) + nonce_bytes,
                                                 length - nonce_bytes, bytes(context), context.size(),
                                                 bytes(raw), bytes(key_)) != 0)
    return wrong();
  return text;
}

bool Sealer::is_sealed(std::string_view text) { return text.starts_with(prefix); }

}  // namespace leapfrog
