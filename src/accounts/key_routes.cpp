// /api/personal_api_keys/. A key cannot make or change keys: a leaked one must not be able to outlive itself.
#include <fmt/format.h>

#include <algorithm>

#include "accounts/account_routes.h"
#include "accounts/activity.h"
#include "accounts/api_objects.h"
#include "accounts/credentials.h"
#include "accounts/input.h"
#include "accounts/key_store.h"
#include "accounts/scopes.h"
#include "accounts/state.h"
#include "base/uuid.h"

namespace leapfrog::accounts {
namespace {

constexpr RouteAccess signed_in{.role = {}, .project_secret = false, .session_only = true};
constexpr std::size_t max_keys_per_user = 100;
constexpr std::size_t max_label_characters = 40;
constexpr std::size_t max_scoped = 200;

Result<std::string> label_of(const json::object& body) {
  const auto label = TRY(optional_text(body, "label", max_label_characters));
  if (!label) return invalid("This field is required.", "label", "required");
  if (label->empty()) return invalid("This field may not be blank.", "label", "blank");
  return *label;
}

Result<const json::array*> list_field(const json::object& body, std::string_view field) {
  const auto* value = body.if_contains(field);
  if (value == nullptr || value->is_null()) return nullptr;
  if (!value->is_array()) return invalid("Expected a list of items.", std::string(field), "not_a_list");
  if (value->get_array().size() > max_scoped)
    return invalid(fmt::format("Ensure this field has no more than {} items.", max_scoped),
                   std::string(field));
  return &value->get_array();
}

Result<> take_scoped_projects(meta::Connection& connection, PersonalKey& key, const json::object& body) {
  if (!body.contains("scoped_teams")) return {};
  key.scoped_projects.clear();
  const auto* list = TRY(list_field(body, "scoped_teams"));
  if (list == nullptr) return {};
  const auto own = TRY(projects_of(connection, key.user));
  for (const auto& item : *list) {
    const bool is_own = item.is_int64() && std::ranges::any_of(own, [&](const ProjectRow& project) {
                          return project.id == item.get_int64();
                        });
    if (!is_own) return invalid("Name projects of yours by their id.", "scoped_teams", "does_not_exist");
    key.scoped_projects.push_back(item.get_int64());
  }
  return {};
}

Result<> take_scoped_organizations(meta::Connection& connection, PersonalKey& key, const json::object& body) {
  if (!body.contains("scoped_organizations")) return {};
  key.scoped_organizations.clear();
  const auto* list = TRY(list_field(body, "scoped_organizations"));
  if (list == nullptr) return {};
  const auto own = TRY(organizations_of(connection, key.user));
  for (const auto& item : *list) {
    const bool is_own = item.is_string() && std::ranges::any_of(own, [&](const OwnOrganization& each) {
                          return each.organization.id == std::string_view(item.get_string());
                        });
    if (!is_own)
      return invalid("Name organizations of yours by their id.", "scoped_organizations", "does_not_exist");
    key.scoped_organizations.emplace_back(item.get_string());
  }
  return {};
}

json::object logged_fields(const PersonalKey& key) {
  auto out = key_json(key, std::nullopt);
  json::object kept;
  for (const auto* field : {"label", "scopes", "scoped_teams", "scoped_organizations"})
    kept[field] = out[field];
  return kept;
}

Result<> record(meta::Connection& connection, const Access& who, const PersonalKey& key, std::string activity,
                std::vector<Change> changes, Instant now) {
  const auto user = TRY(find_user(connection, who.user.id));
  CHECK(user.has_value());
  return record_activity_at(
      connection, {user->current_organization.value_or(""), std::nullopt, who.user.id},
      {now, "PersonalAPIKey", key.id, std::move(activity), key.label, std::move(changes)});
}

Result<PersonalKey> own_key(meta::Connection& connection, const Access& who, std::string_view id) {
  auto key = TRY(find_key(connection, who.user.id, id));
  if (!key) return not_found();
  return *std::move(key);
}

Result<http::Response> create(Accounts::State& state, const Access& who, const http::Request& request) {
  const auto body = TRY(body_object(request));
  PersonalKey key;
  key.user = who.user.id;
  key.label = TRY(label_of(body));
  if (!body.contains("scopes")) return invalid("This field is required.", "scopes", "required");
  key.scopes = TRY(checked_scopes(body.at("scopes")));
  key.created_at = state.clock.now();
  key.id = Uuid::at(key.created_at).text();
  const auto secret = make_secret(key_prefix);
  key.mask = secret.mask;
  TRY(state.database.write([&](meta::Connection& connection) -> Result<> {
    if (TRY(list_keys(connection, who.user.id)).size() >= max_keys_per_user)
      return invalid(fmt::format("You can have {} personal API keys. Delete one that you no longer use.",
                                 max_keys_per_user));
    TRY(take_scoped_projects(connection, key, body));
    TRY(take_scoped_organizations(connection, key, body));
    TRY(insert_key(connection, key, secret.hash));
    return record(connection, who, key, "created", changes_between({}, logged_fields(key)), key.created_at);
  }));
  return http::Response::json(key_json(key, secret.value), 201);
}

Result<http::Response> list(Accounts::State& state, const Access& who) {
  const auto keys = TRY(meta::in_read(
      state.database, [&](meta::Connection& connection) { return list_keys(connection, who.user.id); }));
  json::array out;
  for (const auto& key : keys) out.push_back(key_json(key, std::nullopt));
  return http::Response::json(out);
}

Result<http::Response> show(Accounts::State& state, const Access& who, std::string_view id) {
  const auto key = TRY(meta::in_read(
      state.database, [&](meta::Connection& connection) { return own_key(connection, who, id); }));
  return http::Response::json(key_json(key, std::nullopt));
}

Result<http::Response> change(Accounts::State& state, const Access& who, const http::Request& request) {
  const auto body = TRY(body_object(request));
  return meta::in_write(state.database, [&](meta::Connection& connection) -> Result<http::Response> {
    auto key = TRY(own_key(connection, who, request.param("key_id")));
    const auto before = logged_fields(key);
    if (body.contains("label")) key.label = TRY(label_of(body));
    if (body.contains("scopes")) key.scopes = TRY(checked_scopes(body.at("scopes")));
    TRY(take_scoped_projects(connection, key, body));
    TRY(take_scoped_organizations(connection, key, body));
    TRY(update_key(connection, key));
    TRY(record(connection, who, key, "updated", changes_between(before, logged_fields(key)),
               state.clock.now()));
    return http::Response::json(key_json(key, std::nullopt));
  });
}

Result<http::Response> roll(Accounts::State& state, const Access& who, std::string_view id) {
  const auto secret = make_secret(key_prefix);
  const auto now = state.clock.now();
  return meta::in_write(state.database, [&](meta::Connection& connection) -> Result<http::Response> {
    auto key = TRY(own_key(connection, who, id));
    TRY(roll_key(connection, key.id, secret, now));
    TRY(record(connection, who, key, "rolled", {}, now));
    key.mask = secret.mask;
    key.last_rolled_at = now;
    return http::Response::json(key_json(key, secret.value));
  });
}

Result<http::Response> remove(Accounts::State& state, const Access& who, std::string_view id) {
  TRY(state.database.write([&](meta::Connection& connection) -> Result<> {
    const auto key = TRY(own_key(connection, who, id));
    TRY(delete_key(connection, key.id));
    return record(connection, who, key, "deleted", changes_between(logged_fields(key), {}),
                  state.clock.now());
  }));
  return http::Response::empty(204);
}

}  // namespace

void add_key_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  using http::Method;
  const std::string all = "/api/personal_api_keys/";
  const std::string one = all + "{key_id}/";
  add_user_route(router, accounts, Method::get, all, route_doc("The user's personal API keys", ""), signed_in,
                 [&state](const Access& who, http::Request&) { return list(state, who); });
  add_user_route(router, accounts, Method::post, all, route_doc("Create a personal API key", ""), signed_in,
                 [&state](const Access& who, http::Request& request) { return create(state, who, request); });
  add_user_route(router, accounts, Method::get, all + "@current/", route_doc("The key that asks", ""), {},
                 [&state](const Access& who, http::Request&) -> Result<http::Response> {
                   if (who.by != Access::By::personal_key) return not_found();
                   return show(state, who, who.credential);
                 });
  add_user_route(router, accounts, Method::get, one, route_doc("One personal API key", ""), signed_in,
                 [&state](const Access& who, http::Request& request) {
                   return show(state, who, request.param("key_id"));
                 });
  add_user_route(router, accounts, Method::patch, one, route_doc("Change a key's label or scopes", ""),
                 signed_in,
                 [&state](const Access& who, http::Request& request) { return change(state, who, request); });
  add_user_route(router, accounts, Method::del, one, route_doc("Revoke a personal API key", ""), signed_in,
                 [&state](const Access& who, http::Request& request) {
                   return remove(state, who, request.param("key_id"));
                 });
  add_user_route(router, accounts, Method::post, one + "roll/",
                 route_doc("Replace a key's value; the old one stops working", ""), signed_in,
                 [&state](const Access& who, http::Request& request) {
                   return roll(state, who, request.param("key_id"));
                 });
}

}  // namespace leapfrog::accounts
