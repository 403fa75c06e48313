// rollouts/: starting one, watching it, and what people may do meanwhile.
#include <charconv>

#include "rollouts/progress.h"
#include "storage/meta/rows.h"

namespace leapfrog::rollouts {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;
constexpr std::int64_t shown_deliveries = 50;

std::int64_t number_or_zero(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

Result<json::object> body_of(const Request& request) {
  auto value = TRY(parse_json(request.body, JsonLimits{.depth = 32}));
  if (!value.is_object()) return invalid("Expected a JSON object.", "", "parse_error");
  return std::move(value.get_object());
}

json::value user_of(Rollouts::State& state, const std::optional<UserId>& id) {
  if (!id) return nullptr;
  const auto user = state.parts.accounts.user(*id);
  return user ? accounts::user_json(*user) : json::value();
}

json::object with_user(Rollouts::State& state, const Rollout& rollout) {
  auto out = rollout_json(rollout);
  out["created_by"] = user_of(state, rollout.created_by);
  return out;
}

Result<Response> list(Rollouts::State& state, const ProjectAccess& access, Request& request) {
  const auto found = TRY(meta::in_read(state.parts.database, [&](meta::Connection& connection) {
    return list_rollouts(connection, access.id(), number_or_zero(request.query.get("flag")));
  }));
  json::array results;
  for (const auto& rollout : found) results.push_back(with_user(state, rollout));
  return Response::json({{"count", found.size()}, {"results", std::move(results)}});
}

Result<Response> create(Rollouts::State& state, const ProjectAccess& access, Request& request) {
  if (!access.user_id())
    return failure(ErrorKind::forbidden, "permission_denied", "A rollout is started by a person.");
  const auto body = TRY(body_of(request));
  Rollout rollout;
  const auto flag = TRY(optional_int(body, "flag"));
  if (!flag) return invalid("This field is required: the id of a feature flag.", "flag", "required");
  rollout.flag = *flag;
  if (const auto* condition = body.if_contains("condition");
      condition == nullptr || *condition != json::value("all"))
    rollout.condition = TRY(optional_int(body, "condition")).value_or(0);
  rollout.plan = TRY(parse_plan(body));
  // Who starts one is told how it ends, unless the plan names others, where letters can be sent.
  if (!body.contains("subscribed_users") && state.parts.outbox.has_mail())
    rollout.plan.subscribed_users = {*access.user_id()};
  std::optional<std::string> secret;
  auto answer = with_user(state, TRY(state.begin(access, std::move(rollout), secret)));
  if (secret) answer["webhook_secret"] = *secret;
  return Response::json(answer, 201);
}

Result<Rollout> rollout_of(Rollouts::State& state, const ProjectAccess& access, const Request& request) {
  auto found = TRY(meta::in_read(state.parts.database, [&](meta::Connection& connection) {
    return find_rollout(connection, access.id(), number_or_zero(request.param("id")));
  }));
  if (!found) return not_found();
  return *std::move(found);
}

// With what happened to it, what each look found, and what became of its messages.
Result<Response> show(Rollouts::State& state, const ProjectAccess& access, Request& request) {
  const auto rollout = TRY(rollout_of(state, access, request));
  struct Told {
    std::vector<LogLine> lines;
    std::vector<Look> looks;
    std::vector<outbox::Delivery> deliveries;
  };
  const auto told =
      TRY(meta::in_read(state.parts.database, [&](meta::Connection& connection) -> Result<Told> {
        return Told{TRY(list_lines(connection, rollout.id)), TRY(list_looks(connection, rollout.id)),
                    TRY(outbox::list_deliveries(
                        connection, {access.id(), "rollout", std::to_string(rollout.id)}, shown_deliveries))};
      }));
  json::array log, looks, deliveries;
  for (const auto& line : told.lines) {
    log.push_back(json::object{{"at", format_iso(line.at)},
                               {"what", line.what},
                               {"reason", line.reason},
                               {"readings", line.readings},
                               {"user", user_of(state, line.user)}});
  }
  for (const auto& look : told.looks)
    looks.push_back(
        json::object{{"at", format_iso(look.at)}, {"step", look.step}, {"readings", look.readings}});
  for (const auto& delivery : told.deliveries) deliveries.push_back(outbox::delivery_json(delivery));
  auto out = with_user(state, rollout);
  out["log"] = std::move(log);
  out["looks"] = std::move(looks);
  out["deliveries"] = std::move(deliveries);
  return Response::json(out);
}

Failure not_now(const Rollout& rollout) {
  return failure(ErrorKind::conflict, "conflict", "The rollout is " + rollout.status + ".");
}

using Act = Result<> (*)(Rollouts::State&, Rollout&, UserId);
Result<Response> act(Rollouts::State& state, const ProjectAccess& access, const Request& request, Act what) {
  if (!access.user_id())
    return failure(ErrorKind::forbidden, "permission_denied", "Rollouts are steered by people.");
  const std::lock_guard lock(state.changing);
  auto rollout = TRY(rollout_of(state, access, request));
  if (!rollout.is_live()) return not_now(rollout);
  TRY(what(state, rollout, *access.user_id()));
  return Response::json(with_user(state, rollout));
}

Result<> pause(Rollouts::State& state, Rollout& rollout, UserId user) {
  if (rollout.status == "paused") return not_now(rollout);
  return state.pause(rollout, "Paused by hand.", {}, user);
}
Result<> resume(Rollouts::State& state, Rollout& rollout, UserId user) {
  if (rollout.status == "running") return not_now(rollout);
  return state.resume(rollout, user);
}
Result<> advance(Rollouts::State& state, Rollout& rollout, UserId user) {
  return state.advance(rollout, {}, user);
}
Result<> roll_back(Rollouts::State& state, Rollout& rollout, UserId user) {
  return state.roll_back(rollout, "Rolled back by hand.", {}, user);
}

}  // namespace

void add_routes(http::Router& router, Rollouts& rollouts) {
  using http::Method;
  auto& state = rollouts.state();
  const auto add = [&](Method method, std::string_view path, std::string summary, std::string scope,
                       auto call) {
    accounts::add_project_route(router, state.parts.accounts, method, path,
                                {std::move(summary), "rollouts", std::move(scope), "", ""},
                                [&state, call](const ProjectAccess& access, Request& request) {
                                  return call(state, access, request);
                                });
  };
  const auto add_act = [&](std::string_view path, std::string summary, Act what) {
    add(Method::post, path, std::move(summary), "feature_flag:write",
        [what](Rollouts::State& of, const ProjectAccess& access, Request& request) {
          return act(of, access, request, what);
        });
  };
  add(Method::get, "rollouts/", "Staged rollouts of flags", "feature_flag:read", list);
  add(Method::post, "rollouts/", "Start a staged rollout", "feature_flag:write", create);
  add(Method::get, "rollouts/{id:int}/", "A rollout with all that happened to it", "feature_flag:read", show);
  add_act("rollouts/{id:int}/pause/", "Stay at the present step", pause);
  add_act("rollouts/{id:int}/resume/", "Go on, with the present step from its start", resume);
  add_act("rollouts/{id:int}/advance/", "Go to the next step now", advance);
  add_act("rollouts/{id:int}/roll_back/", "Go back to before the rollout", roll_back);
}

}  // namespace leapfrog::rollouts
