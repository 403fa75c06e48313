#include "base/text_hash.h"

#include <sodium.h>
#include <xxhash.h>

#include <array>

#include "base/result.h"

namespace leapfrog {
namespace {

using Secret = std::array<unsigned char, XXH3_SECRET_SIZE_MIN>;

Secret drawn() {
  CHECK(sodium_init() >= 0);  // tables may be used before anything else of the program is
  Secret secret;
  randombytes_buf(secret.data(), secret.size());
  return secret;
}

}  // namespace

std::size_t text_hash(std::string_view text) {
  static const Secret secret = drawn();
  return XXH3_64bits_withSecret(text.data(), text.size(), secret.data(), secret.size());
}

}  // namespace leapfrog
