#include "accounts/organization_store.h"

#include <fmt/format.h>

#include "accounts/optional_values.h"
#include "accounts/roles.h"
#include "accounts/user_store.h"
#include "base/crypto.h"
#include "base/uuid.h"
#include "storage/meta/rows.h"

namespace leapfrog::accounts {
namespace {

constexpr std::string_view organization_columns = "o.id, o.name, o.slug, o.created_at, o.updated_at";

Organization read_organization(const meta::Row& row) {
  return {row.text(0), row.text(1), row.text(2), from_micros(row.integer(3)), from_micros(row.integer(4))};
}

// The table's CHECK allows no other level.
Role read_role(const meta::Row& row, int column) {
  return role_of_level(row.integer(column)).value_or(Role::viewer);
}

Membership read_membership(const meta::Row& row) {
  Membership out;
  out.user = read_user(row);
  out.id = row.text(5);
  out.organization_id = row.text(6);
  out.role = read_role(row, 7);
  out.joined_at = from_micros(row.integer(8));
  out.updated_at = from_micros(row.integer(9));
  out.last_login_at = optional_instant(row, 10);
  return out;
}

std::string select_memberships(std::string_view rest) {
  return fmt::format(
      "SELECT {}, m.id, m.organization_id, m.level, m.joined_at, m.updated_at, u.last_login_at "
      "FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organization_id = ? {}",
      user_columns, rest);
}

// "Acme Inc." → "acme-inc", with a few random characters where that is taken or empty.
std::string slug_of(std::string_view name) {
  std::string slug;
  for (const char c : name) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
      slug += lower;
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
    if (slug.size() == 48) break;
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

}  // namespace

Result<Organization> insert_organization(meta::Connection& connection, std::string_view name, Instant now) {
  auto slug = slug_of(name);
  const bool taken =
      TRY(meta::find_number(connection, "SELECT EXISTS (SELECT 1 FROM organizations WHERE slug = ?)",
                            {slug})) != 0;
  if (taken || slug.empty()) slug += (slug.empty() ? "" : "-") + random_token("").substr(0, 8);
  Organization organization{Uuid::at(now).text(), std::string(name), slug, now, now};
  TRY(connection.execute(
      "INSERT INTO organizations (id, name, slug, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
      {organization.id, name, organization.slug, to_micros(now), to_micros(now)}));
  return organization;
}

Result<std::optional<Organization>> find_organization(meta::Connection& connection, std::string_view id) {
  return meta::find_one(connection,
                        fmt::format("SELECT {} FROM organizations o WHERE o.id = ?", organization_columns),
                        {id}, read_organization);
}

Result<> rename_organization(meta::Connection& connection, std::string_view id, std::string_view name,
                             Instant now) {
  return connection.execute("UPDATE organizations SET name = ?, updated_at = ? WHERE id = ?",
                            {name, to_micros(now), id});
}

Result<std::vector<OwnOrganization>> organizations_of(meta::Connection& connection, UserId user) {
  return meta::find_all(connection,
                        fmt::format("SELECT {}, m.level FROM memberships m JOIN organizations o ON o.id = "
                                    "m.organization_id WHERE m.user_id = ? ORDER BY m.joined_at, m.rowid",
                                    organization_columns),
                        {user}, [](const meta::Row& row) {
                          return OwnOrganization{read_organization(row), read_role(row, 5)};
                        });
}

Result<> insert_membership(meta::Connection& connection, std::string_view organization, UserId user,
                           Role role, Instant now) {
  return connection.execute(
      "INSERT INTO memberships (id, organization_id, user_id, level, joined_at, "
      "updated_at) VALUES (?, ?, ?, ?, ?, ?)",
      {Uuid::at(now).text(), organization, user, level_of(role), to_micros(now), to_micros(now)});
}

Result<std::optional<Role>> find_role(meta::Connection& connection, std::string_view organization,
                                      UserId user) {
  return meta::find_one(connection, "SELECT level FROM memberships WHERE organization_id = ? AND user_id = ?",
                        {organization, user}, [](const meta::Row& row) { return read_role(row, 0); });
}

Result<std::optional<Membership>> find_membership(meta::Connection& connection, std::string_view organization,
                                                  std::string_view user_uuid) {
  return meta::find_one(connection, select_memberships("AND u.uuid = ?"), {organization, user_uuid},
                        read_membership);
}

Result<std::vector<Membership>> list_memberships(meta::Connection& connection, std::string_view organization,
                                                 http::Page page) {
  return meta::find_all(connection, select_memberships("ORDER BY m.joined_at, m.rowid LIMIT ? OFFSET ?"),
                        {organization, page.limit, page.offset}, read_membership);
}

Result<std::int64_t> count_memberships(meta::Connection& connection, std::string_view organization) {
  return meta::find_number(connection, "SELECT count(*) FROM memberships WHERE organization_id = ?",
                           {organization});
}

Result<std::int64_t> count_owners(meta::Connection& connection, std::string_view organization) {
  return meta::find_number(connection,
                           "SELECT count(*) FROM memberships WHERE organization_id = ? AND level = ?",
                           {organization, level_of(Role::owner)});
}

Result<> set_role(meta::Connection& connection, std::string_view membership, Role role, Instant now) {
  return connection.execute("UPDATE memberships SET level = ?, updated_at = ? WHERE id = ?",
                            {level_of(role), to_micros(now), membership});
}

Result<> delete_membership(meta::Connection& connection, const Membership& membership) {
  TRY(connection.execute("DELETE FROM memberships WHERE id = ?", {membership.id}));
  TRY(
      connection.execute("UPDATE users SET current_project = NULL WHERE id = ? AND current_project IN "
                         "(SELECT id FROM projects WHERE organization_id = ?)",
                         {membership.user.id, membership.organization_id}));
  return connection.execute(
      "UPDATE users SET current_organization = (SELECT organization_id FROM memberships WHERE user_id = "
      "users.id ORDER BY joined_at, rowid LIMIT 1) WHERE id = ? AND current_organization = ?",
      {membership.user.id, membership.organization_id});
}

}  // namespace leapfrog::accounts
