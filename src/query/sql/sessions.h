// What is known of a session (its start and end, where it came from, whether it bounced), computed from its
// events whenever a question asks. There is no table of sessions to fall behind or to count twice.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "query/asking.h"
#include "query/date_range.h"
#include "query/sql/conditions.h"

namespace leapfrog::query {

// SDKs end a session after a day at most. Of a question about some time, the events of this long before and
// after it belong to its sessions; without a bound every question would read the project's whole history.
constexpr std::chrono::hours session_reach{24};

enum class FactType : std::uint8_t { text, number, boolean, time };

struct SessionFact {
  std::string_view name;  // "$entry_pathname"
  FactType type;
};
// All, in the order in which * shows them. The first is session_id.
std::span<const SessionFact> session_facts();
// nullptr when there is no such fact.
const SessionFact* find_session_fact(std::string_view name);

struct SessionsRequest {
  std::vector<const SessionFact*> facts;
  std::string prefix;                   // of the columns' names
  std::optional<ResolvedRange> around;  // only what lies around this time; nothing: the whole history
  bool only_begun_within = false;       // … and only sessions that began in it
  bool joined = false;                  // columns are null where there is no session
  std::optional<std::string> ids;       // "SELECT …": only the sessions with these ids
};
// "(SELECT … )": one row for each session, with session_id and the facts.
std::string sessions_sql(const Asking& asking, const SessionsRequest& request, Bindings& bindings);

// A fact as a value for filters; `column` is a column of sessions_sql().
PropertyValue session_value(const SessionFact& fact, std::string_view column);

}  // namespace leapfrog::query
