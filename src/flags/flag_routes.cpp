// feature_flags/: making, listing, changing and deleting flags.
#include <algorithm>

#include "flags/early_access.h"
#include "flags/flag_api.h"
#include "flags/flag_changes.h"
#include "flags/flag_input.h"
#include "flags/flag_json.h"
#include "flags/lower_case.h"
#include "flags/scheduled_changes.h"
#include "http/pagination.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;
constexpr std::size_t max_bulk = 1'000;

bool has_variants(const FlagRecord& flag) {
  const auto* multivariate = flag.filters().if_contains("multivariate");
  const auto* object = multivariate == nullptr ? nullptr : multivariate->if_object();
  const auto* variants = object == nullptr ? nullptr : object->if_contains("variants");
  return variants != nullptr && variants->is_array() && !variants->get_array().empty();
}

struct ListFilter {
  std::string search, active, type, runtime, tag;
  std::optional<std::int64_t> created_by;

  bool takes(const FlagRecord& flag, Instant now) const {
    if (!search.empty() && !contains_lower(flag.key(), search) && !contains_lower(flag.name(), search))
      return false;
    if (active == "STALE" && status_of(flag, now).status != Status::stale) return false;
    if (!active.empty() && active != "STALE" && flag.is("active") != (active == "true")) return false;
    if (type == "boolean" && (has_variants(flag) || flag.is("is_remote_configuration"))) return false;
    if (type == "multivariant" && !has_variants(flag)) return false;
    if (type == "remote_config" && !flag.is("is_remote_configuration")) return false;
    if (type == "experiment") return false;
    if (!runtime.empty() && string_or_empty(flag.fields, "evaluation_runtime") != runtime) return false;
    if (created_by && flag.created_by != created_by) return false;
    return tag.empty() || std::ranges::count(texts_of(flag.fields, "tags"), tag) > 0;
  }
};

Result<ListFilter> filter_of(const Request& request) {
  ListFilter filter;
  const auto choice = [&](std::string_view name,
                          std::vector<std::string_view> choices) -> Result<std::string> {
    const auto value = request.query.get(name);
    if (!value.empty() && std::ranges::find(choices, value) == choices.end())
      return invalid("Not a valid choice.", std::string(name), "invalid_choice");
    return std::string(value);
  };
  filter.search = ascii_lower(request.query.get("search"));
  filter.active = TRY(choice("active", {"true", "false", "STALE"}));
  filter.type = TRY(choice("type", {"boolean", "multivariant", "experiment", "remote_config"}));
  filter.runtime = TRY(choice("evaluation_runtime", {"all", "client", "server"}));
  filter.tag = request.query.get("tag");
  filter.created_by = number_in(request.query.get("created_by_id"));
  return filter;
}

void order(std::vector<FlagRecord>& flags, std::string_view by) {
  const bool backwards = by.starts_with('-');
  if (backwards) by.remove_prefix(1);
  const auto sort = [&](auto projection) {
    if (backwards) {
      std::ranges::stable_sort(flags, std::ranges::greater(), projection);
    } else {
      std::ranges::stable_sort(flags, std::ranges::less(), projection);
    }
  };
  if (by == "key") sort(&FlagRecord::key);
  if (by == "name") sort(&FlagRecord::name);
  if (by == "created_at") sort([](const FlagRecord& flag) { return flag.created_at; });
  if (by == "updated_at") sort([](const FlagRecord& flag) { return flag.updated_at; });
  if (by == "version") sort([](const FlagRecord& flag) { return flag.version; });
}

