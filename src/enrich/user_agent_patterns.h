// One list of uap-core's pattern file: patterns in order of precedence, the first that matches names the
// family and its version.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace leapfrog::enrich {

struct Family {
  std::string name;
  std::array<std::string, 3> version;  // major, minor, patch; "" where not known
};

// A pattern as the file has it. A replacement takes the place of the group of the same position and may refer
// to groups as $1 to $9.
struct FamilyPattern {
  std::string regex;
  std::string name;
  std::array<std::string, 3> version;
};

class FamilyMatcher {
 public:
  // Patterns that RE2 does not accept are left out; `rejected` counts them.
  explicit FamilyMatcher(std::vector<FamilyPattern> patterns);
  ~FamilyMatcher();
  FamilyMatcher(const FamilyMatcher&) = delete;
  FamilyMatcher& operator=(const FamilyMatcher&) = delete;

  std::optional<Family> match(std::string_view text) const;
  std::size_t rejected() const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

struct FamilyPatterns {
  std::vector<FamilyPattern> browsers;
  std::vector<FamilyPattern> systems;
};

// Reads the browser and system lists; the device list, most of the file, is not needed.
Result<FamilyPatterns> read_family_patterns(const std::string& path);

}  // namespace leapfrog::enrich
