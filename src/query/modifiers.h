// How facts are computed, as far as a project or a question may choose: PostHog's modifiers, those of them
// that mean something here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/projects.h"
#include "query/shape.h"

namespace leapfrog::query {

// A condition on how a session began.
struct ChannelCondition {
  enum class Field : std::uint8_t { source, medium, campaign, referring_domain, url, hostname, pathname };
  enum class Operator : std::uint8_t {
    exact,
    is_not,
    is_set,
    is_not_set,
    icontains,
    not_icontains,
    regex,
    not_regex
  };
  Field field = Field::source;
  Operator op = Operator::exact;
  std::vector<std::string> values;  // any of them; for the not_… operators none of them
};

// A channel of the project's own: its sessions are those that meet all of the conditions, or any.
struct ChannelRule {
  std::string channel_type;
  bool any = false;
  std::vector<ChannelCondition> conditions;
};

struct Modifiers {
  double bounce_seconds = 10;              // a visit shorter than this may be a bounce
  std::vector<ChannelRule> channel_rules;  // the first that fits decides, before the general rules
};

// The project's settings, over which goes what the question says, or else the question inside of it
// (`source`). Settings that cannot be read mean nothing; of the question they are `invalid`, with an attr
// that begins with "modifiers".
Result<Modifiers> modifiers_of(const accounts::Project& project, const json::object& query);
// Of the project alone.
Modifiers modifiers_of(const accounts::Project& project);

// The JSON schema of what a question may say.
json::object modifiers_schema();

}  // namespace leapfrog::query
