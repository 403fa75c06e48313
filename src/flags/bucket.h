// Where somebody falls between 0 and 1 for a flag. Every SDK that evaluates by itself computes the same
// number, so the formula is fixed: the first 15 hex digits of SHA-1(prefix + identifier + salt), over
// 0xFFFFFFFFFFFFFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace leapfrog::flags {

// Identifiers are cut to this many Unicode scalar values before hashing.
constexpr std::size_t max_identifier_characters = 200;

// The identifier as it is hashed: its first characters, by reference.
std::string_view bucketed_identifier(std::string_view identifier);

// Compared with a rollout percentage: in when share <= percentage / 100. 0 for an empty identifier.
double rollout_share(std::string_view flag_key, std::string_view identifier);
// Compared with the variants' boundaries: the first variant whose upper boundary is above it.
double variant_share(std::string_view flag_key, std::string_view identifier);
// Of the holdout that all flags share. Nobody is special here: an empty identifier is hashed like any other.
double holdout_share(std::string_view identifier);

}  // namespace leapfrog::flags
