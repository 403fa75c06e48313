// What queries name by number, out of the slices that keep it.
#pragma once

#include <memory>

#include "query/catalog.h"

namespace leapfrog::app {

std::unique_ptr<query::Catalog> open_catalog();

}  // namespace leapfrog::app
