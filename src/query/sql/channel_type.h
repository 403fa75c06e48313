// Where a session came from, in a word: Direct, Organic Search, Paid Social, … PostHog's rules, in their
// order; docs/internals/query-semantics.md has them. The table of known sites is our own. A project's rules
// come first.
#pragma once

#include <array>
#include <span>
#include <string>

#include "query/modifiers.h"
#include "query/sql/statement.h"

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

// An expression of type Nullable(String): the channel of the first rule that fits, null where none does. Of
// `fields` each is an expression of type Nullable(String) as it came, by ChannelCondition::Field.
using ChannelFields = std::array<std::string, 7>;
std::string custom_channel(std::span<const ChannelRule> rules, const ChannelFields& fields,
                           Bindings& bindings);

}  // namespace leapfrog::query
