#include "remote_config/config_object.h"

namespace leapfrog::remote_config {
namespace {

bool is_true(const json::object& settings, std::string_view key) {
  const auto* value = settings.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

json::value value_or_null(const json::object& settings, std::string_view key) {
  const auto* value = settings.if_contains(key);
  return value == nullptr ? json::value(nullptr) : *value;
}

json::value capture_performance(const json::object& settings) {
  const bool network = is_true(settings, "capture_performance_opt_in");
  const bool vitals = is_true(settings, "autocapture_web_vitals_opt_in");
  if (!network && !vitals) return false;
  json::object out;
  out["network_timing"] = network;
  out["web_vitals"] = vitals;
  out["web_vitals_allowed_metrics"] = value_or_null(settings, "autocapture_web_vitals_allowed_metrics");
  return out;
}

json::object error_tracking(const json::object& settings) {
  json::object out;
  out["autocaptureExceptions"] = is_true(settings, "autocapture_exceptions_opt_in");
  out["captureExtensionExceptions"] = false;
  out["suppressionRules"] = json::array();
  return out;
}

}  // namespace

json::object config_object(const accounts::Project& project) {
  const auto& settings = project.settings;
  json::object out;
  out["token"] = project.api_token;
  out["supportedCompression"] = json::array{"gzip", "gzip-js"};
  out["hasFeatureFlags"] = true;
  // Without this key a new browser would not autocapture at all.
  out["autocapture_opt_out"] = is_true(settings, "autocapture_opt_out");
  out["elementsChainAsString"] = true;
  out["captureDeadClicks"] = is_true(settings, "capture_dead_clicks");
  out["capturePerformance"] = capture_performance(settings);
  out["autocaptureExceptions"] = is_true(settings, "autocapture_exceptions_opt_in");
  out["errorTracking"] = error_tracking(settings);
  out["analytics"] = json::object{{"endpoint", "/i/v0/e/"}};
  out["logs"] = json::object{{"captureConsoleLogs", false}};
  out["heatmaps"] = is_true(settings, "heatmaps_opt_in");
  out["surveys"] = is_true(settings, "surveys_opt_in");
  out["survey_config"] = value_or_null(settings, "survey_config");
  out["productTours"] = false;
  out["conversations"] = false;
  out["defaultIdentifiedOnly"] = true;
  // Browsers must not record what is not kept: recordings are not stored yet, whatever the project opted
  // into.
  out["sessionRecording"] = false;
  out["siteApps"] = json::array();
  out["isAuthenticated"] = false;
  out["toolbarParams"] = json::object();
  out["config"] = json::object{{"enable_collect_everything", true}};
  return out;
}

std::string config_script(const accounts::Project& project) {
  json::object entry;
  entry["config"] = config_object(project);
  entry["siteApps"] = json::array();
  const auto token = json::serialize(json::string(project.api_token));
  return "(function(){var all=window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{};all[" + token +
         "]=" + json::serialize(entry) + "})();\n";
}

}  // namespace leapfrog::remote_config
