// The digest of OpenSSL 1.1 is used on purpose: the newer interface looks the algorithm up and allocates at
// every call, which costs more than hashing the one block a flag needs.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "flags/bucket.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace leapfrog::flags {
namespace {

constexpr double full_scale = static_cast<double>(0xFFFFFFFFFFFFFFF);
constexpr std::size_t most_of_one_block = SHA_CBLOCK - 9;  // a byte that ends it and its length follow

// The first eight bytes of the digest.
std::uint64_t long_digest(const std::array<std::string_view, 4>& parts) {
  SHA_CTX context;
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
  SHA1_Init(&context);
  for (const auto part : parts) SHA1_Update(&context, part.data(), part.size());
  SHA1_Final(digest.data(), &context);
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < 8; ++i) first = first << 8 | digest[i];
  return first;
}

// What fits into one block is padded here: no buffering, and no wiping of what is no secret.
std::uint64_t one_block_digest(const std::array<std::string_view, 4>& parts, std::size_t size) {
  std::array<unsigned char, SHA_CBLOCK> block{};
  auto* end = block.data();
  for (const auto part : parts) end = std::copy(part.begin(), part.end(), end);
  *end = 0x80;
  const auto bits = size * 8;
  block[SHA_CBLOCK - 2] = static_cast<unsigned char>(bits >> 8);
  block[SHA_CBLOCK - 1] = static_cast<unsigned char>(bits);
  SHA_CTX context;
  SHA1_Init(&context);
  SHA1_Transform(&context, block.data());
  return std::uint64_t{context.h0} << 32 | context.h1;
}

double share(std::string_view prefix, std::string_view separator, std::string_view identifier,
             std::string_view salt) {
  const std::array parts = {prefix, separator, identifier, salt};
  const auto size = prefix.size() + separator.size() + identifier.size() + salt.size();
  const auto first = size <= most_of_one_block ? one_block_digest(parts, size) : long_digest(parts);
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
