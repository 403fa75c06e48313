// /flags and /decide: what SDKs ask on every page and every call.
#include "base/uuid.h"
#include "capture/capture.h"
#include "flags/flag_answer.h"
#include "flags/flag_api.h"
#include "remote_config/remote_config.h"

namespace leapfrog::flags {
namespace {

using http::Request;
using http::Response;
constexpr std::size_t max_body = 2 << 20;

Response refuse(int status, std::string sentence) { return Response::text(std::move(sentence), status); }

Response json_text(std::string text) {
  Response response;
  response.body = std::move(text);
  response.headers.set("Content-Type", "application/json");
  return response;
}

Response answer(Flags& flags, const Request& request, AnswerShape shape, bool with_config) {
  auto& state = flags.state();
  const auto text = capture::decode_sdk_body(request, max_body);
  if (!text) return refuse(400, text.error().detail);
  const auto asked = read_flag_request(*text, request);
  if (!asked) return refuse(400, asked.error().detail);
  const auto& wish = **asked;
  if (wish.token.empty()) return refuse(401, "flags requested without a project API key (token)");
  const auto project = state.parts.accounts.by_token(wish.token);
  if (project == nullptr) return refuse(401, "API key is not valid: no project has it");
  if (!wish.disabled && !wish.has_distinct_id) return refuse(400, "flags requested without a distinct_id");
  const auto now = state.parts.clock.now();
  const auto id = Uuid::at(now).text();
  json::object config;
  if (with_config) config = remote_config::config_object(*project);
  const Answer wanted{shape, id, now, with_config ? &config : nullptr};
  if (wish.disabled) return json_text(answer_text(wanted, nullptr));
  const AskedFlags evaluated(state, project->id, wish, request.client_ip);
  return json_text(answer_text(wanted, &evaluated));
}

Response empty_answer(Flags& flags, AnswerShape shape) {
  const auto now = flags.state().parts.clock.now();
  return json_text(answer_text({shape, Uuid::at(now).text(), now, nullptr}, nullptr));
}

void add(http::Router& router, http::Method method, std::string pattern, std::string summary,
         http::Handler handler) {
  http::RouteOptions options;
  options.cors = http::Cors::sdk;
  options.max_body_bytes = max_body;
  router.add(
      {method, std::move(pattern), {std::move(summary), "sdk", "", "", ""}, options, std::move(handler)});
}

}  // namespace

void add_sdk_routes(http::Router& router, Flags& flags) {
  using http::Method;
  add(router, Method::post, "/flags/", "Evaluates feature flags.", [&flags](Request& request) {
    return answer(flags, request, flags_shape(request.query.get("v")), request.query.get("config") == "true");
  });
  add(router, Method::get, "/flags/", "An empty answer, for checks.",
      [&flags](Request& request) { return empty_answer(flags, flags_shape(request.query.get("v"))); });
  add(router, Method::post, "/decide/", "Evaluates feature flags, for older SDKs.",
      [&flags](Request& request) {
        return answer(flags, request, decide_shape(request.query.get("v")), true);
      });
  add(router, Method::get, "/decide/", "An empty answer, for checks.",
      [&flags](Request& request) { return empty_answer(flags, decide_shape(request.query.get("v"))); });
}

}  // namespace leapfrog::flags
