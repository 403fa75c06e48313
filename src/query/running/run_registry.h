// Who wants which computation. A flight is one computation, a run is one wish for it: several runs of the
// same question at the same time share a flight, and a flight whose last run was cancelled is.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "query/running/computation.h"
#include "query/running/query_log.h"
#include "query/running/run_status.h"

namespace leapfrog::query {

using Computed = Result<AnswerPtr>;

struct Run;

struct Flight {
  Flight(Question asked, std::string flight_key, std::string flight_mark)
      : question(std::move(asked)), key(std::move(flight_key)), mark(std::move(flight_mark)) {}
  const Question question;
  const std::string key;   // equal ones would come to the same
  const std::string mark;  // of its statements in the engine
  std::atomic<bool> cancelled = false;
  std::atomic<bool> over = false;  // it was computed, or given up: the engine has nothing to do with it

  // The rest is guarded by the registry's mutex.
  std::vector<std::shared_ptr<Run>> runs;
  std::optional<Instant> picked_up_at;
  std::optional<Asking> asking;  // while it is computed: for what was read so far
};

struct Run {
  accounts::ProjectId project = 0;
  std::string id;
  bool background = false;
  Asker asker;
  std::shared_ptr<Flight> flight;
  std::function<void(Computed)> done;  // of one that somebody waits for
  // Guarded by the registry's mutex.
  RunStatus status;
};

class RunRegistry {
 public:
  struct Joined {
    std::shared_ptr<Run> run;
    bool first = false;  // the flight is new: it must be started
  };
  // Joins the flight that is under way, or a new one. An id that is taken is replaced by a new one, unless it
  // names a background run and this is one too: then that is the answer, with `done` left alone.
  Joined join(const Question& question, const std::string& key, std::string id, bool background,
              std::function<void(Computed)> done, Instant now);

  // False when nobody wants the flight any more: it is over.
  bool pick_up(Flight& flight, Instant now);
  void began(Flight& flight, const Asking& asking);
  // Ends all runs of the flight; gives those whose waiters are to be called.
  std::vector<std::shared_ptr<Run>> finish(Flight& flight, const Computed& computed, Instant now);
  // Takes the run out of its flight. Gives it for its waiter to be called, or nullptr when there is none that
  // is under way. `abandoned` is the flight when nobody wants it any more.
  std::shared_ptr<Run> cancel(accounts::ProjectId project, const std::string& id, Instant now,
                              std::shared_ptr<Flight>& abandoned);

  std::shared_ptr<Run> find(accounts::ProjectId project, const std::string& id);
  RunStatus status_of(const Run& run);  // with what its finished statements read
  std::vector<std::shared_ptr<Flight>> flights();

 private:
  using RunKey = std::pair<accounts::ProjectId, std::string>;
  void forget_old(Instant now);
  void end(Run& run, const Computed& computed, Instant now);

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Flight>> flights_;
  std::map<RunKey, std::shared_ptr<Run>> runs_;
  std::deque<std::shared_ptr<Run>> ended_;  // background runs whose answers may be fetched, oldest first
  std::size_t ended_bytes_ = 0;
};

}  // namespace leapfrog::query
