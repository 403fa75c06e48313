#include "outbox/signature.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>
#include <vector>

#include "base/crypto.h"

namespace leapfrog::outbox {
namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::size_t key_bytes = 32;

std::vector<unsigned char> key_of(std::string_view secret) {
  CHECK(secret.starts_with(prefix));
  secret.remove_prefix(prefix.size());
  std::vector<unsigned char> key(secret.size());
  std::size_t length = 0;
  CHECK(sodium_base642bin(key.data(), key.size(), secret.data(), secret.size(), nullptr, &length, nullptr,
                          sodium_base64_VARIANT_ORIGINAL) == 0);
  key.resize(length);
  return key;
}

}  // namespace

std::string make_signing_secret() {
  std::string key(key_bytes, '\0');
  randombytes_buf(key.data(), key.size());
  return std::string(prefix) + base64_encode(key);
}

std::string sign(std::string_view secret, std::string_view id, Instant at, std::string_view body) {
  const auto key = key_of(secret);
  const auto signed_text =
      fmt::format("{}.{}.{}", id, std::chrono::floor<seconds>(at).time_since_epoch().count(), body);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), digest.data(),
             &length) != nullptr);
  return "v1," + base64_encode({reinterpret_cast<const char*>(digest.data()), length});
}

}  // namespace leapfrog::outbox
