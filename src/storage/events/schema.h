// The tables in the analytics engine and their forward migrations.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace leapfrog::events {

// The JSON types of the tables. Blocks name exactly the same: the engine converts between JSON types that
// differ in a parameter by printing and parsing every value, which costs ten times the insert.
constexpr std::string_view properties_type = "JSON(max_dynamic_paths = 512)";  // of events
constexpr std::string_view person_properties_type =
    "JSON(max_dynamic_paths = 256)";  // also of persons and groups
constexpr std::string_view group_properties_type = "JSON(max_dynamic_paths = 64)";  // with events

struct EngineMigration {
  int id;
  std::string sql;
};
const std::vector<EngineMigration>& engine_migrations();

}  // namespace leapfrog::events
