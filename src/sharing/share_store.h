// Rows of public links.
#pragma once

#include <optional>
#include <string>

#include "accounts/accounts.h"

namespace leapfrog::sharing {

enum class ShareKind : std::uint8_t { dashboard, insight };
std::string_view kind_name(ShareKind kind);

struct Share {
  std::int64_t id = 0;  // 0: not stored yet
  accounts::ProjectId project = 0;
  ShareKind kind = ShareKind::dashboard;
  std::int64_t item = 0;
  bool enabled = false;
  std::string token;
  std::optional<std::string> password_hash;
  std::optional<Instant> expires_at;
  std::string settings = "{}";  // JSON
  Instant created_at;
  std::optional<accounts::UserId> created_by;

  bool open_at(Instant now) const { return enabled && (!expires_at || now < *expires_at); }
};

Result<std::optional<Share>> find_share(meta::Connection& connection, accounts::ProjectId project,
                                        ShareKind kind, std::int64_t item);
Result<std::optional<Share>> find_share_by_token(meta::Connection& connection, std::string_view token);
// Inserts or replaces; gives it with its id.
Result<Share> store_share(meta::Connection& connection, Share share);

}  // namespace leapfrog::sharing
