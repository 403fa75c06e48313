// All SQL of actions.
#pragma once

#include "actions/actions.h"
#include "http/pagination.h"

namespace leapfrog::actions {

struct ActionFilter {
  std::string search;  // part of the name or the description
  std::vector<std::string> tags;
};

// Not the deleted ones; in order of their names.
Result<std::vector<Action>> list_actions(meta::Connection& connection, ProjectId project,
                                         const ActionFilter& filter, http::Page page);
Result<std::int64_t> count_actions(meta::Connection& connection, ProjectId project,
                                   const ActionFilter& filter);
// Also a deleted one.
Result<std::optional<Action>> find_any_action(meta::Connection& connection, ProjectId project,
                                              std::int64_t id);
// Of an action that is not deleted.
Result<std::optional<std::int64_t>> id_of_name(meta::Connection& connection, ProjectId project,
                                               std::string_view name);

// Gives the action's number.
Result<std::int64_t> insert_action(meta::Connection& connection, const Action& action);
Result<> update_action(meta::Connection& connection, const Action& action);

}  // namespace leapfrog::actions
