// Where a session came from, in a word: Direct, Organic Search, Paid Social, … PostHog's rules, in their
// order; docs/internals/query-semantics.md has them. The table of known sites is our own.
#pragma once

#include <string>

namespace leapfrog::query {

// Expressions of type Nullable(String): in lower case, and null where there is nothing.
struct ChannelInputs {
  std::string campaign;
  std::string medium;
  std::string source;
  std::string referring_domain;
  std::string gclid;
  std::string gad_source;
  std::string fbclid;
};

// An expression of type String.
std::string channel_type(const ChannelInputs& inputs);

}  // namespace leapfrog::query
