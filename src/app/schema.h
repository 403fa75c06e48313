// Which migrations belong in which database file.
#pragma once

#include <vector>

#include "accounts/accounts.h"
#include "dashboards/dashboards.h"
#include "ingestion/ledger.h"
#include "persons/persons.h"

namespace leapfrog::app {

// What people set up and keep; changes and their lines in the activity log share a transaction.
inline std::vector<meta::Migration> accounts_migrations() {
  auto all = accounts::migrations();
  all.insert(all.end(), dashboards::migrations().begin(), dashboards::migrations().end());
  return all;
}

// People and the books of ingestion change in one transaction, so they share a file.
inline std::vector<meta::Migration> people_migrations() {
  auto all = persons::migrations();
  all.insert(all.end(), ingestion::migrations().begin(), ingestion::migrations().end());
  return all;
}

}  // namespace leapfrog::app
