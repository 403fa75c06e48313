// What an answer was made from besides the rows: the dates that words like "-7d" meant, actions, cohorts,
// variables, settings. While those are the same and the rows too, so is the answer.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "query/catalog.h"
#include "query/date_range.h"

namespace leapfrog::query {

// The project's settings that questions read, as one text: filters of test accounts, path rules, time zone …
std::string settings_fingerprint(const accounts::Project& project);

class Grounds {
 public:
  void add_range(const DateRange& asked, Interval interval, const ResolvedRange& meant);
  void add_moment(std::string text, Instant meant);
  // Nothing of the present but the `unit` that it is in counts.
  void add_present(Unit unit, Instant start);
  void add_action(std::int64_t id, std::string fingerprint);
  void add_actions(std::size_t limit, std::string fingerprint);  // the first so many of the project
  void add_cohort(std::int64_t id, std::string fingerprint);
  void add_variable(std::string code_name, std::string fingerprint);
  // The answer depends on the very moment, not only on what dates mean then.
  void add_clock() { clock_ = true; }

  // Whether the question means at `now` what it meant when it was answered at `then`.
  Result<bool> hold(const Calendar& calendar, Instant then, Instant now, const Catalog& catalog,
                    accounts::ProjectId project) const;
  bool names_definitions() const {
    return !actions_.empty() || !action_lists_.empty() || !cohorts_.empty() || !variables_.empty();
  }

 private:
  struct Range {
    DateRange asked;
    Interval interval;
    ResolvedRange meant;
  };
  bool dates_hold(const Calendar& calendar, Instant now) const;

  std::vector<Range> ranges_;
  std::map<std::string, Instant> moments_;
  std::map<Unit, Instant> present_;
  std::map<std::int64_t, std::string> actions_;
  std::map<std::size_t, std::string> action_lists_;
  std::map<std::int64_t, std::string> cohorts_;
  std::map<std::string, std::string> variables_;
  bool clock_ = false;
};

// What an action, a cohort or a variable means, as one text; "" for one that is not there.
std::string fingerprint(const std::optional<Action>& action);
std::string fingerprint(const std::optional<Cohort>& cohort);
std::string fingerprint(const std::vector<Action>& actions);
std::string fingerprint(const std::optional<Variable>& variable);

}  // namespace leapfrog::query
