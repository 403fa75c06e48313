// The users' rows.
#pragma once

#include <optional>
#include <string>

#include "accounts/accounts.h"

namespace leapfrog::accounts {

struct UserRow {
  User user;
  std::string distinct_id;
  std::string password_hash;
  std::optional<std::string> theme_mode;  // "light", "dark", "system"
  std::optional<std::string> current_organization;
  std::optional<ProjectId> current_project;
  Instant created_at;
  std::optional<Instant> last_login_at;
};

struct NewUser {
  std::string email;
  std::string first_name;
  std::string last_name;
  std::string password_hash;
};

// `conflict` when the email is taken.
Result<UserRow> insert_user(meta::Connection& connection, const NewUser& user, Instant now);
Result<std::optional<UserRow>> find_user(meta::Connection& connection, UserId id);
Result<std::optional<UserRow>> find_user_by_email(meta::Connection& connection, std::string_view email);
Result<bool> any_user(meta::Connection& connection);
// Names, theme, password and the current organisation and project.
Result<> update_user(meta::Connection& connection, const UserRow& user);
// `conflict` when the email is taken.
Result<> set_email(meta::Connection& connection, UserId id, const std::string& email);
Result<> set_last_login(meta::Connection& connection, UserId id, Instant now);

// Columns 0 to 4 of any query that selects `user_columns`.
inline constexpr std::string_view user_columns = "u.id, u.uuid, u.email, u.first_name, u.last_name";
User read_user(const meta::Row& row);

}  // namespace leapfrog::accounts
