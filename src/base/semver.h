// Versions as the operators semver_… of flags and questions compare them: three numbers. A leading v is
// dropped, missing parts are 0, leading zeros do not count, and what follows a dash or a plus is ignored, as
// SDKs ignore it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace leapfrog {

using Version = std::array<std::uint64_t, 3>;

// "v1.2.3-beta" → {1, 2, 3}. Nothing for what is no version.
std::optional<Version> parse_version(std::string_view text);

// From `first` up to but not including `end`.
struct VersionRange {
  Version first{};
  Version end{};
  bool contains(const Version& version) const { return first <= version && version < end; }
};
// ~1.2.3: the same minor version.
std::optional<VersionRange> tilde_range(std::string_view text);
// ^1.2.3: the same leftmost number that is not 0.
std::optional<VersionRange> caret_range(std::string_view text);
// 1.*, 1.2.*, *
std::optional<VersionRange> wildcard_range(std::string_view text);

}  // namespace leapfrog
