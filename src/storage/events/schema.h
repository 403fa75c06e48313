// The tables in the analytics engine and their forward migrations.
#pragma once

#include <string>
#include <vector>

namespace leapfrog::events {

struct EngineMigration {
  int id;
  std::string sql;
};
const std::vector<EngineMigration>& engine_migrations();

}  // namespace leapfrog::events
