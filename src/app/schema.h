// Which migrations belong in which database file.
#pragma once

#include <vector>

#include "ingestion/ledger.h"
#include "persons/persons.h"

namespace leapfrog::app {

// People and the books of ingestion change in one transaction, so they share a file.
inline std::vector<meta::Migration> people_migrations() {
  auto all = persons::migrations();
  all.insert(all.end(), ingestion::migrations().begin(), ingestion::migrations().end());
  return all;
}

}  // namespace leapfrog::app
