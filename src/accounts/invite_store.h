// Invitations by link. The link's token is stored as its hash; an invitation can be accepted once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "http/pagination.h"

namespace leapfrog::accounts {

struct Invite {
  std::string id;
  std::string organization_id;
  std::optional<std::string> target_email;  // only this address may accept
  std::string first_name;
  std::optional<std::string> message;
  Role role = Role::member;
  std::optional<User> created_by;
  Instant created_at;
  Instant expires_at;
  std::optional<Instant> emailed_at;  // when its link was sent to `target_email`
};

Result<> insert_invite(meta::Connection& connection, const Invite& invite, std::string_view token_hash);
// By the hash of its token, expired or not.
Result<std::optional<Invite>> find_invite(meta::Connection& connection, std::string_view token_hash);
Result<std::optional<Invite>> find_invite_by_id(meta::Connection& connection, std::string_view organization,
                                                std::string_view id);
// Newest first.
Result<std::vector<Invite>> list_invites(meta::Connection& connection, std::string_view organization,
                                         http::Page page);
Result<std::int64_t> count_invites(meta::Connection& connection, std::string_view organization);
Result<> delete_invite(meta::Connection& connection, std::string_view id);

}  // namespace leapfrog::accounts
