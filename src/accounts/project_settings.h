// The settings of a project, in the keys of PostHog's team object: which there are, what each may hold and
// what it is until someone sets it.
#pragma once

#include <span>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace leapfrog::accounts {

constexpr std::size_t max_settings_bytes = 256 << 10;  // of all of a project's settings together

// Checks `value` for one setting and gives it as it is to be stored. Errors: `invalid` with attr = the key.
using SettingCheck = Result<json::value> (*)(std::string_view key, const json::value& value);

struct SettingField {
  std::string_view key;
  SettingCheck check;
  std::string_view default_json;
  bool nullable = false;
};

std::span<const SettingField> setting_fields();

// What a new project starts with.
const json::object& default_settings();

// `stored` plus the defaults of the settings it lacks, in the registry's order.
json::object complete_settings(const json::object& stored);

// `settings` with the known keys of `wanted` applied; unknown keys are ignored. All of it is checked before
// anything is taken.
Result<json::object> changed_settings(const json::object& settings, const json::object& wanted);

// Whether the system's time zone database has it.
bool is_timezone(std::string_view name);

}  // namespace leapfrog::accounts
