// The rows under one series and the aggregate over them: the part of a trend's statement that its math
// decides.
#pragma once

#include <string>
#include <vector>

#include "insights/trends/trends_lines.h"
#include "query/sql/event_rows.h"

namespace leapfrog::insights {

struct Aggregate {
  std::string name;        // "uniqExact"
  std::string parameters;  // "(0.5)" or ""
  std::string argument;    // over the columns of the source
};

// `from` is what stands behind SELECT … : a table of rows with the columns t (start of the interval, seconds
// since 1970; 0 for a total), b0, b1, b2 (breakdown) and whatever the aggregate needs.
struct SeriesSource {
  std::string from;
  Aggregate aggregate;
  std::string events = "count()";  // an aggregate: how many events the rows stand for
  bool is_plain_count = false;     // of events that are joined with nothing
};

struct SourceRequest {
  const TrendsQuery& trends;
  const query::Series& series;
  const Window& window;
  std::optional<std::int64_t> cohort;
  bool with_actors = false;  // a column a: whose event it is, never ""
  // Of a plain count: b0, b1, b2 as they were read, to be made keys by query::breakdown_key().
  bool values_as_read = false;
};

// The whole statement of a series whose math is an expression of SQL: rows of the breakdown's values, t and
// the expression's value. An expression cannot be merged, so each of its values is computed from the rows.
Result<std::string> expression_statement(const query::Asking& asking, query::Bindings& bindings,
                                         const SourceRequest& request);

Result<SeriesSource> series_source(const query::Asking& asking, query::Bindings& bindings,
                                   const SourceRequest& request);

}  // namespace leapfrog::insights
