// Early access features: previews that people may ask for, each served by a flag.
#pragma once

#include <string>
#include <vector>

#include "flags/flag_record.h"
#include "storage/meta/database.h"

namespace leapfrog::flags {

struct EarlyAccessFeature {
  std::string id;  // uuid
  ProjectId project = 0;
  std::int64_t flag = 0;
  std::string name;
  std::string description;
  std::string stage;  // draft, concept, alpha, beta, general-availability, archived
  std::string documentation_url;
  json::object payload;
  Instant created_at;
};

// Whether whoever enrolled gets the flag in this stage.
bool serves_the_enrolled(std::string_view stage);

// Newest first.
Result<std::vector<EarlyAccessFeature>> list_features(meta::Connection& connection, ProjectId project);
// Those of one flag, as flags show them.
json::array features_of(const std::vector<EarlyAccessFeature>& features, std::int64_t flag);

}  // namespace leapfrog::flags
