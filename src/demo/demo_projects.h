// Projects to look around in: fills a project with the demo history while the server runs, so that somebody
// who has nothing to send yet needs no command line.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "accounts/accounts.h"
#include "base/time.h"
#include "demo/demo.h"
#include "http/router.h"

namespace leapfrog::demo {

enum class LoadState : std::uint8_t { none, waiting, loading, done, failed };

struct LoadProgress {
  LoadState state = LoadState::none;
  std::size_t sent = 0;
  std::size_t total = 0;  // 0: not yet known
  std::string error;
};

class DemoProjects {
 public:
  // Takes the body of one POST /batch/ and returns with the answer once it is stored. Called on one thread.
  using Take = std::function<http::Response(std::string body)>;

  DemoProjects(const Clock& clock, Take take) : clock_(clock), take_(std::move(take)) {}
  ~DemoProjects() { stop(); }
  DemoProjects(const DemoProjects&) = delete;
  DemoProjects& operator=(const DemoProjects&) = delete;

  void start();
  // Gives up what is being loaded; the same events may be loaded again later.
  void stop();

  // Errors: `conflict` while the project is being filled.
  Result<> fill(accounts::ProjectId project, std::string token, std::size_t events);
  LoadProgress progress(accounts::ProjectId project) const;

 private:
  struct Task {
    accounts::ProjectId project = 0;
    std::string token;
    Options options;
  };

  void run();
  Result<> load(const Task& task);
  Result<> send(const std::string& body);
  bool pause(milliseconds time);  // false when stopping
  template <class Change>
  void change(accounts::ProjectId project, Change how);

  const Clock& clock_;
  const Take take_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  std::map<accounts::ProjectId, LoadProgress> progress_;
  bool stopping_ = false;
  std::thread thread_;
};

// demo/ of a project: fill it, and how far that is.
void add_routes(http::Router& router, accounts::Accounts& accounts, const Clock& clock,
                DemoProjects& projects);

}  // namespace leapfrog::demo
