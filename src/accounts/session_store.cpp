#include "accounts/session_store.h"

#include <fmt/format.h>

#include "accounts/user_store.h"
#include "storage/meta/rows.h"

namespace leapfrog::accounts {
namespace {

std::string select(std::string_view rest) {
  return fmt::format(
      "SELECT {}, s.id, s.user_id, s.created_at, s.last_seen_at, s.expires_at, s.ip, s.user_agent "
      "FROM sessions s JOIN users u ON u.id = s.user_id WHERE {}",
      user_columns, rest);
}

Session read_session(const meta::Row& row) {
  return {row.text(5),
          row.integer(6),
          from_micros(row.integer(7)),
          from_micros(row.integer(8)),
          from_micros(row.integer(9)),
          row.text(10),
          row.text(11)};
}

}  // namespace

Result<> insert_session(meta::Connection& connection, const Session& session, std::string_view hash) {
  TRY(connection.execute("DELETE FROM sessions WHERE user_id = ? AND expires_at <= ?",
                         {session.user, to_micros(session.created_at)}));
  TRY(connection.execute(
      "DELETE FROM sessions WHERE user_id = ? AND id NOT IN (SELECT id FROM sessions WHERE user_id = ? "
      "ORDER BY last_seen_at DESC, id LIMIT ?)",
      {session.user, session.user, max_sessions_per_user - 1}));
  return connection.execute(
      "INSERT INTO sessions (id, hash, user_id, created_at, last_seen_at, expires_at, ip, user_agent) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {session.id, hash, session.user, to_micros(session.created_at), to_micros(session.last_seen_at),
       to_micros(session.expires_at), session.ip, session.user_agent});
}

Result<std::optional<SessionAndUser>> find_session_by_hash(meta::Connection& connection,
                                                           std::string_view hash, Instant now) {
  return meta::find_one(connection, select("s.hash = ? AND s.expires_at > ?"), {hash, to_micros(now)},
                        [](const meta::Row& row) {
                          return SessionAndUser{read_session(row), read_user(row)};
                        });
}

Result<std::vector<Session>> list_sessions(meta::Connection& connection, UserId user, Instant now) {
  return meta::find_all(connection,
                        select("s.user_id = ? AND s.expires_at > ? ORDER BY s.last_seen_at DESC, s.id"),
                        {user, to_micros(now)}, read_session);
}

Result<> set_session_seen(meta::Connection& connection, std::string_view id, Instant now) {
  return connection.execute("UPDATE sessions SET last_seen_at = ?, expires_at = ? WHERE id = ?",
                            {to_micros(now), to_micros(now + session_lifetime), id});
}

Result<bool> delete_session(meta::Connection& connection, UserId user, std::string_view id) {
  TRY(connection.execute("DELETE FROM sessions WHERE user_id = ? AND id = ?", {user, id}));
  return connection.changes() > 0;
}

Result<> delete_other_sessions(meta::Connection& connection, UserId user, std::string_view kept) {
  return connection.execute("DELETE FROM sessions WHERE user_id = ? AND id <> ?", {user, kept});
}

}  // namespace leapfrog::accounts