Result<Response> list(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto page = TRY(http::parse_page(request));
  const auto filter = TRY(filter_of(request));
  const auto now = flags.state().parts.clock.now();
  auto [found, features] =
      TRY(meta::in_read(flags.state().parts.database,
                        [&](meta::Connection& connection)
                            -> Result<std::pair<std::vector<FlagRecord>, std::vector<EarlyAccessFeature>>> {
                          return std::pair(TRY(list_flags(connection, access.id())),
                                           TRY(list_features(connection, access.id())));
                        }));
  std::erase_if(found, [&](const FlagRecord& flag) { return !filter.takes(flag, now); });
  order(found, request.query.get("order"));
  json::array results;
  const auto count = static_cast<std::int64_t>(found.size());
  for (auto i = page.offset; i < std::min(count, page.offset + page.limit); ++i) {
    const auto& flag = found[static_cast<std::size_t>(i)];
    results.emplace_back(flag_json(flags, flag, features_of(features, flag.id)));
  }
  return Response::json(http::page_json(request, page, count, std::move(results)));
}

// By number, or by key.
Result<FlagRecord> flag_in(meta::Connection& connection, const ProjectAccess& access, std::string_view id) {
  std::optional<FlagRecord> flag;
  if (const auto number = number_in(id)) flag = TRY(find_flag(connection, access.id(), *number));
  if (!flag) flag = TRY(find_flag_by_key(connection, access.id(), id));
  if (!flag) return not_found();
  return *std::move(flag);
}

Result<json::object> shown(Flags& flags, meta::Connection& connection, const FlagRecord& flag) {
  return flag_json(flags, flag, features_of(TRY(list_features(connection, flag.project)), flag.id));
}

Result<Response> create(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto body = TRY(object_in_body(request.body));
  auto& state = flags.state();
  const auto made = TRY(meta::in_write(state.parts.database, [&](meta::Connection& connection) {
    return create_flag(state, connection, access.id(), {&access, access.user_id()}, body);
  }));
  TRY(state.refresh(access.id()));
  return Response::json(flag_json(flags, made, {}), 201);
}

Result<Response> show(Flags& flags, const ProjectAccess& access, Request& request) {
  // Users are read after this read has ended: reads do not nest.
  const auto [flag, features] = TRY(meta::in_read(
      flags.state().parts.database,
      [&](meta::Connection& connection) -> Result<std::pair<FlagRecord, std::vector<EarlyAccessFeature>>> {
        return std::pair(TRY(flag_in(connection, access, request.param("id"))),
                         TRY(list_features(connection, access.id())));
      }));
  return Response::json(flag_json(flags, flag, features_of(features, flag.id)));
}

Result<Response> change(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto body = TRY(object_in_body(request.body));
  auto& state = flags.state();
  auto answer =
      TRY(meta::in_write(state.parts.database, [&](meta::Connection& connection) -> Result<json::object> {
        auto flag = TRY(flag_in(connection, access, request.param("id")));
        const auto changed =
            TRY(change_flag(state, connection, std::move(flag), {&access, access.user_id()}, body));
        return shown(flags, connection, changed);
      }));
  TRY(state.refresh(access.id()));
  return Response::json(answer);
}

Result<Response> refuse_delete(Flags&, const ProjectAccess&, Request&) {
  return failure(ErrorKind::method_not_allowed, "method_not_allowed",
                 "Hard delete of this model is not allowed. Use a patch API call to set \"deleted\" to true");
}

Result<Response> bulk_keys(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto body = TRY(object_in_body(request.body));
  const auto* ids = body.if_contains("ids");
  if (ids == nullptr || !ids->is_array() || ids->get_array().size() > max_bulk)
    return invalid("Expected a list of at most 1000 ids.", "ids");
  return meta::in_read(flags.state().parts.database, [&](meta::Connection& connection) -> Result<Response> {
    json::object keys;
    for (const auto& item : ids->get_array()) {
      const auto id = number_in(item.is_string() ? std::string(item.get_string()) : to_text(item));
      if (!id) return invalid("Every id is a number.", "ids");
      if (const auto flag = TRY(find_flag(connection, access.id(), *id)))
        keys[std::to_string(*id)] = flag->key();
    }
    return Response::json({{"keys", std::move(keys)}});
  });
}

