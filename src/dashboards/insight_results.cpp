#include "dashboards/insight_results.h"

#include <array>
#include <future>

namespace leapfrog::dashboards {
namespace {

using query::Outcome;

constexpr std::size_t at_once = 20;  // questions of one request that wait for their turn

// What an answer has and an insight shows by the same name.
constexpr std::array<std::string_view, 10> same_names = {
    "columns",  "types",        "hasMore",          "hogql",   "resolved_date_range",
    "timezone", "last_refresh", "cache_target_age", "receipt", "next_allowed_client_refresh"};

void put_status(json::object& insight, const query::RunStatus& status, const std::string& key) {
  if (auto parsed = parse_json(query::status_text(status, key), JsonLimits{.depth = 256}))
    insight["query_status"] = *std::move(parsed);
}

void put_answer(json::object& insight, const Outcome& outcome, const std::string& key) {
  const auto text = query::response_text(*outcome.answer, {key, outcome.is_cached, ""});
  auto parsed = parse_json(text, JsonLimits{.depth = 256});
  if (!parsed || !parsed->is_object()) return;
  auto& answer = parsed->get_object();
  for (const auto name : same_names)
    if (auto* value = answer.if_contains(name)) insight[name] = std::move(*value);
  if (auto* results = answer.if_contains("results")) insight["result"] = std::move(*results);
  insight["is_cached"] = outcome.is_cached;
  insight["cache_key"] = key;
}

void put_error(json::object& insight, const Error& error, const Context& context,
               const accounts::ProjectAccess& access) {
  query::RunStatus status;
  status.project = access.id();
  status.complete = true;
  status.error = error;
  status.asked_at = context.clock.now();
  status.ended_at = status.asked_at;
  put_status(insight, status, "");
}

struct Waiting {
  json::object* insight = nullptr;
  std::string key;
  std::future<Result<Outcome>> outcome;
};

void take_in(std::vector<Waiting>& waiting, const Context& context, const accounts::ProjectAccess& access) {
  for (auto& [insight, key, future] : waiting) {
    const auto outcome = future.get();
    if (!outcome) {
      put_error(*insight, outcome.error(), context, access);
      continue;
    }
    if (outcome->answer) put_answer(*insight, *outcome, key);
    if (outcome->status) put_status(*insight, *outcome->status, key);
  }
  waiting.clear();
}

}  // namespace

Result<query::Refresh> refresh_of(const http::Request& request) {
  const json::value word(request.query.get("refresh"));
  return query::parse_refresh(&word, query::Refresh::force_cache);
}

void fill_results(const Context& context, const accounts::ProjectAccess& access, query::Refresh refresh,
                  const std::vector<json::object*>& insights) {
  std::vector<Waiting> waiting;
  for (auto* insight : insights) {
    const auto* asked = insight->if_contains("query");
    if (!asked || !asked->is_object()) continue;
    auto question = query::read_question(access, *asked, context.kinds);
    if (!question) {
      put_error(*insight, question.error(), context, access);
      continue;
    }
    auto promise = std::make_shared<std::promise<Result<Outcome>>>();
    waiting.push_back({insight, query::cache_key(access.id(), question->hash), promise->get_future()});
    context.questions.ask(*std::move(question), refresh, "",
                          [promise](Result<Outcome> outcome) { promise->set_value(std::move(outcome)); });
    if (waiting.size() >= at_once) take_in(waiting, context, access);
  }
  take_in(waiting, context, access);
}

}  // namespace leapfrog::dashboards
