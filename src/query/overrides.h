// What stands over a question without being part of it: the dates, filters and breakdown of a dashboard,
// values for the variables of SQL. PostHog's filters_override and variables_override. They are worked into
// the JSON of the question before it is read, so what is computed, cached and named in a receipt is a
// question like any other.
#pragma once

#include "query/shape.h"

namespace leapfrog::query {

struct Overrides {
  json::object filters;    // date_from, date_to, explicitDate, properties, breakdown_filter
  json::object variables;  // by id: {code_name, variableId, value}
};

// From filters_override and variables_override of a request; either may be absent or null. Errors: `invalid`
// with an attr that begins with one of these.
Result<Overrides> read_overrides(const json::value* filters, const json::value* variables);

// The question with them. Dates stand for its own, filters are added to its own, a breakdown stands for its
// own, a variable for the one with its id or code name. Kinds that have no such thing, and wrong types, are
// left as they are. Wrappers such as InsightVizNode stay around the question.
json::object overridden(json::object query, const Overrides& overrides);

// As a field of the request to the query endpoint.
json::object filters_override_schema();

}  // namespace leapfrog::query
