// A flag as it is stored: what people edit is one JSON object in PostHog's keys, checked when it came in, so
// that versions, differences and answers are made from the same thing.
#pragma once

#include <optional>
#include <string>

#include "accounts/accounts.h"
#include "flags/definition.h"

namespace leapfrog::flags {

using accounts::ProjectId;
using accounts::UserId;

struct FlagRecord {
  std::int64_t id = 0;
  ProjectId project = 0;
  std::int64_t version = 1;
  json::object fields;
  std::optional<UserId> created_by;
  Instant created_at{};
  std::optional<UserId> updated_by;
  Instant updated_at{};
  std::optional<Instant> last_called_at;
  std::optional<std::int64_t> usage_dashboard;
  bool usage_is_enriched = false;  // the dashboard also has who saw and used what is behind the flag

  std::string_view key() const { return string_or_empty(fields, "key"); }
  std::string_view name() const { return string_or_empty(fields, "name"); }
  bool is(std::string_view field) const;  // a boolean field
  const json::object& filters() const { return fields.at("filters").get_object(); }
};

// What a new flag starts with.
const json::object& default_fields();
FlagDefinition definition_of(const FlagRecord& flag);
std::vector<std::string> texts_of(const json::object& fields, std::string_view key);

}  // namespace leapfrog::flags
