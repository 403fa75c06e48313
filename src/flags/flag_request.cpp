#include "flags/flag_request.h"

#include <algorithm>
#include <array>
#include <span>

namespace leapfrog::flags {
namespace {

constexpr std::size_t max_groups = 100;
constexpr std::size_t max_keys = 10'000;

// Ids as text: strings, and numbers as they are written.
std::string id_in(const json::value* value) {
  if (value == nullptr) return "";
  if (const auto* text = value->if_string()) return std::string(*text);
  return value->is_number() ? to_text(*value) : "";
}

std::string first_id(const json::object& body, std::initializer_list<std::string_view> fields) {
  for (const auto field : fields) {
    if (auto id = id_in(body.if_contains(field)); !id.empty()) return id;
  }
  return "";
}

const json::object* object_in(const json::object& body, std::string_view field) {
  const auto* value = body.if_contains(field);
  return value == nullptr ? nullptr : value->if_object();
}

bool is_true(const json::object& body, std::string_view field) {
  const auto* value = body.if_contains(field);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::optional<std::vector<std::string>> texts_in(const json::object& body,
                                                 std::initializer_list<std::string_view> fields) {
  for (const auto field : fields) {
    const auto* value = body.if_contains(field);
    if (value == nullptr || !value->is_array()) continue;
    std::vector<std::string> texts;
    for (const auto& item : value->get_array()) {
      if (item.is_string() && texts.size() < max_keys) texts.emplace_back(item.get_string());
    }
    return texts;
  }
  return std::nullopt;
}

void read_groups(FlagRequest& out) {
  const auto* groups = object_in(out.body, "groups");
  if (groups == nullptr) groups = object_in(out.body, "$groups");
  if (groups == nullptr) return;
  for (const auto& [type, key] : *groups) {
    // Somebody without a company is in none: an empty key would let them into every rollout.
    const bool is_key = key.is_string() || key.is_number();
    if (is_key && out.groups.size() < max_groups) out.groups.emplace_back(type, id_in(&key));
  }
}

bool has_any(std::string_view text, std::span<const std::string_view> parts) {
  return std::ranges::any_of(
      text.empty() ? std::span<const std::string_view>() : parts,
      [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

constexpr auto client_agents = std::to_array<std::string_view>(
    {"Mozilla/", "Chrome/", "Safari/", "Firefox/", "Edge/", "posthog-android/", "posthog-ios/",
     "posthog-flutter/", "posthog-react-native/", "posthog-js/"});
constexpr auto server_agents = std::to_array<std::string_view>(
    {"posthog-python/", "posthog-ruby/", "posthog-php/", "posthog-java/", "posthog-go/", "posthog-node/",
     "posthog-dotnet/", "posthog-elixir/", "python-requests/", "curl/"});

}  // namespace

std::optional<Runtime> runtime_of(const http::Request& request) {
  const auto agent = request.headers.get("User-Agent");
  if (has_any(agent, server_agents)) return Runtime::server;
  if (has_any(agent, client_agents)) return Runtime::client;
  for (const auto* header : {"Origin", "Referer", "Sec-Fetch-Mode", "Sec-Fetch-Site"}) {
    if (request.headers.has(header)) return Runtime::client;
  }
  return std::nullopt;
}

Result<std::unique_ptr<FlagRequest>> read_flag_request(std::string_view text, const http::Request& request) {
  auto value = parse_json(text);
  if (!value || !value->is_object())
    return invalid("failed to parse request: the body must be a JSON object");
  auto out = std::make_unique<FlagRequest>();
  out->body = std::move(value->get_object());
  const auto& body = out->body;
  out->token = first_id(body, {"token", "api_key", "$token"});
  for (const auto* field : {"distinct_id", "$distinct_id"}) {
    const auto* id = body.if_contains(field);
    if (id == nullptr || id->is_null()) continue;
    out->distinct_id = id->is_string() || id->is_number() ? id_in(id) : to_text(*id);
    out->has_distinct_id = !out->distinct_id.empty();
    break;
  }
  out->anonymous_id = first_id(body, {"$anon_distinct_id", "anon_distinct_id"});
  out->device_id = first_id(body, {"$device_id", "device_id"});
  read_groups(*out);
  out->person_properties = object_in(body, "person_properties");
  out->group_properties = object_in(body, "group_properties");
  if (out->device_id.empty() && out->person_properties != nullptr)
    out->device_id = first_id(*out->person_properties, {"$device_id"});
  out->disabled = is_true(body, "disable_flags");
  out->without_place = is_true(body, "geoip_disable");
  out->keys = texts_in(body, {"flag_keys", "flag_keys_to_evaluate"});
  out->contexts =
      texts_in(body, {"evaluation_contexts", "evaluation_environments"}).value_or(std::vector<std::string>());
  out->surveys_only = request.query.get("only_evaluate_survey_feature_flags") == "true";
  const auto runtime = string_or_empty(body, "evaluation_runtime");
  if (runtime == "client") {
    out->runtime = Runtime::client;
  } else if (runtime == "server") {
    out->runtime = Runtime::server;
  } else {
    out->runtime = runtime == "all" ? std::optional(Runtime::all) : runtime_of(request);
  }
  return out;
}

}  // namespace leapfrog::flags
