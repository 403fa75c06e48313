// Which migrations belong in which database file.
#pragma once

#include <vector>

#include "accounts/accounts.h"
#include "actions/actions.h"
#include "alerts/alerts.h"
#include "cohorts/cohorts.h"
#include "dashboards/dashboards.h"
#include "definitions/definitions.h"
#include "flags/flags.h"
#include "ingestion/ledger.h"
#include "outbox/outbox.h"
#include "persons/persons.h"
#include "query/running/question_store.h"
#include "rollouts/rollouts.h"
#include "saved_views/saved_views.h"
#include "sharing/sharing.h"
#include "sql_variables/sql_variables.h"
#include "subscriptions/subscriptions.h"

namespace leapfrog::app {

// What people set up and keep; changes and their lines in the activity log share a transaction.
inline std::vector<meta::Migration> accounts_migrations() {
  auto all = accounts::migrations();
  for (const auto* more : {&actions::migrations(), &cohorts::migrations(), &dashboards::migrations(),
                           &flags::migrations(), &query::migrations(), &sharing::migrations(),
                           &alerts::migrations(), &rollouts::migrations(), &saved_views::migrations(),
                           &sql_variables::migrations(), &outbox::migrations(), &subscriptions::migrations()})
    all.insert(all.end(), more->begin(), more->end());
  return all;
}

// People, the books of ingestion and the names that occur change in one transaction, so they share a file.
inline std::vector<meta::Migration> people_migrations() {
  auto all = persons::migrations();
  for (const auto* more : {&ingestion::migrations(), &definitions::migrations()})
    all.insert(all.end(), more->begin(), more->end());
  return all;
}

}  // namespace leapfrog::app
