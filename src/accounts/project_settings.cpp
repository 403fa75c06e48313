#include "accounts/project_settings.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace leapfrog::accounts {
namespace {

constexpr std::size_t max_text_bytes = 4'000;
constexpr std::size_t max_list_length = 1'000;

Failure refuse(std::string_view key, std::string_view detail) {
  return invalid(std::string(detail), std::string(key));
}

Result<json::value> boolean(std::string_view key, const json::value& value) {
  if (!value.is_bool()) return refuse(key, "Must be a valid boolean.");
  return value;
}

Result<json::value> text(std::string_view key, const json::value& value) {
  if (!value.is_string()) return refuse(key, "Not a valid string.");
  if (value.get_string().size() > max_text_bytes)
    return refuse(key, fmt::format("Ensure this field has no more than {} bytes.", max_text_bytes));
  return value;
}

Result<json::value> object(std::string_view key, const json::value& value) {
  if (!value.is_object()) return refuse(key, "Must be an object.");
  return value;
}

Result<json::value> list(std::string_view key, const json::value& value) {
  if (!value.is_array()) return refuse(key, "Expected a list of items.");
  if (value.get_array().size() > max_list_length)
    return refuse(key, fmt::format("Ensure this field has no more than {} items.", max_list_length));
  return value;
}

Result<json::value> texts(std::string_view key, const json::value& value) {
  auto checked = TRY(list(key, value));
  for (const auto& item : checked.get_array()) TRY(text(key, item));
  return checked;
}

Result<json::value> objects(std::string_view key, const json::value& value) {
  auto checked = TRY(list(key, value));
  for (const auto& item : checked.get_array()) {
    if (!item.is_object()) return refuse(key, "Every item must be an object.");
  }
  return checked;
}

// A list of property filters, each naming its property.
Result<json::value> filters(std::string_view key, const json::value& value) {
  auto checked = TRY(objects(key, value));
  for (const auto& item : checked.get_array()) {
    if (string_or_empty(item.get_object(), "key").empty() &&
        string_or_empty(item.get_object(), "type") != "hogql")
      return refuse(key, "Every filter needs the \"key\" of the property that it looks at.");
  }
  return checked;
}

template <std::int64_t least, std::int64_t most>
Result<json::value> whole(std::string_view key, const json::value& value) {
  if (!value.is_int64() || value.get_int64() < least || value.get_int64() > most)
    return refuse(key, fmt::format("Must be a whole number from {} to {}.", least, most));
  return value;
}

// A share of 0 to 1 with two decimals, given as a number or a string and kept as PostHog gives it: "0.50".
Result<json::value> sample_rate(std::string_view key, const json::value& value) {
  double rate = -1;
  if (value.is_number()) {
    rate = value.to_number<double>();
  } else if (value.is_string()) {
    const std::string_view number = value.get_string();
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), rate);
    if (error != std::errc() || end != number.data() + number.size()) rate = -1;
  }
  if (!(rate >= 0 && rate <= 1)) return refuse(key, "Must be a number from 0 to 1.");
  return json::value(fmt::format("{:.2f}", rate));
}

Result<json::value> timezone(std::string_view key, const json::value& value) {
  if (!value.is_string() || !is_timezone(value.get_string()))
    return refuse(key, "Unknown time zone. Use a name like \"Europe/Berlin\" or \"UTC\".");
  return value;
}

Result<json::value> currency(std::string_view key, const json::value& value) {
  const bool right =
      value.is_string() && value.get_string().size() == 3 &&
      std::ranges::all_of(std::string_view(value.get_string()), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!right) return refuse(key, "Use the three capital letters of a currency, for example \"USD\".");
  return value;
}

Result<json::value> one_of(std::string_view key, const json::value& value,
                           std::span<const std::string_view> allowed) {
  if (!value.is_string() || std::ranges::find(allowed, std::string_view(value.get_string())) == allowed.end())
    return refuse(key, fmt::format("Must be one of: {}.", fmt::join(allowed, ", ")));
  return value;
}

Result<json::value> retention(std::string_view key, const json::value& value) {
  static constexpr std::array<std::string_view, 4> allowed = {"30d", "90d", "1y", "5y"};
  return one_of(key, value, allowed);
}

Result<json::value> match_type(std::string_view key, const json::value& value) {
  static constexpr std::array<std::string_view, 2> allowed = {"all", "any"};
  return one_of(key, value, allowed);
}

constexpr bool or_null = true;

