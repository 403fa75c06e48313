// The first user with an organisation, a project and a key: what a data directory needs to be of use.
#include "accounts/accounts.h"
#include "accounts/founding.h"
#include "accounts/input.h"
#include "accounts/state.h"
#include "base/uuid.h"

namespace leapfrog::accounts {

Result<Bootstrapped> bootstrap(Accounts& accounts, const BootstrapRequest& request) {
  auto& state = accounts.state();
  auto founder = TRY(checked_founder(request.email, request.password, request.first_name, ""));
  const json::object names = {{"organization_name", request.organization_name},
                              {"project_name", request.project_name}};
  const auto organization_name = TRY(required_name(names, "organization_name"));
  const auto project_name = TRY(required_name(names, "project_name"));
  const auto now = state.clock.now();
  auto made = TRY(meta::in_write(state.database, [&](meta::Connection& connection) -> Result<Bootstrapped> {
    if (TRY(any_user(connection)))
      return failure(ErrorKind::conflict, "already_initiated", "This data directory has users already.");
    const auto founded = TRY(found(connection, founder, organization_name, project_name, now));
    const auto secret = make_secret("phx_");
    PersonalKey key;
    key.id = Uuid::at(now).text();
    key.user = founded.user.user.id;
    key.label = "Made when Leapfrog was set up";
    key.mask = secret.mask;
    key.scopes = {"*"};
    key.created_at = now;
    TRY(insert_key(connection, key, secret.hash));
    return Bootstrapped{founded.user.user.id,      founded.organization.id, founded.project.id,
                        founded.project.api_token, founded.project_secret,  secret.value};
  }));
  TRY(state.refresh_projects());
  return made;
}

}  // namespace leapfrog::accounts
