// OFREP, OpenFeature's remote evaluation protocol: flags for any OpenFeature SDK. The project's token is the
// key (Authorization: Bearer, or X-API-Key); the context's targetingKey is the distinct id, `groups` in the
// context are groups, everything else in it are properties of the person.
#include <fmt/format.h>

#include "base/crypto.h"
#include "flags/asked_flags.h"
#include "flags/flag_answer.h"
#include "flags/flag_api.h"

namespace leapfrog::flags {
namespace {

using http::Request;
using http::Response;
constexpr std::size_t max_body = 1 << 20;

Response refuse(int status, std::string_view code, std::string details, std::string_view key = "") {
  json::object out{{"errorCode", code}, {"errorDetails", std::move(details)}};
  if (!key.empty()) out["key"] = key;
  return Response::json(out, status);
}

std::string_view token_in(const Request& request) {
  const auto header = request.headers.get("Authorization");
  if (header.starts_with("Bearer ")) return header.substr(7);
  return header.empty() ? request.headers.get("X-API-Key") : header;
}

// The request as /flags would be asked. Errors are OFREP's, with the code in Error::code.
Result<std::unique_ptr<FlagRequest>> wish_of(const Request& request) {
  const auto body = parse_json(request.body);
  if (!body || !body->is_object())
    return failure(ErrorKind::invalid, "PARSE_ERROR", "The body is not a JSON object.");
  const auto* context = body->get_object().if_contains("context");
  if (context == nullptr || !context->is_object())
    return failure(ErrorKind::invalid, "INVALID_CONTEXT", "The body has no context object.");
  json::object wish, properties;
  for (const auto& [name, value] : context->get_object()) {
    if (name == "targetingKey") {
      wish["distinct_id"] = value;
    } else if (name == "groups" || name == "group_properties") {
      wish[name] = value;
    } else {
      properties[name] = value;
    }
  }
  wish["person_properties"] = std::move(properties);
  auto read = TRY(read_flag_request(json::serialize(wish), request));
  if (!read->has_distinct_id)
    return failure(ErrorKind::invalid, "TARGETING_KEY_MISSING", "The context has no targetingKey.");
  return read;
}

std::string_view reason_of(const CompiledFlag& flag, const Verdict& verdict) {
  switch (verdict.reason) {
    case Reason::flag_disabled:
      return "DISABLED";
    case Reason::holdout_condition_value:
      return "SPLIT";
    case Reason::super_condition_value:
      return "TARGETING_MATCH";
    case Reason::condition_match: {
      const auto& condition = flag.conditions[static_cast<std::size_t>(verdict.condition)];
      const bool by_share = !condition.everybody || (!verdict.variant.empty() && condition.variant < 0);
      if (by_share) return "SPLIT";
      return condition.filters.empty() ? "STATIC" : "TARGETING_MATCH";
    }
    default:
      return "DEFAULT";
  }
}

json::value parsed(const std::string& payload) {
  auto value = parse_json(payload);
  return value ? *std::move(value) : json::value(payload);
}

// A flag without variants is a boolean. A variant is its payload when it has one, else its name; while such a
// flag is off it has no value, and the SDK takes the default in the code.
json::object flag_json(const CompiledFlag& flag, const Verdict& verdict) {
  const auto& definition = flag.definition;
  json::object out{{"key", definition.key}, {"reason", reason_of(flag, verdict)}};
  const bool typed = !flag.variants.empty() || definition.is_remote_configuration;
  if (verdict.payload != nullptr && typed) {
    out["value"] = parsed(verdict.payload->text);
  } else if (!typed || (verdict.enabled && verdict.variant.empty())) {
    out["value"] = verdict.enabled;
  } else if (verdict.enabled) {
    out["value"] = verdict.variant;
  }
  if (verdict.enabled) out["variant"] = verdict.variant.empty() ? std::string_view("on") : verdict.variant;
  json::object metadata{{"id", definition.id}, {"version", definition.version}};
  if (verdict.payload != nullptr && !typed) metadata["payload"] = verdict.payload->text;
  out["metadata"] = std::move(metadata);
  return out;
}

Response unknown_project() {
  return refuse(401, "GENERAL", "Send the project's API key (phc_…) as Authorization: Bearer or X-API-Key.");
}

Response one(Flags& flags, const Request& request) {
  const auto key = request.param("key");
  const auto project = flags.state().parts.accounts.by_token(token_in(request));
  if (project == nullptr) return unknown_project();
  auto wish = wish_of(request);
  if (!wish) return refuse(400, wish.error().code, wish.error().detail, key);
  (*wish)->keys = std::vector<std::string>{std::string(key)};
  (*wish)->runtime = Runtime::all;
  AskedFlags asked(flags.state(), project->id, **wish, request.client_ip);
  asked.note_calls();
  const auto found = asked.with_inactive();
  if (found.empty()) return refuse(404, "FLAG_NOT_FOUND", fmt::format("There is no flag \"{}\".", key), key);
  const auto& [index, verdict] = found.front();
  if (verdict.failed) return refuse(500, "GENERAL", "The flag could not be evaluated.", key);
  return Response::json(flag_json(asked.definitions().set->flags()[index], verdict));
}

Response all(Flags& flags, const Request& request) {
  const auto project = flags.state().parts.accounts.by_token(token_in(request));
  if (project == nullptr) return unknown_project();
  const auto wish = wish_of(request);
  if (!wish) return refuse(400, wish.error().code, wish.error().detail);
  const AskedFlags asked(flags.state(), project->id, **wish, request.client_ip);
  asked.note_calls();
  json::array out;
  for (const auto& [index, verdict] : asked.flags()) {
    const auto& flag = asked.definitions().set->flags()[index];
    if (verdict.failed) {
      out.emplace_back(json::object{{"key", flag.definition.key},
                                    {"errorCode", "GENERAL"},
                                    {"errorDetails", "The flag could not be evaluated."}});
    } else {
      out.emplace_back(flag_json(flag, verdict));
    }
  }
  auto response = Response::json({{"flags", std::move(out)}});
  const auto etag = "\"" + sha256_hex(response.body).substr(0, 32) + "\"";
  if (request.headers.get("If-None-Match") == etag) response = Response::empty(304);
  response.headers.set("ETag", etag);
  return response;
}

}  // namespace

void add_open_feature_routes(http::Router& router, Flags& flags) {
  http::RouteOptions options;
  options.cors = http::Cors::sdk;
  options.max_body_bytes = max_body;
  router.add({http::Method::post,
              "/ofrep/v1/evaluate/flags/",
              {"Evaluates all flags (OpenFeature)", "sdk", "", "", ""},
              options,
              http::Handler([&flags](Request& request) { return all(flags, request); })});
  router.add({http::Method::post,
              "/ofrep/v1/evaluate/flags/{key}/",
              {"Evaluates one flag (OpenFeature)", "sdk", "", "", ""},
              options,
              http::Handler([&flags](Request& request) { return one(flags, request); })});
}

}  // namespace leapfrog::flags
