#include "accounts/user_store.h"

#include <fmt/format.h>

#include "accounts/optional_values.h"
#include "accounts/passwords.h"
#include "base/crypto.h"
#include "base/uuid.h"
#include "storage/meta/rows.h"

namespace leapfrog::accounts {
namespace {

UserRow read_row(const meta::Row& row) {
  UserRow out;
  out.user = read_user(row);
  out.distinct_id = row.text(5);
  out.password_hash = row.text(6);
  out.theme_mode = row.optional_text(7);
  out.current_organization = row.optional_text(8);
  out.current_project = optional_integer(row, 9);
  out.created_at = from_micros(row.integer(10));
  out.last_login_at = optional_instant(row, 11);
  return out;
}

std::string select_where(std::string_view condition) {
  return fmt::format(
      "SELECT {}, u.distinct_id, u.password_hash, u.theme_mode, u.current_organization, u.current_project, "
      "u.created_at, u.last_login_at FROM users u WHERE {}",
      user_columns, condition);
}

}  // namespace

User read_user(const meta::Row& row) {
  return {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4)};
}

Result<UserRow> insert_user(meta::Connection& connection, const NewUser& user, Instant now) {
  TRY(
      connection.execute("INSERT INTO users (uuid, distinct_id, email, email_key, first_name, last_name, "
                         "password_hash, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                         {Uuid::at(now).text(), random_token(""), user.email, email_key(user.email),
                          user.first_name, user.last_name, user.password_hash, to_micros(now)}));
  auto row = TRY(find_user(connection, connection.last_insert_id()));
  CHECK(row.has_value());
  return *std::move(row);
}

Result<std::optional<UserRow>> find_user(meta::Connection& connection, UserId id) {
  return meta::find_one(connection, select_where("u.id = ?"), {id}, read_row);
}

Result<std::optional<UserRow>> find_user_by_email(meta::Connection& connection, std::string_view email) {
  return meta::find_one(connection, select_where("u.email_key = ?"), {email_key(email)}, read_row);
}

Result<bool> any_user(meta::Connection& connection) {
  return TRY(meta::find_number(connection, "SELECT EXISTS (SELECT 1 FROM users)", {})) != 0;
}

Result<> update_user(meta::Connection& connection, const UserRow& user) {
  return connection.execute(
      "UPDATE users SET first_name = ?, last_name = ?, password_hash = ?, theme_mode = ?, "
      "current_organization = ?, current_project = ? WHERE id = ?",
      {user.user.first_name, user.user.last_name, user.password_hash, value_of(user.theme_mode),
       value_of(user.current_organization), value_of(user.current_project), user.user.id});
}

Result<> set_email(meta::Connection& connection, UserId id, const std::string& email) {
  return connection.execute("UPDATE users SET email = ?, email_key = ? WHERE id = ?",
                            {email, email_key(email), id});
}

Result<> set_last_login(meta::Connection& connection, UserId id, Instant now) {
  return connection.execute("UPDATE users SET last_login_at = ? WHERE id = ?", {to_micros(now), id});
}

}  // namespace leapfrog::accounts
