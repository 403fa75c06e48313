// What queries name by number, out of the slices that keep it.
#pragma once

#include <memory>

#include "cohorts/cohorts.h"
#include "query/catalog.h"
#include "storage/meta/database.h"

namespace leapfrog::app {

// `database` is the one of accounts, with what people make; it and `uses` outlive the catalog.
std::unique_ptr<query::Catalog> open_catalog(meta::Database& database, cohorts::Uses& uses);

}  // namespace leapfrog::app
