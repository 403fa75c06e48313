// Secrets and digests: libsodium and OpenSSL behind plain functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace leapfrog {

// Must be called once before anything else here or Uuid::random.
void init_crypto();

// `prefix` followed by 43 characters of base58 (251 random bits): "phc_…", "phx_…".
std::string random_token(std::string_view prefix);

// Hex SHA-256. Enough for tokens of full entropy; passwords go through hash_password.
std::string sha256_hex(std::string_view data);

// argon2id, interactive limits (libsodium's: 64 MiB, 2 passes). Takes about 50 ms on purpose.
std::string hash_password(std::string_view password);
bool verify_password(const std::string& hash, std::string_view password);

// Compares without telling by its time where the two differ.
bool equal_secret(std::string_view a, std::string_view b);

std::uint32_t crc32c(std::string_view data, std::uint32_t seed = 0);

std::string base64_encode(std::string_view data);

}  // namespace leapfrog
