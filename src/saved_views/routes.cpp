// column_configurations/: saved views of lists.
#include <fmt/format.h>

#include <charconv>

#include "http/json_body.h"
#include "http/object_schema.h"
#include "saved_views/saved_views.h"
#include "saved_views/view_store.h"
#include "storage/meta/rows.h"

namespace leapfrog::saved_views {
namespace {

using accounts::ProjectAccess;
using http::Method;
using http::Request;
using http::Response;

constexpr std::int64_t max_views = 2'000;  // of a project
constexpr std::size_t max_key_characters = 200;
constexpr std::size_t max_name_characters = 400;
constexpr std::size_t max_columns = 100;
constexpr std::size_t max_column_characters = 500;
constexpr std::size_t max_filter_bytes = 50'000;

Viewer viewer_of(const ProjectAccess& access) { return {access.id(), access.user_id()}; }

Result<std::string> columns_of(const json::value& value) {
  if (!value.is_array()) return invalid("Expected a list of column names.", "columns");
  if (value.get_array().size() > max_columns)
    return invalid(fmt::format("A view has at most {} columns.", max_columns), "columns");
  for (const auto& column : value.get_array()) {
    if (!column.is_string() || column.get_string().empty() ||
        column.get_string().size() > max_column_characters)
      return invalid("Expected a list of column names.", "columns");
  }
  return json::serialize(value);
}

Result<std::string> filters_of(const json::value& value) {
  if (value.is_null()) return std::string("{}");
  if (!value.is_object()) return invalid("Expected an object.", "filters");
  auto text = json::serialize(value);
  if (text.size() > max_filter_bytes)
    return invalid(fmt::format("Filters have at most {} bytes.", max_filter_bytes), "filters");
  return text;
}

Result<> change_view(SavedView& view, const json::object& body) {
  if (auto key = TRY(http::optional_text(body, "context_key", max_key_characters))) view.context_key = *key;
  if (auto name = TRY(http::optional_text(body, "name", max_name_characters))) view.name = *name;
  if (const auto* columns = body.if_contains("columns")) view.columns = TRY(columns_of(*columns));
  if (const auto* filters = body.if_contains("filters")) view.filters = TRY(filters_of(*filters));
  if (const auto visibility = TRY(optional_string(body, "visibility"))) {
    if (*visibility != "private" && *visibility != "shared")
      return invalid("Expected private or shared.", "visibility");
    view.is_private = *visibility == "private";
  }
  if (view.context_key.empty()) return invalid("This field is required.", "context_key", "required");
  if (view.name.empty()) return invalid("This field is required.", "name", "required");
  return {};
}

class ViewsApi {
 public:
  ViewsApi(accounts::Accounts& accounts, meta::Database& database, const Clock& clock)
      : accounts_(accounts), database_(database), clock_(clock) {}

  Result<Response> list(const ProjectAccess& access, const Request& request) const {
    const auto page = TRY(http::parse_page(request));
    const auto found = TRY(meta::in_read(database_, [&](meta::Connection& connection) {
      return list_views(connection, viewer_of(access), request.query.get("context_key"), page);
    }));
    json::array results;
    for (const auto& view : found.views) results.push_back(TRY(shown(view)));
    return Response::json(http::page_json(request, page, found.count, std::move(results)));
  }

  Result<Response> create(const ProjectAccess& access, const Request& request) const {
    SavedView view;
    view.created_at = view.updated_at = clock_.now();
    view.created_by = access.user_id();
    TRY(change_view(view, TRY(http::json_body(request))));
    TRY(database_.write([&](meta::Connection& connection) -> Result<> {
      if (TRY(count_views(connection, access.id())) >= max_views)
        return invalid(fmt::format("A project can have {} saved views. Delete some first.", max_views));
      view.id = TRY(insert_view(connection, access.id(), view));
      return record(connection, access, view, "created");
    }));
    return Response::json(TRY(shown(view)), 201);
  }

  Result<Response> get(const ProjectAccess& access, const Request& request) const {
    const auto view = TRY(meta::in_read(
        database_, [&](meta::Connection& connection) { return find(connection, access, request); }));
    return Response::json(TRY(shown(view)));
  }

