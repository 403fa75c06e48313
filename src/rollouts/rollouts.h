// The door of the rollouts slice: flags that go from few people to everybody by themselves, watched by
// guardrails that stop them. docs/internals/staged-rollouts.md has the rules.
#pragma once

#include <memory>
#include <vector>

#include "accounts/accounts.h"
#include "flags/flags.h"
#include "outbox/outbox.h"
#include "query/asking.h"

namespace leapfrog::rollouts {

struct RolloutsParts {
  meta::Database& database;  // the accounts' file, with migrations()
  accounts::Accounts& accounts;
  flags::Flags& flags;
  query::EngineParts engine;
  outbox::Outbox& outbox;
  const Clock& clock;
  std::string origin;  // of links in messages, "https://app.example.com"
};

class Rollouts {
 public:
  // Everything in `parts` must outlive it.
  explicit Rollouts(const RolloutsParts& parts);
  ~Rollouts();
  Rollouts(const Rollouts&) = delete;
  Rollouts& operator=(const Rollouts&) = delete;

  // Starts looking after rollouts, every few seconds.
  void start();
  void stop();
  // One look, for tests.
  void look();

  // For the files of this slice only.
  struct State;
  State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

void add_routes(http::Router& router, Rollouts& rollouts);

// The schema, migrations 1000 to 1099.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::rollouts
