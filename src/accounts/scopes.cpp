#include "accounts/scopes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace leapfrog::accounts {
namespace {

// clang-format off
constexpr auto objects = std::to_array<std::string_view>({
    "action", "activity_log", "alert", "annotation", "batch_export", "cohort", "comment", "dashboard",
    "dashboard_template", "dataset", "early_access_feature", "endpoint", "error_tracking", "evaluation",
    "event_definition", "experiment", "experiment_saved_metric", "export", "external_data_source",
    "feature_flag", "feedback", "file_system", "group", "hog_flow", "hog_function", "ingestion", "insight",
    "insight_variable", "integration", "interview", "job", "logs", "notebook", "opportunity", "organization",
    "organization_member", "person", "product_tour", "project", "property_definition", "query", "release",
    "session_recording", "session_recording_playlist", "sharing_configuration", "subscription", "survey",
    "task", "user", "warehouse_table", "warehouse_view", "web_analytics", "webhook"});
// clang-format on
static_assert(std::ranges::is_sorted(objects));

constexpr std::size_t max_scopes = 2 * objects.size();

std::string_view object_of(std::string_view scope) { return scope.substr(0, scope.find(':')); }
std::string_view verb_of(std::string_view scope) {
  const auto colon = scope.find(':');
  return colon == std::string_view::npos ? std::string_view() : scope.substr(colon + 1);
}

}  // namespace

std::span<const std::string_view> scope_objects() { return objects; }

bool is_scope(std::string_view scope) {
  const auto verb = verb_of(scope);
  return (verb == "read" || verb == "write") && std::ranges::binary_search(objects, object_of(scope));
}

bool allows(const std::vector<std::string>& held, std::string_view wanted) {
  return std::ranges::any_of(held, [&](const std::string& scope) {
    if (scope == "*" || scope == wanted) return true;
    return verb_of(wanted) == "read" && verb_of(scope) == "write" && object_of(scope) == object_of(wanted);
  });
}

Role role_for(std::string_view scope) { return verb_of(scope) == "write" ? Role::member : Role::viewer; }

Result<std::vector<std::string>> checked_scopes(const json::value& value) {
  if (!value.is_array() || value.get_array().empty())
    return invalid("Choose at least one scope, for example [\"query:read\"], or [\"*\"] for everything.",
                   "scopes");
  if (value.get_array().size() > max_scopes)
    return invalid(fmt::format("A key has at most {} scopes.", max_scopes), "scopes");
  std::vector<std::string> scopes;
  for (const auto& item : value.get_array()) {
    if (!item.is_string()) return invalid("Every scope is a string.", "scopes");
    const std::string scope(item.get_string());
    if (scope != "*" && !is_scope(scope))
      return invalid(fmt::format("Invalid scope: {}", scope.substr(0, 100)), "scopes");
    if (std::ranges::find(scopes, scope) == scopes.end()) scopes.push_back(scope);
  }
  return scopes;
}

}  // namespace leapfrog::accounts
