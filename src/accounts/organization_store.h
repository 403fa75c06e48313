// Organisations and who belongs to them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "http/pagination.h"

namespace leapfrog::accounts {

struct Organization {
  std::string id;
  std::string name;
  std::string slug;
  Instant created_at;
  Instant updated_at;
};

struct OwnOrganization {
  Organization organization;
  Role role = Role::viewer;
};

struct Membership {
  std::string id;
  std::string organization_id;
  User user;
  Role role = Role::viewer;
  Instant joined_at;
  Instant updated_at;
  std::optional<Instant> last_login_at;
};

Result<Organization> insert_organization(meta::Connection& connection, std::string_view name, Instant now);
Result<std::optional<Organization>> find_organization(meta::Connection& connection, std::string_view id);
Result<> rename_organization(meta::Connection& connection, std::string_view id, std::string_view name,
                             Instant now);
// Of one user, oldest first.
Result<std::vector<OwnOrganization>> organizations_of(meta::Connection& connection, UserId user);

// `conflict` when already a member.
Result<> insert_membership(meta::Connection& connection, std::string_view organization, UserId user,
                           Role role, Instant now);
Result<std::optional<Role>> find_role(meta::Connection& connection, std::string_view organization,
                                      UserId user);
Result<std::optional<Membership>> find_membership(meta::Connection& connection, std::string_view organization,
                                                  std::string_view user_uuid);
Result<std::vector<Membership>> list_memberships(meta::Connection& connection, std::string_view organization,
                                                 http::Page page);
Result<std::int64_t> count_memberships(meta::Connection& connection, std::string_view organization);
Result<std::int64_t> count_owners(meta::Connection& connection, std::string_view organization);
Result<> set_role(meta::Connection& connection, std::string_view membership, Role role, Instant now);
// Also makes the user's current organisation another one, if it was this.
Result<> delete_membership(meta::Connection& connection, const Membership& membership);

}  // namespace leapfrog::accounts
