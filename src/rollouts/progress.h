// How rollouts go on: the changes of a rollout and of its flag that belong together, and the thread that
// looks after those that run.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "rollouts/decision.h"
#include "rollouts/news.h"
#include "rollouts/rollouts.h"

namespace leapfrog::rollouts {

struct Rollouts::State {
  explicit State(const RolloutsParts& given) : parts(given) {}
  ~State() { stop(); }

  void start();
  void stop();
  void look();

  // What people may do. Each changes the flag first: a rollout that says more than its flag does would be
  // worse than one that says less. `rollout` is as it is stored.
  // Sets `secret` when this is the first time that the project names the webhook: it is shown once.
  Result<Rollout> begin(const accounts::ProjectAccess& access, Rollout rollout,
                        std::optional<std::string>& secret);
  Result<> pause(Rollout& rollout, std::string reason, json::array readings, std::optional<UserId> user);
  Result<> resume(Rollout& rollout, UserId user);
  Result<> advance(Rollout& rollout, json::array readings, std::optional<UserId> user);
  Result<> roll_back(Rollout& rollout, std::string reason, json::array readings, std::optional<UserId> user);

  const RolloutsParts parts;
  std::mutex changing;  // one change of rollouts at a time

 private:
  void run();
  Result<> look_at(Rollout rollout);
  Result<bool> still_as_set(Rollout& rollout);
  Result<> save(const Rollout& rollout, std::string what, json::array readings, std::optional<UserId> user);
  Result<> finish(Rollout& rollout, json::array readings, std::optional<UserId> user);
  Result<std::vector<std::string>> addresses(const Rollout& rollout, const News& news);
  Result<> check_receivers(const accounts::ProjectAccess& access, const Plan& plan);

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

json::object rollout_json(const Rollout& rollout);

}  // namespace leapfrog::rollouts
