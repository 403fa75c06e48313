#include "query/running/run_registry.h"

#include <algorithm>

#include "base/uuid.h"

namespace leapfrog::query {
namespace {

constexpr seconds answers_last{600};  // of background runs
constexpr std::size_t max_ended = 1000;
constexpr std::size_t max_ended_bytes = 64 << 20;

std::size_t bytes_of(const Run& run) { return run.status.answer ? run.status.answer->bytes() : 1000; }

}  // namespace

RunRegistry::Joined RunRegistry::join(const Question& question, const std::string& key, std::string id,
                                      bool background, std::function<void(Computed)> done, Instant now) {
  const std::lock_guard lock(mutex_);
  forget_old(now);
  if (const auto taken = runs_.find({question.project(), id}); taken != runs_.end()) {
    if (background && taken->second->background && !taken->second->status.complete)
      return {taken->second, false};
    id.clear();
  }
  auto& flight = flights_[key];
  const bool first = !flight;
  if (first) flight = std::make_shared<Flight>(question, key, "leapfrog-" + Uuid::at(now).text());
  auto run = std::make_shared<Run>();
  run->project = question.project();
  run->id = id.empty() ? Uuid::at(now).text() : std::move(id);
  run->background = background;
  run->asker = asker_of(question);
  run->flight = flight;
  run->done = std::move(done);
  run->status.id = run->id;
  run->status.project = run->project;
  run->status.asked_at = now;
  flight->runs.push_back(run);
  runs_[{run->project, run->id}] = run;
  return {run, first};
}

bool RunRegistry::pick_up(Flight& flight, Instant now) {
  const std::lock_guard lock(mutex_);
  if (flight.cancelled) return false;
  flight.picked_up_at = now;
  return true;
}

void RunRegistry::began(Flight& flight, const Asking& asking) {
  const std::lock_guard lock(mutex_);
  flight.asking.emplace(asking);
}

void RunRegistry::end(Run& run, const Computed& computed, Instant now) {
  run.status.complete = true;
  run.status.picked_up_at = run.flight->picked_up_at;
  run.status.ended_at = now;
  if (computed)
    run.status.answer = *computed;
  else
    run.status.error = computed.error();
  if (const auto& asking = run.flight->asking) {
    run.status.progress.rows_read = asking->usage().rows_read;
    run.status.progress.bytes_read = asking->usage().bytes_read;
    run.status.progress.rows_to_read = run.status.progress.rows_read;
  }
  if (run.status.picked_up_at)
    run.status.progress.seconds = std::chrono::duration<double>(now - *run.status.picked_up_at).count();
  const RunKey key{run.project, run.id};
  if (!run.background) {
    runs_.erase(key);
    return;
  }
  run.status.expires_at = now + answers_last;
  ended_bytes_ += bytes_of(run);
  ended_.push_back(runs_.at(key));
}

std::vector<std::shared_ptr<Run>> RunRegistry::finish(Flight& flight, const Computed& computed, Instant now) {
  const std::lock_guard lock(mutex_);
  flight.over = true;
  const auto found = flights_.find(flight.key);
  if (found != flights_.end() && found->second.get() == &flight) flights_.erase(found);
  auto runs = std::exchange(flight.runs, {});
  for (const auto& run : runs) end(*run, computed, now);
  flight.asking.reset();
  forget_old(now);
  return runs;
}

std::shared_ptr<Run> RunRegistry::cancel(accounts::ProjectId project, const std::string& id, Instant now,
                                         std::shared_ptr<Flight>& abandoned) {
  const std::lock_guard lock(mutex_);
  const auto found = runs_.find({project, id});
  if (found == runs_.end() || found->second->status.complete) return nullptr;
  auto run = found->second;
  auto flight = run->flight;
  std::erase(flight->runs, run);
  end(*run, std::unexpected(cancelled_error()), now);
  if (!flight->runs.empty() || flight->over) return run;
  flight->cancelled = true;
  if (!flight->picked_up_at) flight->over = true;
  // Whoever asks the same from now on gets a flight of their own.
  const auto under_way = flights_.find(flight->key);
  if (under_way != flights_.end() && under_way->second == flight) flights_.erase(under_way);
  abandoned = std::move(flight);
  return run;
}

std::shared_ptr<Run> RunRegistry::find(accounts::ProjectId project, const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = runs_.find({project, id});
  return found == runs_.end() ? nullptr : found->second;
}

RunStatus RunRegistry::status_of(const Run& run) {
  const std::lock_guard lock(mutex_);
  auto status = run.status;
  if (status.complete) return status;
  status.picked_up_at = run.flight->picked_up_at;
  if (const auto& asking = run.flight->asking) {
    const auto usage = asking->usage();
    status.progress.rows_read = usage.rows_read;
    status.progress.bytes_read = usage.bytes_read;
  }
  return status;
}

std::vector<std::shared_ptr<Flight>> RunRegistry::flights() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Flight>> list;
  for (const auto& [key, flight] : flights_) list.push_back(flight);
  return list;
}

void RunRegistry::forget_old(Instant now) {
  while (!ended_.empty() && (ended_.front()->status.expires_at <= now || ended_.size() > max_ended ||
                             ended_bytes_ > max_ended_bytes)) {
    const auto& run = *ended_.front();
    ended_bytes_ -= bytes_of(run);
    runs_.erase({run.project, run.id});
    ended_.pop_front();
  }
}

}  // namespace leapfrog::query
