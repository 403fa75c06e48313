#include "accounts/key_store.h"

#include <fmt/format.h>

#include "accounts/optional_values.h"
#include "accounts/user_store.h"
#include "base/crypto.h"
#include "storage/meta/rows.h"

namespace leapfrog::accounts {
namespace {

std::string select(std::string_view rest) {
  return fmt::format(
      "SELECT {}, k.id, k.user_id, k.label, k.mask, k.scopes, k.scoped_projects, k.scoped_organizations, "
      "k.created_at, k.last_used_at, k.last_rolled_at FROM personal_api_keys k JOIN users u ON u.id = "
      "k.user_id WHERE {}",
      user_columns, rest);
}

// The lists are JSON that we wrote ourselves.
std::vector<std::string> read_strings(std::string_view text) {
  std::vector<std::string> out;
  const auto value = json::parse(text);
  for (const auto& item : value.as_array()) out.emplace_back(item.as_string());
  return out;
}

std::vector<ProjectId> read_ids(std::string_view text) {
  std::vector<ProjectId> out;
  const auto value = json::parse(text);
  for (const auto& item : value.as_array()) out.push_back(item.as_int64());
  return out;
}

std::string written(const auto& list) {
  json::array out;
  for (const auto& item : list) out.emplace_back(item);
  return json::serialize(out);
}

PersonalKey read_key(const meta::Row& row) {
  PersonalKey key;
  key.id = row.text(5);
  key.user = row.integer(6);
  key.label = row.text(7);
  key.mask = row.text(8);
  key.scopes = read_strings(row.view(9));
  key.scoped_projects = read_ids(row.view(10));
  key.scoped_organizations = read_strings(row.view(11));
  key.created_at = from_micros(row.integer(12));
  key.last_used_at = optional_instant(row, 13);
  key.last_rolled_at = optional_instant(row, 14);
  return key;
}

}  // namespace

Secret make_secret(std::string_view prefix) {
  auto value = random_token(prefix);
  auto hash = sha256_hex(value);
  auto mask = fmt::format("{}...{}", prefix, value.substr(value.size() - 4));
  return {std::move(value), std::move(hash), std::move(mask)};
}

Result<> insert_key(meta::Connection& connection, const PersonalKey& key, std::string_view hash) {
  return connection.execute(
      "INSERT INTO personal_api_keys (id, user_id, label, hash, mask, scopes, scoped_projects, "
      "scoped_organizations, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {key.id, key.user, key.label, hash, key.mask, written(key.scopes), written(key.scoped_projects),
       written(key.scoped_organizations), to_micros(key.created_at)});
}

Result<std::optional<KeyAndUser>> find_key_by_hash(meta::Connection& connection, std::string_view hash) {
  return meta::find_one(connection, select("k.hash = ?"), {hash}, [](const meta::Row& row) {
    return KeyAndUser{read_key(row), read_user(row)};
  });
}

Result<std::optional<PersonalKey>> find_key(meta::Connection& connection, UserId user, std::string_view id) {
  return meta::find_one(connection, select("k.user_id = ? AND k.id = ?"), {user, id}, read_key);
}

Result<std::vector<PersonalKey>> list_keys(meta::Connection& connection, UserId user) {
  return meta::find_all(connection, select("k.user_id = ? ORDER BY k.created_at DESC, k.rowid DESC"), {user},
                        read_key);
}

Result<> update_key(meta::Connection& connection, const PersonalKey& key) {
  return connection.execute(
      "UPDATE personal_api_keys SET label = ?, scopes = ?, scoped_projects = ?, scoped_organizations = ? "
      "WHERE id = ?",
      {key.label, written(key.scopes), written(key.scoped_projects), written(key.scoped_organizations),
       key.id});
}

Result<> roll_key(meta::Connection& connection, std::string_view id, const Secret& secret, Instant now) {
  return connection.execute(
      "UPDATE personal_api_keys SET hash = ?, mask = ?, last_rolled_at = ? WHERE id = ?",
      {secret.hash, secret.mask, to_micros(now), id});
}

Result<> set_key_last_used(meta::Connection& connection, std::string_view id, Instant now) {
  return connection.execute("UPDATE personal_api_keys SET last_used_at = ? WHERE id = ?",
                            {to_micros(now), id});
}

Result<> delete_key(meta::Connection& connection, std::string_view id) {
  return connection.execute("DELETE FROM personal_api_keys WHERE id = ?", {id});
}

}  // namespace leapfrog::accounts