// Deletes several flags; says of each that stays why.
Result<Response> bulk_delete(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto body = TRY(object_in_body(request.body));
  const auto* ids = body.if_contains("ids");
  if (ids == nullptr || !ids->is_array() || ids->get_array().size() > max_bulk)
    return invalid("Expected a list of at most 1000 ids.", "ids");
  auto& state = flags.state();
  json::array deleted, errors;
  for (const auto& item : ids->get_array()) {
    const auto id = item.is_int64() ? item.get_int64() : 0;
    const auto done =
        meta::in_write(state.parts.database, [&](meta::Connection& connection) -> Result<FlagRecord> {
          auto flag = TRY(find_flag(connection, access.id(), id));
          if (!flag || flag->is("deleted")) return not_found("There is no such feature flag.");
          return change_flag(state, connection, *std::move(flag), {&access, access.user_id()},
                             json::object{{"deleted", true}});
        });
    if (done) {
      deleted.emplace_back(json::object{{"id", id}, {"key", done->key()}});
      TRY(state.refresh(access.id()));
    } else {
      errors.emplace_back(json::object{{"id", item}, {"reason", done.error().detail}});
    }
  }
  return Response::json({{"deleted", std::move(deleted)}, {"errors", std::move(errors)}});
}

Result<Response> status(Flags& flags, const ProjectAccess& access, Request& request) {
  return meta::in_read(flags.state().parts.database, [&](meta::Connection& connection) -> Result<Response> {
    const auto flag = TRY(flag_in(connection, access, request.param("id")));
    const auto found = status_of(flag, flags.state().parts.clock.now());
    return Response::json({{"status", ascii_lower(status_name(found.status))}, {"reason", found.reason}},
                          found.status == Status::deleted ? 404 : 200);
  });
}

}  // namespace

void add_flag_route(http::Router& router, Flags& flags, http::Method method, std::string_view path,
                    std::string summary, std::string scope, FlagCall call, accounts::RouteAccess access) {
  accounts::add_project_route(
      router, flags.state().parts.accounts, method, path,
      {std::move(summary), "feature_flags", std::move(scope), "", ""},
      [&flags, call](const ProjectAccess& allowed, Request& request) {
        return call(flags, allowed, request);
      },
      access);
}

void add_flag_routes(http::Router& router, Flags& flags) {
  using http::Method;
  const auto add = [&](Method method, std::string_view path, std::string summary, std::string scope,
                       FlagCall call) {
    add_flag_route(router, flags, method, path, std::move(summary), std::move(scope), call, {});
  };
  const std::string read = "feature_flag:read", write = "feature_flag:write";
  add(Method::get, "feature_flags/", "List feature flags", read, list);
  add(Method::post, "feature_flags/", "Create a feature flag", write, create);
  add(Method::get, "feature_flags/{id}/", "Show a feature flag, by id or key", read, show);
  add(Method::patch, "feature_flags/{id}/", "Change a feature flag", write, change);
  add(Method::put, "feature_flags/{id}/", "Change a feature flag", write, change);
  add(Method::del, "feature_flags/{id}/", "Refused: set deleted instead", write, refuse_delete);
  add(Method::post, "feature_flags/bulk_keys/", "The keys of several flags", read, bulk_keys);
  add(Method::post, "feature_flags/bulk_delete/", "Delete several flags", write, bulk_delete);
  add(Method::get, "feature_flags/{id}/status/", "Whether a flag is active, stale or deleted", read, status);
}

void add_routes(http::Router& router, Flags& flags) {
  add_flag_routes(router, flags);
  add_bulk_routes(router, flags);
  add_change_request_routes(router, flags);
  add_code_reference_routes(router, flags);
  add_history_routes(router, flags);
  add_evaluation_routes(router, flags);
  add_early_access_routes(router, flags);
  add_preview_page_routes(router, flags);
  add_flag_people_routes(router, flags);
  add_scheduled_change_routes(router, flags);
  add_definition_routes(router, flags);
  add_sdk_routes(router, flags);
  add_open_feature_routes(router, flags);
}

}  // namespace leapfrog::flags
