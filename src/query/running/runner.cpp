#include "query/running/runner.h"

#include <fmt/format.h>

#include <future>
#include <thread>

#include "base/log.h"
#include "http/worker_pool.h"
#include "query/running/answer_cache.h"
#include "query/running/canceller.h"
#include "query/running/run_registry.h"
#include "storage/events/statements_underway.h"

namespace leapfrog::query {
namespace {

constexpr seconds not_very_old{3600};  // for lazy_async
constexpr std::size_t intake_threads = 4;
constexpr std::size_t intake_waiting = 1024;

struct RunnerMetrics {
  explicit RunnerMetrics(Metrics& registry)
      : computed(registry.counter("leapfrog_queries_computed_total", "Questions that were computed.")),
        cached(registry.counter("leapfrog_queries_cached_total", "Questions answered from the cache.")),
        shared(registry.counter("leapfrog_queries_shared_total",
                                "Questions that waited for an equal one to be computed.")),
        cancelled(registry.counter("leapfrog_queries_cancelled_total", "Questions that were cancelled.")),
        refused(
            registry.counter("leapfrog_queries_refused_total", "Questions of projects that asked too much.")),
        seconds(registry.histogram("leapfrog_query_seconds", "Time to compute a question.")) {}
  Counter& computed;
  Counter& cached;
  Counter& shared;
  Counter& cancelled;
  Counter& refused;
  Histogram& seconds;
};

}  // namespace

std::string cache_key(accounts::ProjectId project, std::string_view query_hash) {
  return fmt::format("cache_{}_{}", project, query_hash);
}

Error too_much_waits() {
  return Error{ErrorKind::throttled, "throttled",
               "Too many questions of this project wait for an answer. Try again in a few seconds.", "", 5};
}

struct Runner::State {
  State(const RunnerParts& given, const RunnerSettings& settings)
      : parts(given),
        version(given.engine.engine),
        computation{given.engine, given.data, version, given.clock, settings.limits},
        metrics(given.metrics),
        cache(settings.cache_bytes),
        questions(given.questions),
        log(given.questions),
        queue(settings.queue),
        canceller(given.engine.engine),
        intake(intake_threads, intake_waiting) {
    given.metrics.gauge_function("leapfrog_queries_waiting", "Questions whose turn has not come.",
                                 [this] { return static_cast<double>(queue.waiting()); });
    given.metrics.gauge_function("leapfrog_query_cache_bytes", "Answers in the cache.",
                                 [this] { return static_cast<double>(cache.bytes()); });
    for (std::size_t i = 0; i < settings.threads; ++i)
      threads.emplace_back([this] {
        while (queue.run_next()) {
        }
      });
  }

  bool is_fresh(const AnswerPtr& answer, const Question& question);
  // Joins or starts the computation; `done` is null for one in the background.
  std::shared_ptr<Run> start(const Question& question, std::string id, bool background,
                             std::function<void(Computed)> done);
  void fly(const std::shared_ptr<Flight>& flight);
  void finish(Flight& flight, const Computed& computed);
  void note(const Run& run);
  std::string wait_for(const Question& question, std::string id, const Done& done);
  // What is in the cache, if anything, and the state of what is computed in the background.
  std::string in_background(const Question& question, std::string id, AnswerPtr answer, const Done& done);

