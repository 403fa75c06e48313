// Rows of saved views.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts.h"
#include "http/pagination.h"
#include "storage/meta/database.h"

namespace leapfrog::saved_views {

struct SavedView {
  std::int64_t id = 0;
  std::string context_key;
  std::string name;
  std::string columns = "[]";  // JSON
  std::string filters = "{}";  // JSON
  bool is_private = false;
  Instant created_at;
  std::optional<accounts::UserId> created_by;
  Instant updated_at;
};

// Whose eyes a read is for: views of others that are private are not there for them.
struct Viewer {
  accounts::ProjectId project = 0;
  std::optional<accounts::UserId> user;
};

struct ViewPage {
  std::vector<SavedView> views;
  std::int64_t count = 0;
};

// By name; of every list when `context_key` is "".
Result<ViewPage> list_views(meta::Connection& connection, const Viewer& viewer, std::string_view context_key,
                            http::Page page);
Result<std::optional<SavedView>> find_view(meta::Connection& connection, const Viewer& viewer,
                                           std::int64_t id);
Result<std::int64_t> count_views(meta::Connection& connection, accounts::ProjectId project);
// Gives the new row's id.
Result<std::int64_t> insert_view(meta::Connection& connection, accounts::ProjectId project,
                                 const SavedView& view);
Result<> update_view(meta::Connection& connection, const SavedView& view);
Result<> delete_view(meta::Connection& connection, std::int64_t id);

}  // namespace leapfrog::saved_views
