#include "accounts/founding.h"

#include "accounts/activity.h"
#include "accounts/input.h"
#include "accounts/passwords.h"
#include "accounts/project_settings.h"

namespace leapfrog::accounts {

Result<NewUser> checked_founder(std::string_view email, std::string_view password,
                                std::string_view first_name, std::string_view last_name) {
  auto address = TRY(checked_email(email));
  TRY(check_password_rules(password, address));
  const json::object names = {{"first_name", first_name}, {"last_name", last_name}};
  auto first = TRY(optional_text(names, "first_name", max_name_characters));
  auto last = TRY(optional_text(names, "last_name", max_name_characters));
  return NewUser{std::move(address), first.value_or(""), last.value_or(""), hash_password_bounded(password)};
}

Result<MadeProject> make_project(meta::Connection& connection, const NewProject& project,
                                 std::optional<UserId> user, Instant now) {
  auto secret = make_secret("phs_");
  auto row = TRY(insert_project(connection, project, secret, now));
  TRY(record_activity_at(connection, {row.organization_id, row.id, user},
                         {now, "Project", std::to_string(row.id), "created", row.name, {}}));
  return MadeProject{std::move(row), std::move(secret.value)};
}

Result<Organization> make_organization(meta::Connection& connection, std::string_view name, UserId owner,
                                       Instant now) {
  auto organization = TRY(insert_organization(connection, name, now));
  TRY(insert_membership(connection, organization.id, owner, Role::owner, now));
  TRY(record_activity_at(connection, {organization.id, std::nullopt, owner},
                         {now, "Organization", organization.id, "created", organization.name, {}}));
  return organization;
}

Result<Founded> found(meta::Connection& connection, const NewUser& founder,
                      std::string_view organization_name, std::string_view project_name, Instant now) {
  auto user = TRY(insert_user(connection, founder, now));
  auto organization = TRY(make_organization(connection, organization_name, user.user.id, now));
  auto made = TRY(make_project(connection, {organization.id, std::string(project_name), default_settings()},
                               user.user.id, now));
  user.current_organization = organization.id;
  user.current_project = made.project.id;
  TRY(update_user(connection, user));
  return Founded{std::move(user), std::move(organization), std::move(made.project), std::move(made.secret)};
}

}  // namespace leapfrog::accounts
