#include "app/init.h"

#include "accounts/accounts.h"
#include "app/data_directory.h"
#include "app/schema.h"
#include "base/crypto.h"

namespace leapfrog::app {

Result<json::object> init(const InitRequest& request) {
  const auto directory = TRY(DataDirectory::create(request.data));
  const auto accounts_database = TRY(meta::Database::open(directory.accounts_file(), accounts_migrations()));
  TRY(meta::Database::open(directory.people_file(), people_migrations()));
  const auto accounts = TRY(accounts::Accounts::open(*accounts_database, system_clock()));
  if (request.email.empty()) return json::object{};
  const bool make_password = request.password.empty();
  accounts::BootstrapRequest bootstrap;
  bootstrap.email = request.email;
  bootstrap.password = make_password ? random_token("").substr(0, 20) : request.password;
  bootstrap.first_name = request.email.substr(0, request.email.find('@'));
  bootstrap.organization_name = request.organization;
  bootstrap.project_name = request.project;
  const auto made = TRY(accounts::bootstrap(*accounts, bootstrap));
  json::object answer{{"project_id", made.project},
                      {"project_token", made.project_token},
                      {"project_secret", made.project_secret},
                      {"personal_api_key", made.personal_api_key}};
  if (make_password) answer["password"] = bootstrap.password;
  return answer;
}

}  // namespace leapfrog::app
