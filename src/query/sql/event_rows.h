// The events that a statement is about, as FROM and WHERE, and the expressions over one of them. The
// project's own events only: there is no other way to name the table.
//
//   EventRows rows(asking, bindings);
//   rows.between(range.from, range.to);
//   TRY(rows.only(series));
//   auto sql = fmt::format("SELECT count(DISTINCT {}) {}", rows.actor(), rows.sql());
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/asking.h"
#include "query/date_range.h"
#include "query/scope.h"
#include "query/series.h"
#include "query/sql/conditions.h"

namespace leapfrog::query {

struct SessionFact;

class EventRows {
 public:
  EventRows(const Asking& asking, Bindings& bindings) : asking_(asking), bindings_(bindings) {}

  // Restrictions, all of which hold.
  void between(Instant from, Instant to);  // both inclusive
  void where(std::string condition);
  Result<> only(const FilterNode& filters);
  Result<> only(const Series& series);
  // What the scope says besides its dates: filters, test accounts, sampling.
  Result<> only(const Scope& scope);

  // Expressions over a row `e`. They may need more tables, so ask for them before sql().
  std::string person();                              // UUID, merges applied
  std::string actor(std::optional<int> group_type);  // the person, or the key of the group (then never "")
  // Nullable(String): null when the event has no such property.
  Result<std::string> property(PropertyType type, std::string_view key, int group_type_index,
                               const std::string& path);
  // Nullable(Float64): null when there is none or it is not a number.
  Result<std::string> number(PropertyType type, std::string_view key, int group_type_index,
                             const std::string& path);
  // A fact of the event's session (query/sql/sessions.h), null where it has none.
  std::string session(const SessionFact& fact);
  // A condition, never null.
  Result<std::string> condition(const FilterNode& filters);
  Result<std::string> condition(const Series& series);
  Result<std::string> condition(const Action& action);

  // "FROM events AS e … WHERE …"
  std::string sql() const;

  // For rows of a statement's own that are named e and have a person_id as it was stored: the join with the
  // people merged since, and with it the person. Of groups of events there are fewer to join than of events.
  std::string merges() const;
  static std::string merged_person();
  // Whether the rows are joined with anything.
  bool has_joins() const { return merges_ || !session_facts_.empty(); }

  // Whether anything but the project restricts the rows.
  bool restricted() const { return !conditions_.empty(); }
  // The time that between() restricted the rows to.
  const std::optional<ResolvedRange>& time() const { return time_; }

  Bindings& bindings() { return bindings_; }
  const Asking& asking() const { return asking_; }

 private:
  Result<std::string> condition(const PropertyFilter& filter);
  Result<PropertyValue> value_of(PropertyType type, std::string_view key, int group_type_index,
                                 const std::string& path);
  std::string condition(const ActionStep& step, std::string properties);

  const Asking& asking_;
  Bindings& bindings_;
  std::vector<std::string> conditions_;
  bool merges_ = false;  // the table of merged people is needed
  std::vector<const SessionFact*> session_facts_;
  std::optional<ResolvedRange> time_;
};

// The start of the interval that `time` (an expression) is in, as seconds since 1970.
std::string bucket_of(const Calendar& calendar, Interval interval, std::string_view time);

// Which interval `time` (an expression) is in, counted from the one that starts at `first`: 0, 1, …; negative
// before.
std::string interval_index(const Calendar& calendar, Interval interval, Instant first, std::string_view time);

}  // namespace leapfrog::query
