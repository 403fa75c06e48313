#include "demo/demo_projects.h"

#include <fmt/format.h>

#include "base/log.h"

namespace leapfrog::demo {
namespace {

constexpr std::size_t batch_size = 400;
constexpr int max_tries = 60;
constexpr milliseconds before_trying_again{1'000};

bool is_on_its_way(LoadState state) { return state == LoadState::waiting || state == LoadState::loading; }

}  // namespace

void DemoProjects::start() {
  thread_ = std::thread([this] { run(); });
}

void DemoProjects::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<> DemoProjects::fill(accounts::ProjectId project, std::string token, std::size_t events) {
  Options options;
  options.end = clock_.now();
  options.events = events;
  {
    const std::scoped_lock lock(mutex_);
    auto& progress = progress_[project];
    if (is_on_its_way(progress.state))
      return failure(ErrorKind::conflict, "conflict", "The project is being filled already.");
    progress = {LoadState::waiting, 0, 0, ""};
    tasks_.push_back({project, std::move(token), options});
  }
  wake_.notify_all();
  return {};
}

LoadProgress DemoProjects::progress(accounts::ProjectId project) const {
  const std::scoped_lock lock(mutex_);
  const auto found = progress_.find(project);
  return found == progress_.end() ? LoadProgress() : found->second;
}

template <class Change>
void DemoProjects::change(accounts::ProjectId project, Change how) {
  const std::scoped_lock lock(mutex_);
  how(progress_[project]);
}

void DemoProjects::run() {
  for (;;) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (stopping_) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    const auto loaded = load(task);
    change(task.project, [&](LoadProgress& progress) {
      progress.state = loaded ? LoadState::done : LoadState::failed;
      if (!loaded) progress.error = loaded.error().detail;
    });
    if (!loaded)
      log_warning("Filling a project with demo events stopped.",
                  {{"project", task.project}, {"error", loaded.error().detail}});
  }
}

Result<> DemoProjects::load(const Task& task) {
  Result<> outcome;
  TRY(generate(
      task.options, task.token, batch_size,
      [&](const Totals& totals) {
        change(task.project, [&](LoadProgress& progress) {
          progress.state = LoadState::loading;
          progress.total = totals.events;
        });
      },
      [&](Batch batch) {
        outcome = send(batch.body);
        if (outcome) change(task.project, [&](LoadProgress& progress) { progress.sent += batch.events; });
        return outcome.has_value();
      }));
  return outcome;
}

// The order matters, people are anonymous before they are known: so one batch after the other.
Result<> DemoProjects::send(const std::string& body) {
  for (int attempt = 1;; ++attempt) {
    const auto answer = take_(body);
    if (answer.status == 200) return pause(milliseconds(0)) ? Result<>() : unavailable("Stopping.", 1);
    if (answer.status != 503 || attempt == max_tries)
      return internal_error(
          fmt::format("Demo events were answered with {}: {}", answer.status, answer.body.substr(0, 300)));
    if (!pause(before_trying_again)) return unavailable("Stopping.", 1);
  }
}

bool DemoProjects::pause(milliseconds time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, time, [this] { return stopping_; });
}

}  // namespace leapfrog::demo
