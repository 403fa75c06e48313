#include "accounts/visit_store.h"

#include "accounts/optional_values.h"
#include "storage/meta/rows.h"

namespace leapfrog::accounts {
namespace {

struct Visit {
  Instant last_seen;
  std::optional<Instant> before;
};

}  // namespace

Result<std::optional<Instant>> note_visit(meta::Connection& connection, UserId user, ProjectId project,
                                          Instant now) {
  const auto known = TRY(meta::find_one(
      connection, "SELECT last_seen_at, before_at FROM visits WHERE user_id = ? AND project_id = ?",
      {user, project}, [](const meta::Row& row) {
        return Visit{from_micros(row.integer(0)), optional_instant(row, 1)};
      }));
  auto before = known ? known->before : std::nullopt;
  if (known && now - known->last_seen > visit_gap) before = known->last_seen;
  const auto before_micros = before ? std::optional(to_micros(*before)) : std::nullopt;
  TRY(connection.execute(
      "INSERT INTO visits (user_id, project_id, last_seen_at, before_at) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (user_id, project_id) DO UPDATE SET last_seen_at = excluded.last_seen_at, "
      "before_at = excluded.before_at",
      {user, project, to_micros(now), value_of(before_micros)}));
  return before;
}

}  // namespace leapfrog::accounts