constexpr SettingField fields[] = {
    {"timezone", timezone, R"("UTC")"},
    {"week_start_day", whole<0, 1>, "0", or_null},  // 0 Sunday, 1 Monday
    {"app_urls", texts, "[]"},
    {"recording_domains", texts, "null", or_null},
    {"anonymize_ips", boolean, "false"},
    {"test_account_filters", filters, "[]"},
    {"test_account_filters_default_checked", boolean, "null", or_null},
    {"path_cleaning_filters", objects, "[]", or_null},
    {"data_attributes", texts, R"(["data-attr"])"},
    {"person_display_name_properties", texts, "null", or_null},
    {"correlation_config", object, "{}", or_null},
    {"primary_dashboard", whole<1, INT64_MAX>, "null", or_null},
    {"base_currency", currency, R"("USD")"},
    {"product_description", text, "null", or_null},
    {"human_friendly_comparison_periods", boolean, "null", or_null},

    {"autocapture_opt_out", boolean, "false", or_null},
    {"autocapture_exceptions_opt_in", boolean, "null", or_null},
    {"autocapture_exceptions_errors_to_ignore", texts, "null", or_null},
    {"autocapture_web_vitals_opt_in", boolean, "null", or_null},
    {"autocapture_web_vitals_allowed_metrics", texts, "null", or_null},
    {"capture_console_log_opt_in", boolean, "null", or_null},
    {"capture_performance_opt_in", boolean, "null", or_null},
    {"capture_dead_clicks", boolean, "null", or_null},
    {"heatmaps_opt_in", boolean, "null", or_null},
    {"cookieless_server_hash_mode", whole<0, 2>, "0", or_null},  // 0 off, 1 stateless, 2 stateful

    {"session_recording_opt_in", boolean, "false"},
    {"session_recording_sample_rate", sample_rate, "null", or_null},
    {"session_recording_minimum_duration_milliseconds", whole<0, 30'000>, "null", or_null},
    {"session_recording_linked_flag", object, "null", or_null},
    {"session_recording_network_payload_capture_config", object, "null", or_null},
    {"session_recording_masking_config", object, "null", or_null},
    {"session_recording_url_trigger_config", objects, "null", or_null},
    {"session_recording_url_blocklist_config", objects, "null", or_null},
    {"session_recording_event_trigger_config", texts, "null", or_null},
    {"session_recording_trigger_match_type_config", match_type, "null", or_null},
    {"session_recording_retention_period", retention, R"("30d")"},
    {"session_replay_config", object, "null", or_null},

    {"surveys_opt_in", boolean, "null", or_null},
    {"survey_config", object, "null", or_null},
    {"conversations_enabled", boolean, "null", or_null},
    {"conversations_settings", object, "null", or_null},
    {"inject_web_apps", boolean, "null", or_null},
    {"flags_persistence_default", boolean, "null", or_null},
    {"feature_flag_confirmation_enabled", boolean, "null", or_null},
    {"feature_flag_confirmation_message", text, "null", or_null},

    {"revenue_analytics_config", object, "{}"},
    {"marketing_analytics_config", object, "{}"},
    {"web_analytics_pre_aggregated_tables_enabled", boolean, "null", or_null},
    {"logs_settings", object, "null", or_null},
    {"modifiers", object, "null", or_null},
    {"extra_settings", object, "null", or_null},
    {"completed_snippet_onboarding", boolean, "false"},
    {"has_completed_onboarding_for", object, "null", or_null},
};

}  // namespace

std::span<const SettingField> setting_fields() { return fields; }

const json::object& default_settings() {
  static const json::object defaults = [] {
    json::object object;
    for (const auto& field : fields) object[field.key] = json::parse(field.default_json);
    return object;
  }();
  return defaults;
}

json::object complete_settings(const json::object& stored) {
  json::object complete = default_settings();
  for (auto& [key, value] : complete) {
    if (const auto* set = stored.if_contains(key)) value = *set;
  }
  return complete;
}

Result<json::object> changed_settings(const json::object& settings, const json::object& wanted) {
  json::object changed = settings;
  for (const auto& field : fields) {
    const auto* value = wanted.if_contains(field.key);
    if (value == nullptr) continue;
    if (!value->is_null()) {
      changed[field.key] = TRY(field.check(field.key, *value));
    } else if (field.nullable) {
      changed[field.key] = nullptr;
    } else {
      return invalid("This field may not be null.", std::string(field.key), "null");
    }
  }
  if (json::serialize(changed).size() > max_settings_bytes)
    return invalid(
        fmt::format("The settings of a project may take {} KiB together.", max_settings_bytes >> 10));
  return changed;
}

bool is_timezone(std::string_view name) {
  if (name.empty() || name.size() > 64) return false;
  try {
    return date::locate_zone(name) != nullptr;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace leapfrog::accounts
