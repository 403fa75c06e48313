// Secrets at rest: texts that only whoever has the key file can read (XChaCha20-Poly1305 of libsodium).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace leapfrog {

class Sealer {
 public:
  // The key in `path`; a missing file is made, readable by its owner alone.
  static Result<Sealer> open(const std::string& path);
  // For tests; any text of 32 bytes.
  explicit Sealer(std::string key);

  // "sealed:1:…". `context` says what the text belongs to: it opens with the same one only.
  std::string seal(std::string_view text, std::string_view context) const;
  // Errors: `invalid` when it was sealed by another key or for something else, or was changed since.
  Result<std::string> open_sealed(std::string_view sealed, std::string_view context) const;
  static bool is_sealed(std::string_view text);

 private:
  std::string key_;
};

}  // namespace leapfrog
