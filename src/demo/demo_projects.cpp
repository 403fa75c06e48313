#include "demo/demo_projects.h"

#include <fmt/format.h>

#include "base/log.h"
#include "http/router_client.h"

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

Result<> DemoProjects::fill(accounts::ProjectId project, std::string token, const Options& options,
                            http::Headers asker) {
  {
    const std::scoped_lock lock(mutex_);
    auto& progress = progress_[project];
    if (is_on_its_way(progress.state))
      return failure(ErrorKind::conflict, "conflict", "The project is being filled already.");
    progress = {LoadState::waiting, 0, 0, ""};
    tasks_.push_back({project, std::move(token), options, std::move(asker)});
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
    auto loaded = load(task);
    if (loaded) {
      // With a key that may not write all of it the events are there all the same.
      if (const auto made = make_workspace(task); !made)
        log_warning("A demo project has events only.",
                    {{"project", task.project}, {"error", made.error().detail}});
    }
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
  http::RouterClient server(router_);
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
        outcome = send(server, "/batch/", batch.body);
        if (outcome) change(task.project, [&](LoadProgress& progress) { progress.sent += batch.events; });
        return outcome.has_value();
      }));
  return outcome;
}

// Cohorts are counted when they are made: the events have to be there by then.
Result<> DemoProjects::make_workspace(const Task& task) {
  http::RouterClient server(router_, task.asker);
  TRY(send(server, fmt::format("/api/projects/{}/ingestion/flush/", task.project), "{}"));
  TRY(furnish(server, task.options, task.token, ""));
  return {};
}

// The order matters, people are anonymous before they are known: so one batch after the other.
Result<> DemoProjects::send(http::Client& server, const std::string& target, const std::string& body) {
  for (int attempt = 1;; ++attempt) {
    http::ClientRequest request;
    request.target = target;
    request.headers.add("Content-Type", "application/json");
    request.body = body;
    const auto answer = TRY(server.send(request));
    if (answer.status / 100 == 2) return pause(milliseconds(0)) ? Result<>() : unavailable("Stopping.", 1);
    if (answer.status != 503 || attempt == max_tries)
      return internal_error(
          fmt::format("{} answered {}: {}", target, answer.status, answer.body.substr(0, 300)));
    if (!pause(before_trying_again)) return unavailable("Stopping.", 1);
  }
}

bool DemoProjects::pause(milliseconds time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, time, [this] { return stopping_; });
}

}  // namespace leapfrog::demo