  Result<Response> change(const ProjectAccess& access, const Request& request) const {
    const auto body = TRY(http::json_body(request));
    const auto view = TRY(meta::in_write(database_, [&](meta::Connection& connection) -> Result<SavedView> {
      auto changed = TRY(find(connection, access, request));
      TRY(change_view(changed, body));
      changed.updated_at = clock_.now();
      TRY(update_view(connection, changed));
      TRY(record(connection, access, changed, "updated"));
      return changed;
    }));
    return Response::json(TRY(shown(view)));
  }

  Result<Response> remove(const ProjectAccess& access, const Request& request) const {
    TRY(database_.write([&](meta::Connection& connection) -> Result<> {
      const auto view = TRY(find(connection, access, request));
      TRY(delete_view(connection, view.id));
      return record(connection, access, view, "deleted");
    }));
    return Response::empty(204);
  }

 private:
  static Result<SavedView> find(meta::Connection& connection, const ProjectAccess& access,
                                const Request& request) {
    const auto text = request.param("id");
    std::int64_t id = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), id).ec != std::errc()) return not_found();
    auto view = TRY(find_view(connection, viewer_of(access), id));
    if (!view) return not_found();
    return *std::move(view);
  }

  // What only its maker sees is nobody else's business in the log either.
  static Result<> record(meta::Connection& connection, const ProjectAccess& access, const SavedView& view,
                         std::string activity) {
    if (view.is_private) return {};
    return accounts::record_activity(
        connection, access,
        {view.updated_at, "SavedView", std::to_string(view.id), std::move(activity), view.name, {}});
  }

  Result<json::value> shown(const SavedView& view) const {
    json::object out;
    out["id"] = view.id;
    out["context_key"] = view.context_key;
    out["name"] = view.name;
    out["columns"] = TRY(parse_json(view.columns));
    out["filters"] = TRY(parse_json(view.filters));
    out["visibility"] = view.is_private ? "private" : "shared";
    out["created_at"] = format_iso(view.created_at);
    out["created_by"] =
        view.created_by ? accounts::user_json(TRY(accounts_.user(*view.created_by))) : json::value(nullptr);
    out["updated_at"] = format_iso(view.updated_at);
    return out;
  }

  accounts::Accounts& accounts_;
  meta::Database& database_;
  const Clock& clock_;
};

}  // namespace

void add_routes(http::Router& router, accounts::Accounts& accounts, meta::Database& database,
                const Clock& clock) {
  const auto api = std::make_shared<const ViewsApi>(accounts, database, clock);
  router.add_schema("SavedView", http::object_schema({{"id", "integer"},
                                                      {"context_key", "string"},
                                                      {"name", "string"},
                                                      {"columns", "array"},
                                                      {"filters", "object"},
                                                      {"visibility", "string"},
                                                      {"created_at", "string"},
                                                      {"created_by", "object?"},
                                                      {"updated_at", "string"}}));
  const auto add = [&](Method method, std::string_view path, std::string summary, std::string scope,
                       std::string answer,
                       Result<Response> (ViewsApi::*handler)(const ProjectAccess&, const Request&) const) {
    accounts::add_project_route(router, accounts, method, path,
                                {std::move(summary), "saved_views", std::move(scope), "", std::move(answer)},
                                [api, handler](const ProjectAccess& access, Request& request) {
                                  return ((*api).*handler)(access, request);
                                });
  };
  constexpr std::string_view all = "column_configurations/";
  constexpr std::string_view one = "column_configurations/{id:int}/";
  add(Method::get, all, "Saved views of lists, by name", "insight:read", "", &ViewsApi::list);
  add(Method::post, all, "Save a view of a list", "insight:write", "SavedView", &ViewsApi::create);
  add(Method::get, one, "One saved view", "insight:read", "SavedView", &ViewsApi::get);
  add(Method::patch, one, "Change a saved view", "insight:write", "SavedView", &ViewsApi::change);
  add(Method::del, one, "Delete a saved view", "insight:write", "", &ViewsApi::remove);
}

}  // namespace leapfrog::saved_views
