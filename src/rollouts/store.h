// All SQL of rollouts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "rollouts/plan.h"
#include "storage/meta/database.h"

namespace leapfrog::rollouts {

using accounts::ProjectId;
using accounts::UserId;

struct Rollout {
  std::int64_t id = 0;
  ProjectId project = 0;
  std::int64_t flag = 0;
  std::optional<std::int64_t> condition;  // nothing: all of them
  std::optional<int> group_type;          // what the condition was about when it began; nothing: people
  Plan plan;
  std::string status = "running";
  std::size_t step = 0;
  Instant step_started_at;
  std::vector<double> percentages_before;  // of each condition that is rolled out
  bool active_before = false;
  std::string reason;
  UserId created_by = 0;
  Instant created_at;
  std::optional<Instant> finished_at;

  bool is_live() const { return status == "running" || status == "paused"; }
  const Step& current() const { return plan.steps.at(step); }
};

// Sets the id. Errors: conflict when the flag has a live one.
Result<> insert_rollout(meta::Connection& connection, Rollout& rollout);
// Everything but plan, flag and who made it.
Result<> update_rollout(meta::Connection& connection, const Rollout& rollout);
Result<std::optional<Rollout>> find_rollout(meta::Connection& connection, ProjectId project, std::int64_t id);
// Newest first; `flag` 0: of all flags.
Result<std::vector<Rollout>> list_rollouts(meta::Connection& connection, ProjectId project,
                                           std::int64_t flag);
Result<std::vector<Rollout>> running_rollouts(meta::Connection& connection);

struct Look {
  std::size_t step = 0;
  Instant at;
  json::array readings;
};
// Forgets the oldest beyond 2,000.
Result<> insert_look(meta::Connection& connection, const Rollout& rollout, const Look& look);
// Oldest first.
Result<std::vector<Look>> list_looks(meta::Connection& connection, std::int64_t rollout);

struct LogLine {
  Instant at;
  std::string what;
  std::string reason;
  json::array readings;
  std::optional<UserId> user;
};
Result<> insert_line(meta::Connection& connection, const Rollout& rollout, const LogLine& line);
Result<std::vector<LogLine>> list_lines(meta::Connection& connection, std::int64_t rollout);

}  // namespace leapfrog::rollouts
