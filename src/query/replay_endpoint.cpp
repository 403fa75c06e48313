// POST query/replay/: {receipt, query?, results?, columns?}.
#include <atomic>

#include "http/departures.h"
#include "query/endpoint.h"
#include "query/running/canonical.h"
#include "query/running/replay.h"

namespace leapfrog::query {
namespace {

using accounts::ProjectAccess;

// The question that a receipt is of: given along with it, or as it was asked.
Result<Question> question_of(const Endpoint& endpoint, const ProjectAccess& access, const Receipt& receipt,
                             const json::value* given) {
  if (given && !given->is_null()) {
    auto question = TRY(read_question(access, *given, endpoint.kinds));
    if (question.hash != receipt.query_hash)
      return invalid("The receipt is of another question than query.", "receipt.query_hash");
    return question;
  }
  const auto asked = TRY(endpoint.runner.asked(access.id(), receipt.query_hash));
  if (!asked)
    return failure(ErrorKind::not_found, "not_found",
                   "The question of this receipt is not known any more. Send it along as query.",
                   "receipt.query_hash");
  return read_question(access, *asked, endpoint.kinds);
}

// The results that the receipt is of, from the request or the cache.
Result<std::optional<json::value>> results_before(const Endpoint& endpoint, const Question& question,
                                                  const Receipt& receipt, const json::object& body) {
  if (const auto* results = body.if_contains("results"); results && !results->is_null()) {
    json::object answer{{"results", *results}};
    if (const auto* columns = body.if_contains("columns")) answer["columns"] = *columns;
    if (hash_of_result(answer, any_order(question)) != receipt.result_hash)
      return invalid("The receipt is of other results than these.", "results");
    return *results;
  }
  const auto remembered = endpoint.runner.remembered(question.project(), question.hash);
  if (!remembered || remembered->receipt().result_hash != receipt.result_hash) return std::nullopt;
  const auto fields = TRY(parse_json(remembered->fields(), JsonLimits{.depth = 256}));
  const auto* results = fields.as_object().if_contains("results");
  return results ? std::optional(*results) : std::nullopt;
}

struct Replaying {
  Question question;
  Receipt receipt;
  std::optional<json::value> before;
};

Result<Replaying> read_replay(const Endpoint& endpoint, const ProjectAccess& access,
                              const http::Request& request) {
  const auto body = TRY(parse_json(request.body, JsonLimits{.depth = 256}));
  const auto* object = body.if_object();
  const auto* given = object ? object->if_contains("receipt") : nullptr;
  if (!given) return invalid("receipt is required: the one of an answer.", "receipt", "required");
  auto receipt = TRY(parse_receipt(*given));
  auto question = TRY(question_of(endpoint, access, receipt, object->if_contains("query")));
  auto before = TRY(results_before(endpoint, question, receipt, *object));
  return Replaying{std::move(question), std::move(receipt), std::move(before)};
}

}  // namespace

void replay_receipt(const Endpoint& endpoint, const Replying& reply) {
  const auto& request = reply.request();
  const auto access = endpoint.accounts.authorize_project(request, request.param("project_id"), scope, {});
  if (!access) return reply(access.error());
  auto read = read_replay(endpoint, *access, request);
  if (!read) return reply(read.error());
  const auto left = std::make_shared<std::atomic<bool>>(false);
  http::Departures::instance().watch(request.id, [left] { *left = true; });
  const auto replaying = std::make_shared<const Replaying>(*std::move(read));
  const bool taken =
      endpoint.runner.submit(access->id(), [&runner = endpoint.runner, reply, replaying, left] {
        auto done = replay(runner.computation(), replaying->question, replaying->receipt, replaying->before,
                           left.get());
        if (!done) return reply(done.error());
        reply(json_text(to_text(*std::move(done)), 200));
      });
  if (!taken) reply(too_much_waits());
}

}  // namespace leapfrog::query
