// A table of values with numbers for each, now and in the period before: what the tables of web analytics are
// made of.
#pragma once

#include <string>
#include <vector>

#include "insights/web/visits.h"

namespace leapfrog::insights {

struct WebColumn {
  std::string_view name;   // "visitors": a column of the answer is context.columns.visitors
  std::string_view order;  // "Visitors": how orderBy names it
  bool counts = true;      // nothing counts as 0, and a sample's number stands for more
};

// A SELECT of k and of some of the table's numbers, m0, m1, …
struct WebPart {
  std::string sql;
  std::vector<std::size_t> columns;  // which column m0, m1, … are
};

struct WebTable {
  std::vector<WebColumn> columns;  // the first is what rows are there for
  std::string_view key_name = "breakdown_value";
  std::vector<std::size_t> order;  // by which, where the question does not say, the highest first
  std::int64_t limit = 100;
  std::int64_t offset = 0;
};

// The answer. `parts_of` gives the parts of a period. Rows come in order, ties by their key.
using PartsOf = std::function<Result<std::vector<WebPart>>(query::Bindings&, const query::ResolvedRange&)>;
Result<json::object> answer_table(const query::Asking& asking, const WebScope& web, const WebTable& table,
                                  const PartsOf& parts_of);

}  // namespace leapfrog::insights
