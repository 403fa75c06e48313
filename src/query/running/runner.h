// Runs questions: from the cache, in the background or while somebody waits; equal ones at the same time only
// once; each project in its turn; until nobody wants the answer any more.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/metrics.h"
#include "query/running/computation.h"
#include "query/running/fair_queue.h"
#include "query/running/query_log.h"
#include "query/running/question_store.h"
#include "query/running/refresh.h"
#include "query/running/run_status.h"

namespace leapfrog::query {

struct RunnerSettings {
  std::size_t threads = 4;  // questions computed at once
  FairQueue::Limits queue;
  QueryLimits limits;
  std::size_t cache_bytes = 64 << 20;
};

// Everything must outlive the runner.
struct RunnerParts {
  EngineParts engine;
  const DataState& data;
  const Clock& clock;
  Metrics& metrics;
  meta::Database& questions;  // has migrations() applied
};

// What a question came to.
struct Outcome {
  AnswerPtr answer;                 // nullptr: none is cached, or it is being computed
  bool is_cached = false;           // the answer was there before
  std::optional<RunStatus> status;  // of the computation in the background, where there is one
};

class Runner {
 public:
  using Done = std::function<void(Result<Outcome>)>;

  Runner(const RunnerParts& parts, RunnerSettings settings);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  // Calls `done` exactly once: before it returns, or later from another thread. `id` names the computation
  // for status() and cancel(); "" lets the runner choose. Errors are the computation's, and `throttled` when
  // too much of the project waits. Gives the name of the computation that `done` waits for, "" when none.
  std::string ask(Question question, Refresh refresh, std::string id, Done done);
  // The same for threads that may block.
  Result<Outcome> answer(Question question, Refresh refresh);
  // Runs `work` in the project's turn. False when too much of it waits.
  bool submit(accounts::ProjectId project, std::function<void()> work);
  // Runs `work`, which may block for a moment, soon. False when too much waits.
  bool take_in(std::function<void()> work);

  std::optional<RunStatus> status(accounts::ProjectId project, const std::string& id);
  // Whoever waits for it is told; the engine is told once nobody else wants the same. False when there is no
  // such computation.
  bool cancel(accounts::ProjectId project, const std::string& id);

  // What was computed last for the question, however old.
  AnswerPtr remembered(accounts::ProjectId project, const std::string& query_hash);
  // The question that receipts with this hash are of; nothing when it is not known any more.
  Result<std::optional<json::object>> asked(accounts::ProjectId project, const std::string& query_hash);
  const ComputationParts& computation() const;
  QueryLog& log();
  // Cancels everything and joins the threads.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What a project that asks too much at once is answered.
Error too_much_waits();

// "cache_3_<hash>": what PostHog's answers call their cache key.
std::string cache_key(accounts::ProjectId project, std::string_view query_hash);

}  // namespace leapfrog::query
