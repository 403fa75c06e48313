// Personal API keys: the hash of the value, never the value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"

namespace leapfrog::accounts {

struct PersonalKey {
  std::string id;
  UserId user = 0;
  std::string label;
  std::string mask;  // "phx_...abcd"
  std::vector<std::string> scopes;
  std::vector<ProjectId> scoped_projects;
  std::vector<std::string> scoped_organizations;
  Instant created_at;
  std::optional<Instant> last_used_at;
  std::optional<Instant> last_rolled_at;
};

// A fresh value with what may be stored of it.
struct Secret {
  std::string value;
  std::string hash;
  std::string mask;
};
// `prefix` is "phx_" or "phs_".
Secret make_secret(std::string_view prefix);

struct KeyAndUser {
  PersonalKey key;
  User user;
};

Result<> insert_key(meta::Connection& connection, const PersonalKey& key, std::string_view hash);
Result<std::optional<KeyAndUser>> find_key_by_hash(meta::Connection& connection, std::string_view hash);
Result<std::optional<PersonalKey>> find_key(meta::Connection& connection, UserId user, std::string_view id);
Result<std::vector<PersonalKey>> list_keys(meta::Connection& connection, UserId user);  // newest first
// Label, scopes and what they are scoped to.
Result<> update_key(meta::Connection& connection, const PersonalKey& key);
Result<> roll_key(meta::Connection& connection, std::string_view id, const Secret& secret, Instant now);
Result<> set_key_last_used(meta::Connection& connection, std::string_view id, Instant now);
Result<> delete_key(meta::Connection& connection, std::string_view id);

}  // namespace leapfrog::accounts
