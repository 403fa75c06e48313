// The SQL of retention.
#pragma once

#include "insights/retention/retention_query.h"
#include "query/asking.h"

namespace leapfrog::insights {

struct RetentionWindow {
  Instant from;  // start of the first interval
  Instant to;    // the last instant that counts
};

// Rows (b0, b1, …, i, j, value): of the actors who began in interval i (0 is the first) with that breakdown,
// the value of interval i + j. j = 0 are all who began.
Result<query::Statement> retention_statement(const query::Asking& asking, const RetentionQuery& retention,
                                             const RetentionWindow& window);

// A SELECT with a row for each actor (a) and step: i, b0, b1, … as above, and step, whose first element is j.
// Whoever asks binds the values.
Result<std::string> retention_steps(const query::Asking& asking, query::Bindings& bindings,
                                    const RetentionQuery& retention, const RetentionWindow& window);

}  // namespace leapfrog::insights
