#include "definitions/routes.h"

#include "base/log.h"
#include "http/json_body.h"

namespace leapfrog::definitions {
namespace {

constexpr std::size_t max_description = 4'000;
constexpr std::size_t max_names = 1'000;

}  // namespace

Result<json::value> Users::json(const std::optional<accounts::UserId>& id) {
  if (!id) return nullptr;
  if (const auto found = known_.find(*id); found != known_.end()) return found->second;
  return known_[*id] = accounts::user_json(TRY(accounts_.user(*id)));
}

json::value instant_json(const std::optional<Instant>& instant) {
  return instant ? json::value(format_iso(*instant)) : json::value(nullptr);
}

Result<> add_notes(json::object& out, const Notes& notes, Users& users) {
  json::array tags;
  for (const auto& tag : notes.tags) tags.emplace_back(tag);
  out["description"] = notes.description;
  out["tags"] = std::move(tags);
  out["hidden"] = notes.hidden;
  out["verified"] = notes.verified;
  out["verified_at"] = instant_json(notes.verified_at);
  out["verified_by"] = TRY(users.json(notes.verified_by));
  out["updated_at"] = instant_json(notes.updated_at);
  out["updated_by"] = TRY(users.json(notes.updated_by));
  return {};
}

json::object logged_notes(const Notes& notes) {
  json::array tags;
  for (const auto& tag : notes.tags) tags.emplace_back(tag);
  return {{"description", notes.description},
          {"tags", std::move(tags)},
          {"hidden", notes.hidden},
          {"verified", notes.verified}};
}

Result<> change_notes(Notes& notes, const json::object& body, const accounts::ProjectAccess& access,
                      Instant now) {
  if (const auto description = TRY(http::optional_text(body, "description", max_description)))
    notes.description = *description;
  else if (body.contains("description"))
    notes.description.clear();
  if (auto tags = TRY(http::optional_tags(body))) notes.tags = *std::move(tags);
  const auto was_verified = notes.verified;
  notes.verified = TRY(optional_bool(body, "verified")).value_or(notes.verified);
  notes.hidden = TRY(optional_bool(body, "hidden")).value_or(notes.hidden);
  if (notes.hidden && notes.verified)
    return invalid("It cannot be both hidden and verified.", "hidden", "hidden_and_verified");
  if (notes.verified != was_verified) {
    notes.verified_at = notes.verified ? std::optional(now) : std::nullopt;
    notes.verified_by = notes.verified ? access.user_id() : std::nullopt;
  }
  notes.updated_at = now;
  notes.updated_by = access.user_id();
  return {};
}

Result<std::vector<std::string>> names_parameter(const http::Request& request, std::string_view name) {
  auto text = request.query.get(name);
  std::vector<std::string> names;
  if (text.starts_with('[')) {
    const auto list = parse_json(text);
    if (!list || !list->is_array()) return invalid("Expected a JSON list of strings.", std::string(name));
    for (const auto& item : list->get_array()) {
      if (!item.is_string()) return invalid("Expected a JSON list of strings.", std::string(name));
      names.emplace_back(item.get_string());
    }
  } else {
    while (!text.empty()) {
      const auto end = std::min(text.find(','), text.size());
      if (end > 0) names.emplace_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }
  if (names.size() > max_names) return invalid("Expected at most 1000 names.", std::string(name));
  return names;
}

void log_change(const RouteParts& parts, const accounts::ProjectAccess& access,
                const accounts::Activity& activity) {
  const auto logged = parts.activity_database.write(
      [&](meta::Connection& connection) { return accounts::record_activity(connection, access, activity); });
  if (!logged) log_error("A change is missing in the activity log.", {{"error", logged.error().detail}});
}

void add_routes(http::Router& router, const RouteParts& parts) {
  add_event_routes(router, parts);
  add_property_routes(router, parts);
}

}  // namespace leapfrog::definitions
