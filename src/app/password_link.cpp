#include "app/password_link.h"

#include <fmt/format.h>

#include "accounts/resets.h"
#include "app/data_directory.h"
#include "app/schema.h"
#include "storage/meta/database.h"

namespace leapfrog::app {

Result<std::string> password_link(const std::string& data_directory, const std::string& email) {
  if (!DataDirectory::exists(data_directory))
    return not_found(fmt::format("There is no Leapfrog data in {}.", data_directory));
  const auto database = TRY(meta::Database::open(data_directory + "/accounts.sqlite", accounts_migrations()));
  return accounts::password_link(*database, system_clock(), email);
}

}  // namespace leapfrog::app
