// Sessions of the web app. The cookie holds a random secret, the table its hash; lists name a session by an
// id that is good for nothing else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"

namespace leapfrog::accounts {

constexpr seconds session_lifetime = std::chrono::days(14);  // since it was last used
constexpr std::int64_t max_sessions_per_user = 100;          // the oldest ends beyond it

struct Session {
  std::string id;
  UserId user = 0;
  Instant created_at;
  Instant last_seen_at;
  Instant expires_at;
  std::string ip;
  std::string user_agent;
};

struct SessionAndUser {
  Session session;
  User user;
};

// Also removes sessions that have expired.
Result<> insert_session(meta::Connection& connection, const Session& session, std::string_view hash);
// One that has not expired.
Result<std::optional<SessionAndUser>> find_session_by_hash(meta::Connection& connection,
                                                           std::string_view hash, Instant now);
Result<std::vector<Session>> list_sessions(meta::Connection& connection, UserId user, Instant now);
// Slides the expiry.
Result<> set_session_seen(meta::Connection& connection, std::string_view id, Instant now);
// Whether there was one.
Result<bool> delete_session(meta::Connection& connection, UserId user, std::string_view id);
// All of the user's, but `kept` ("" for none).
Result<> delete_other_sessions(meta::Connection& connection, UserId user, std::string_view kept);

}  // namespace leapfrog::accounts