  const RunnerParts parts;
  EngineVersion version;
  const ComputationParts computation;
  RunnerMetrics metrics;
  AnswerCache cache;
  QuestionStore questions;
  QueryLog log;
  FairQueue queue;
  RunRegistry registry;
  Canceller canceller;
  http::WorkerPool intake;
  std::vector<std::thread> threads;
};

bool Runner::State::is_fresh(const AnswerPtr& answer, const Question& question) {
  if (!answer || answer->basis.rows != parts.data.position(question.project()).stored) return false;
  if (answer->basis.settings != settings_fingerprint(question.access.project())) return false;
  const auto calendar = calendar_of(question.access.project());
  if (!calendar) return false;
  const auto holds = answer->basis.grounds.hold(*calendar, answer->receipt().computed_at, parts.clock.now(),
                                                parts.engine.catalog, question.project());
  return holds && *holds;
}

std::shared_ptr<Run> Runner::State::start(const Question& question, std::string id, bool background,
                                          std::function<void(Computed)> done) {
  const auto stored = parts.data.position(question.project()).stored;
  const auto key =
      fmt::format("{} {} {} {}", question.project(), question.hash, stored.events, stored.changes);
  auto joined = registry.join(question, key, std::move(id), background, std::move(done), parts.clock.now());
  if (!joined.first) {
    metrics.shared.add();
    return joined.run;
  }
  const auto flight = joined.run->flight;
  if (!queue.push(question.project(), [this, flight] { fly(flight); })) {
    const bool stopping = queue.closed();
    if (!stopping) metrics.refused.add();
    finish(*flight, std::unexpected(stopping ? cancelled_error() : too_much_waits()));
  }
  return joined.run;
}

void Runner::State::fly(const std::shared_ptr<Flight>& flight) {
  if (!registry.pick_up(*flight, parts.clock.now())) return;
  Conditions conditions;
  conditions.mark = flight->mark;
  conditions.cancelled = &flight->cancelled;
  conditions.began = [&](const Asking& asking) { registry.began(*flight, asking); };
  auto computed = compute(computation, flight->question, conditions);
  metrics.computed.add();
  if (computed) {
    metrics.seconds.observe((*computed)->receipt().milliseconds / 1000);
    cache.put(flight->question.project(), *computed);
    if (const auto kept = questions.keep(flight->question, parts.clock.now()); !kept)
      log_warning("A question was not kept.", {{"error", kept.error().detail}});
  }
  finish(*flight, computed);
}

void Runner::State::finish(Flight& flight, const Computed& computed) {
  for (const auto& run : registry.finish(flight, computed, parts.clock.now())) {
    note(*run);
    if (run->done) run->done(computed);
  }
}

// Before the asker is told, who may want to look it up. Those who ask too much must not push out the rest.
void Runner::State::note(const Run& run) {
  const auto status = registry.status_of(run);
  if (status.error && status.error->kind == ErrorKind::throttled) return;
  log.note(logged(run.flight->question, status, run.asker));
}

std::string Runner::State::wait_for(const Question& question, std::string id, const Done& done) {
  const auto run = start(question, std::move(id), false, [done](Computed computed) {
    if (!computed) return done(std::unexpected(std::move(computed).error()));
    done(Outcome{*std::move(computed), false, {}});
  });
  return run->id;
}

std::string Runner::State::in_background(const Question& question, std::string id, AnswerPtr answer,
                                         const Done& done) {
  const auto run = start(question, std::move(id), true, nullptr);
  auto status = registry.status_of(*run);
  if (status.error && status.error->kind == ErrorKind::throttled) {
    done(std::unexpected(*std::move(status.error)));
    return "";
  }
  // As it is when it begins, also if it was quick: where to fetch the answer is the answer.
  RunStatus begun;
  begun.id = status.id;
  begun.project = status.project;
  begun.asked_at = status.asked_at;
  const bool cached = answer != nullptr;
  done(Outcome{std::move(answer), cached, std::move(begun)});
  return "";
}

Runner::Runner(const RunnerParts& parts, RunnerSettings settings)
    : state_(std::make_unique<State>(parts, settings)) {}

Runner::~Runner() { stop(); }

void Runner::stop() {
  if (state_->threads.empty()) return;
  state_->intake.stop();
  state_->queue.close();
  for (const auto& flight : state_->registry.flights()) {
    flight->cancelled = true;
    state_->canceller.end(flight);
  }
  for (auto& thread : state_->threads) thread.join();
  state_->threads.clear();
  // Those whose turn never came.
  for (const auto& flight : state_->registry.flights())
    state_->finish(*flight, std::unexpected(cancelled_error()));
  state_->canceller.stop();
  state_->log.stop();
}

std::string Runner::ask(Question question, Refresh refresh, std::string id, Done done) {
  auto& state = *state_;
  auto cached = state.cache.find(question.project(), question.hash);
  const bool fresh = state.is_fresh(cached, question);
  const bool recent =
      fresh || (cached && state.parts.clock.now() - cached->receipt().computed_at < not_very_old);
  const auto from_cache = [&] {
    if (cached) state.metrics.cached.add();
    done(Outcome{cached, cached != nullptr, {}});
    return std::string();
  };
  switch (refresh) {
    case Refresh::blocking:
      return fresh ? from_cache() : state.wait_for(question, std::move(id), done);
    case Refresh::force_blocking:
      return state.wait_for(question, std::move(id), done);
    case Refresh::force_cache:
      return from_cache();
    case Refresh::async:
      return fresh ? from_cache() : state.in_background(question, std::move(id), cached, done);
    case Refresh::lazy_async:
      return recent ? from_cache() : state.in_background(question, std::move(id), cached, done);
    case Refresh::force_async:
      return state.in_background(question, std::move(id), nullptr, done);
    case Refresh::async_except_on_cache_miss:
      if (fresh) return from_cache();
      return cached ? state.in_background(question, std::move(id), cached, done)
                    : state.wait_for(question, std::move(id), done);
  }
  return "";
}

Result<Outcome> Runner::answer(Question question, Refresh refresh) {
  const auto promise = std::make_shared<std::promise<Result<Outcome>>>();
  auto future = promise->get_future();
  ask(std::move(question), refresh, "",
      [promise](Result<Outcome> outcome) { promise->set_value(std::move(outcome)); });
  return future.get();
}

bool Runner::submit(accounts::ProjectId project, std::function<void()> work) {
  return state_->queue.push(project, std::move(work));
}

bool Runner::take_in(std::function<void()> work) { return state_->intake.submit(std::move(work)); }

std::optional<RunStatus> Runner::status(accounts::ProjectId project, const std::string& id) {
  const auto run = state_->registry.find(project, id);
  if (!run) return std::nullopt;
  auto status = state_->registry.status_of(*run);
  if (status.complete || !status.picked_up_at) return status;
  auto& progress = status.progress;
  progress.seconds = std::chrono::duration<double>(state_->parts.clock.now() - *status.picked_up_at).count();
  progress.rows_to_read = progress.rows_read;
  if (const auto now = events::statements_underway(state_->parts.engine.engine, run->flight->mark)) {
    progress.rows_read += now->rows_read;
    progress.bytes_read += now->bytes_read;
    progress.rows_to_read += std::max(now->rows_to_read, now->rows_read);
    progress.memory_bytes = now->memory_bytes;
  }
  return status;
}

bool Runner::cancel(accounts::ProjectId project, const std::string& id) {
  std::shared_ptr<Flight> abandoned;
  const auto run = state_->registry.cancel(project, id, state_->parts.clock.now(), abandoned);
  if (!run) return false;
  state_->metrics.cancelled.add();
  state_->note(*run);
  if (abandoned && !abandoned->over) state_->canceller.end(abandoned);
  if (run->done) run->done(std::unexpected(cancelled_error()));
  return true;
}

AnswerPtr Runner::remembered(accounts::ProjectId project, const std::string& query_hash) {
  return state_->cache.find(project, query_hash);
}

Result<std::optional<json::object>> Runner::asked(accounts::ProjectId project,
                                                  const std::string& query_hash) {
  return state_->questions.find(project, query_hash);
}

const ComputationParts& Runner::computation() const { return state_->computation; }

QueryLog& Runner::log() { return state_->log; }

}  // namespace leapfrog::query
