// Flags and cohorts as they are stored, before compilation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"

namespace leapfrog::flags {

constexpr std::size_t max_group_types = 5;

enum class Runtime : std::uint8_t { all, client, server };

struct FlagDefinition {
  std::int64_t id = 0;
  std::string key;
  std::string name;
  bool active = true;
  std::int64_t version = 1;
  json::object filters;  // PostHog's: groups, multivariate, payloads, …
  bool ensure_experience_continuity = false;
  Runtime runtime = Runtime::all;
  std::vector<std::string> contexts;  // evaluation contexts; none: in all of them
  bool bucketed_by_device = false;
  bool has_experiment = false;
  bool is_remote_configuration = false;
  bool has_encrypted_payloads = false;
};

struct CohortDefinition {
  std::int64_t id = 0;
  // {type: "AND" | "OR", values: […]}; null for cohorts whose members are listed or computed elsewhere, for
  // which membership is asked.
  json::value filters;
};

// All that the flags of one project are evaluated from.
struct ProjectDefinitions {
  std::vector<FlagDefinition> flags;
  std::vector<CohortDefinition> cohorts;
  std::vector<std::string> group_types;  // by index
  std::string timezone = "UTC";
};

}  // namespace leapfrog::flags
