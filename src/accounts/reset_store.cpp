#include "accounts/reset_store.h"

#include "accounts/optional_values.h"
#include "storage/meta/rows.h"

namespace leapfrog::accounts {

Result<> insert_reset(meta::Connection& connection, std::optional<UserId> user, std::string_view token_hash,
                      Instant now) {
  TRY(connection.execute("DELETE FROM password_resets WHERE expires_at <= ?", {to_micros(now)}));
  return connection.execute(
      "INSERT INTO password_resets (token_hash, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
      {token_hash, value_of(user), to_micros(now), to_micros(now + reset_lifetime)});
}

Result<std::optional<UserId>> find_reset(meta::Connection& connection, std::string_view token_hash,
                                         Instant now) {
  return meta::find_one(connection,
                        "SELECT user_id FROM password_resets WHERE token_hash = ? AND expires_at > ? AND "
                        "user_id IS NOT NULL",
                        {token_hash, to_micros(now)}, [](const meta::Row& row) { return row.integer(0); });
}

Result<> delete_resets(meta::Connection& connection, UserId user) {
  return connection.execute("DELETE FROM password_resets WHERE user_id = ?", {user});
}

}  // namespace leapfrog::accounts
