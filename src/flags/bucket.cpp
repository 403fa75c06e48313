// The digest of OpenSSL 1.1 is used on purpose: the newer interface looks the algorithm up and allocates at
// every call, which costs more than hashing the one block a flag needs.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "flags/bucket.h"

#include <openssl/sha.h>

#include <array>
#include <cstdint>

namespace leapfrog::flags {
namespace {

constexpr double full_scale = static_cast<double>(0xFFFFFFFFFFFFFFF);

double share(std::string_view prefix, std::string_view separator, std::string_view identifier,
             std::string_view salt) {
  SHA_CTX context;
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
  SHA1_Init(&context);
  for (const auto part : {prefix, separator, identifier, salt})
    SHA1_Update(&context, part.data(), part.size());
  SHA1_Final(digest.data(), &context);
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < 8; ++i) first = first << 8 | digest[i];
  return static_cast<double>(first >> 4) / full_scale;
}

}  // namespace

std::string_view bucketed_identifier(std::string_view identifier) {
  if (identifier.size() <= max_identifier_characters) return identifier;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < identifier.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(identifier[at]) & 0xc0) != 0x80;
    if (begins && ++characters > max_identifier_characters) return identifier.substr(0, at);
  }
  return identifier;
}

double rollout_share(std::string_view flag_key, std::string_view identifier) {
  return identifier.empty() ? 0.0 : share(flag_key, ".", bucketed_identifier(identifier), "");
}

double variant_share(std::string_view flag_key, std::string_view identifier) {
  return identifier.empty() ? 0.0 : share(flag_key, ".", bucketed_identifier(identifier), "variant");
}

double holdout_share(std::string_view identifier) {
  return share("holdout", "-", bucketed_identifier(identifier), "");
}

}  // namespace leapfrog::flags
