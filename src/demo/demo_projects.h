// Projects to look around in: fills a project with the demo history while the server runs, so that somebody
// who has nothing to send yet needs no command line.
#pragma once

#include <condition_variable>
#include <deque>
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
  // The router must outlive it: events and everything else go in the way everybody's do.
  explicit DemoProjects(const http::Router& router) : router_(router) {}
  ~DemoProjects() { stop(); }
  DemoProjects(const DemoProjects&) = delete;
  DemoProjects& operator=(const DemoProjects&) = delete;

  void start();
  // Gives up what is being loaded; the same events may be loaded again later.
  void stop();

  // Makes in the name of `asker` (http::credentials_of) what people would have made, once the events are
  // stored. Errors: `conflict` while the project is being filled.
  Result<> fill(accounts::ProjectId project, std::string token, const Options& options, http::Headers asker);
  LoadProgress progress(accounts::ProjectId project) const;

 private:
  struct Task {
    accounts::ProjectId project = 0;
    std::string token;
    Options options;
    http::Headers asker;
  };

  void run();
  Result<> load(const Task& task);
  Result<> make_workspace(const Task& task);
  Result<> send(http::Client& server, const std::string& target, const std::string& body);
  bool pause(milliseconds time);  // false when stopping
  template <class Change>
  void change(accounts::ProjectId project, Change how);

  const http::Router& router_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  std::map<accounts::ProjectId, LoadProgress> progress_;
  bool stopping_ = false;
  std::thread thread_;
};

// demo/ of a project: fill it and make in it what people would have made, and how far that is.
void add_routes(http::Router& router, accounts::Accounts& accounts, const Clock& clock,
                DemoProjects& projects);

}  // namespace leapfrog::demo
