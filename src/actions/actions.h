// The door of this slice: actions, named sets of conditions under which an event means something ("signed
// up", "clicked buy"). An event does the action when one of its steps fits; a step fits when all that it says
// holds. Steps stay typed; their property filters are kept as JSON, in the form that queries read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "query/asking.h"

namespace leapfrog::actions {

using accounts::ProjectId;

enum class Matching : std::uint8_t { exact, contains, regex };

struct TextCondition {
  std::string text;  // never empty
  Matching matching = Matching::exact;
  bool operator==(const TextCondition&) const = default;
};

// All that is set must hold.
struct ActionStep {
  std::optional<std::string> event;     // nothing: every event
  std::optional<std::string> tag_name;  // of one of the elements
  std::optional<std::string> selector;  // CSS, checked; see selector_regex()
  std::optional<TextCondition> text;    // of one of the elements
  std::optional<TextCondition> href;    // of one of the elements
  std::optional<TextCondition> url;     // $current_url
  json::array properties;               // objects
};

struct Action {
  std::int64_t id = 0;
  ProjectId project = 0;
  std::string name;
  std::string description;
  std::vector<std::string> tags;
  std::vector<ActionStep> steps;
  bool post_to_slack = false;
  std::string slack_message_format;
  std::optional<Instant> pinned_at;
  bool deleted = false;
  Instant created_at;
  std::optional<accounts::UserId> created_by;
  Instant updated_at;  // grows with every change: what was computed before it is old
};

// Nothing when the project has none with that number, or deleted it. `database` is the one of accounts.
Result<std::optional<Action>> find_action(meta::Database& database, ProjectId project, std::int64_t id);

// The first `limit` of a project in order of their names, without the deleted ones.
Result<std::vector<Action>> first_actions(meta::Database& database, ProjectId project, std::size_t limit);

// An expression of RE2's syntax over the elements chain that says what the step's selector says; "" when it
// has none.
std::string selector_regex(const ActionStep& step);

// As questions apply it. `invalid` when a property filter of it cannot be read.
Result<query::Action> query_form(const Action& action);

// actions/
void add_routes(http::Router& router, accounts::Accounts& accounts, meta::Database& database);
// actions/preview/: how many events steps fit that nobody has saved. All must outlive the router.
void add_preview_route(http::Router& router, accounts::Accounts& accounts, query::EngineParts parts,
                       const Clock& clock);

// In the database of accounts. Migrations 500 to 599.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::actions
