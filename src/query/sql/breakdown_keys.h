// The columns that split a result: b0, b1, b2.
#pragma once

#include <string>
#include <vector>

#include "query/breakdown.h"
#include "query/sql/event_rows.h"

namespace leapfrog::query {

// Expressions of type String over a row `e`, one for each field; never null: what is absent or empty is
// breakdown_null. `bins` holds, for each field, the edges of its histogram (empty: not one).
Result<std::vector<std::string>> breakdown_keys(EventRows& rows, const Breakdown& breakdown,
                                                const std::vector<std::vector<double>>& bins);

// The same as Nullable(String), what is absent or empty as it was read: far fewer groups of events than
// events are then to be given the key that `breakdown_key` makes of it. Of fields that are not histograms.
Result<std::vector<std::string>> breakdown_values(EventRows& rows, const Breakdown& breakdown);
std::string breakdown_key(std::string_view value);

// The edges of the fields that are histograms, from the values of `rows`: quantiles, so that the bins hold
// about as many events each.
Result<std::vector<std::vector<double>>> histogram_edges(EventRows rows, const Breakdown& breakdown);

}  // namespace leapfrog::query
