#include "sharing/share_store.h"

#include <fmt/format.h>

#include "storage/meta/rows.h"

namespace leapfrog::sharing {
namespace {

constexpr std::string_view columns =
    "id, project_id, kind, item_id, enabled, token, password_hash, expires_at, settings, created_at, "
    "created_by";

Share read_share(const meta::Row& row) {
  Share share;
  share.id = row.integer(0);
  share.project = row.integer(1);
  share.kind = row.view(2) == "insight" ? ShareKind::insight : ShareKind::dashboard;
  share.item = row.integer(3);
  share.enabled = row.integer(4) != 0;
  share.token = row.text(5);
  share.password_hash = row.optional_text(6);
  if (!row.is_null(7)) share.expires_at = from_micros(row.integer(7));
  share.settings = row.text(8);
  share.created_at = from_micros(row.integer(9));
  if (!row.is_null(10)) share.created_by = row.integer(10);
  return share;
}

}  // namespace

std::string_view kind_name(ShareKind kind) { return kind == ShareKind::insight ? "insight" : "dashboard"; }

Result<std::optional<Share>> find_share(meta::Connection& connection, accounts::ProjectId project,
                                        ShareKind kind, std::int64_t item) {
  return meta::find_one(
      connection,
      fmt::format("SELECT {} FROM shares WHERE project_id = ? AND kind = ? AND item_id = ?", columns),
      {project, kind_name(kind), item}, read_share);
}

Result<std::optional<Share>> find_share_by_token(meta::Connection& connection, std::string_view token) {
  return meta::find_one(connection, fmt::format("SELECT {} FROM shares WHERE token = ?", columns), {token},
                        read_share);
}

Result<Share> store_share(meta::Connection& connection, Share share) {
  const auto hash =
      share.password_hash ? meta::Value(std::string_view(*share.password_hash)) : meta::Value(nullptr);
  const auto expires = share.expires_at ? meta::Value(to_micros(*share.expires_at)) : meta::Value(nullptr);
  if (share.id != 0) {
    TRY(
        connection.execute("UPDATE shares SET enabled = ?, token = ?, password_hash = ?, expires_at = ?, "
                           "settings = ? WHERE id = ?",
                           {static_cast<std::int64_t>(share.enabled), std::string_view(share.token), hash,
                            expires, std::string_view(share.settings), share.id}));
    return share;
  }
  TRY(connection.execute(
      "INSERT INTO shares (project_id, kind, item_id, enabled, token, password_hash, expires_at, settings, "
      "created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {share.project, kind_name(share.kind), share.item, static_cast<std::int64_t>(share.enabled),
       std::string_view(share.token), hash, expires, std::string_view(share.settings),
       to_micros(share.created_at),
       share.created_by ? meta::Value(*share.created_by) : meta::Value(nullptr)}));
  share.id = connection.last_insert_id();
  return share;
}

}  // namespace leapfrog::sharing
