#include "accounts/invite_store.h"

#include <fmt/format.h>

#include "accounts/optional_values.h"
#include "accounts/roles.h"
#include "accounts/user_store.h"
#include "storage/meta/rows.h"

namespace leapfrog::accounts {
namespace {

std::string select(std::string_view rest) {
  return fmt::format(
      "SELECT {}, i.id, i.organization_id, i.target_email, i.first_name, i.message, i.level, i.created_at, "
      "i.expires_at, i.emailed_at FROM invites i LEFT JOIN users u ON u.id = i.created_by WHERE {}",
      user_columns, rest);
}

Invite read_invite(const meta::Row& row) {
  Invite out;
  if (!row.is_null(0)) out.created_by = read_user(row);
  out.id = row.text(5);
  out.organization_id = row.text(6);
  out.target_email = row.optional_text(7);
  out.first_name = row.text(8);
  out.message = row.optional_text(9);
  out.role = role_of_level(row.integer(10)).value_or(Role::viewer);
  out.created_at = from_micros(row.integer(11));
  out.expires_at = from_micros(row.integer(12));
  out.emailed_at = optional_instant(row, 13);
  return out;
}

}  // namespace

Result<> insert_invite(meta::Connection& connection, const Invite& invite, std::string_view token_hash) {
  const auto creator = invite.created_by ? std::optional(invite.created_by->id) : std::nullopt;
  const auto emailed = invite.emailed_at ? std::optional(to_micros(*invite.emailed_at)) : std::nullopt;
  return connection.execute(
      "INSERT INTO invites (id, token_hash, organization_id, target_email, first_name, message, level, "
      "created_by, created_at, expires_at, emailed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {invite.id, token_hash, invite.organization_id, value_of(invite.target_email), invite.first_name,
       value_of(invite.message), level_of(invite.role), value_of(creator), to_micros(invite.created_at),
       to_micros(invite.expires_at), value_of(emailed)});
}

Result<std::optional<Invite>> find_invite(meta::Connection& connection, std::string_view token_hash) {
  return meta::find_one(connection, select("i.token_hash = ?"), {token_hash}, read_invite);
}

Result<std::optional<Invite>> find_invite_by_id(meta::Connection& connection, std::string_view organization,
                                                std::string_view id) {
  return meta::find_one(connection, select("i.organization_id = ? AND i.id = ?"), {organization, id},
                        read_invite);
}

Result<std::vector<Invite>> list_invites(meta::Connection& connection, std::string_view organization,
                                         http::Page page) {
  return meta::find_all(
      connection, select("i.organization_id = ? ORDER BY i.created_at DESC, i.rowid DESC LIMIT ? OFFSET ?"),
      {organization, page.limit, page.offset}, read_invite);
}

Result<std::int64_t> count_invites(meta::Connection& connection, std::string_view organization) {
  return meta::find_number(connection, "SELECT count(*) FROM invites WHERE organization_id = ?",
                           {organization});
}

Result<> delete_invite(meta::Connection& connection, std::string_view id) {
  return connection.execute("DELETE FROM invites WHERE id = ?", {id});
}

}  // namespace leapfrog::accounts
