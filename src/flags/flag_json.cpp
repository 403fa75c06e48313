#include "flags/flag_json.h"

#include <algorithm>
#include <charconv>

#include "flags/sealed_payloads.h"
#include "flags/state.h"

namespace leapfrog::flags {
namespace {

constexpr auto stale_after = std::chrono::hours(24 * 30);

const json::array* conditions_of(const FlagRecord& flag) {
  const auto* groups = flag.filters().if_contains("groups");
  return groups == nullptr ? nullptr : groups->if_array();
}

bool has_properties(const json::value& condition) {
  const auto* object = condition.if_object();
  const auto* properties = object == nullptr ? nullptr : object->if_contains("properties");
  return properties != nullptr && properties->is_array() && !properties->get_array().empty();
}

json::value percentage_of(const json::value& condition) {
  const auto* object = condition.if_object();
  const auto* percentage = object == nullptr ? nullptr : object->if_contains("rollout_percentage");
  return percentage == nullptr ? json::value() : *percentage;
}

bool lets_everybody_in(const json::value& condition) {
  const auto percentage = percentage_of(condition);
  return !has_properties(condition) &&
         (percentage.is_null() || (percentage.is_number() && percentage.to_number<double>() >= 100));
}

bool lets_nobody_in(const json::value& condition) {
  const auto percentage = percentage_of(condition);
  return percentage.is_number() && percentage.to_number<double>() <= 0;
}

json::value instant_or_null(const std::optional<Instant>& instant) {
  return instant ? json::value(format_iso(*instant)) : json::value();
}

}  // namespace

json::value user_of(Flags& flags, const std::optional<UserId>& user) {
  if (!user) return nullptr;
  const auto found = flags.state().parts.accounts.user(*user);
  return found ? accounts::user_json(*found) : json::value();
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return whole ? std::optional(number) : std::nullopt;
}

FlagStatus status_of(const FlagRecord& flag, Instant now) {
  if (flag.is("deleted")) return {Status::deleted, "Flag has been deleted"};
  if (!flag.is("active")) return {Status::inactive, "Flag is disabled"};
  if (now - flag.updated_at < stale_after)
    return {Status::active, "Flag was changed within the last 30 days"};
  if (flag.last_called_at && now - *flag.last_called_at >= stale_after)
    return {Status::stale, "Flag has not been evaluated for 30 days"};
  if (!flag.last_called_at && now - flag.created_at >= stale_after)
    return {Status::stale, "Flag has never been evaluated"};
  const auto* conditions = conditions_of(flag);
  if (conditions != nullptr && std::ranges::all_of(*conditions, lets_nobody_in))
    return {Status::stale, "Flag has been off for everybody for at least 30 days"};
  if (conditions != nullptr && std::ranges::any_of(*conditions, lets_everybody_in))
    return {Status::stale, "Flag has been on for everybody for at least 30 days"};
  return {Status::active, "Flag is not fully rolled out and may be in use"};
}

std::string_view status_name(Status status) {
  switch (status) {
    case Status::active:
      return "ACTIVE";
    case Status::inactive:
      return "INACTIVE";
    case Status::stale:
      return "STALE";
    case Status::deleted:
      return "DELETED";
  }
  return "";
}

bool is_simple(const FlagRecord& flag) {
  const auto* conditions = conditions_of(flag);
  const auto* group_type = flag.filters().if_contains("aggregation_group_type_index");
  return conditions != nullptr && conditions->size() == 1 && !has_properties(conditions->front()) &&
         (group_type == nullptr || group_type->is_null());
}

json::object shown_fields(const json::object& fields) {
  auto out = fields;
  if (out.at("has_encrypted_payloads") != json::value(true)) return out;
  auto* payloads = out.at("filters").get_object().if_contains("payloads");
  if (payloads == nullptr || !payloads->is_object()) return out;
  for (auto& [value, payload] : payloads->get_object()) payload = redacted_payload;
  return out;
}

json::object flag_json(Flags& flags, const FlagRecord& flag, json::array features) {
  json::object out{{"id", flag.id}};
  for (auto& [key, value] : shown_fields(flag.fields)) out[key] = std::move(value);
  const bool simple = is_simple(flag);
  out["version"] = flag.version;
  out["created_by"] = user_of(flags, flag.created_by);
  out["created_at"] = format_iso(flag.created_at);
  out["updated_at"] = format_iso(flag.updated_at);
  out["last_modified_by"] = user_of(flags, flag.updated_by);
  out["last_called_at"] = instant_or_null(flag.last_called_at);
  out["is_simple_flag"] = simple;
  out["rollout_percentage"] = simple ? percentage_of(conditions_of(flag)->front()) : json::value();
  out["evaluation_tags"] = out.at("evaluation_contexts");
  out["experiment_set"] = json::array();
  out["surveys"] = json::array();
  out["features"] = std::move(features);
  out["performed_rollback"] = false;
  out["can_edit"] = true;
  out["user_access_level"] = "editor";
  out["usage_dashboard"] = flag.usage_dashboard ? json::value(*flag.usage_dashboard) : json::value();
  out["usage_dashboard_has_enriched_insights"] = flag.usage_is_enriched;
  out["analytics_dashboards"] = json::array();
  out["has_enriched_analytics"] = false;
  out["status"] = status_name(status_of(flag, flags.state().parts.clock.now()).status);
  return out;
}

json::object version_json(Flags& flags, const FlagVersion& version) {
  return {{"version", version.version},
          {"fields", shown_fields(version.fields)},
          {"changed_by", user_of(flags, version.changed_by)},
          {"changed_at", format_iso(version.changed_at)}};
}

}  // namespace leapfrog::flags
