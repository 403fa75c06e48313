// Conditions on one value: what each operator of a filter means in SQL. docs/internals/query-semantics.md has
// the table.
#pragma once

#include <string>
#include <vector>

#include "query/asking.h"
#include "query/filter.h"

namespace leapfrog::query {

// A value as expressions: null when the event has none, or, for the number, when it is not one.
struct PropertyValue {
  std::string text;    // Nullable(String)
  std::string number;  // Nullable(Float64); booleans are no numbers
  // Where it is stored as a text: that text, null for values of other types. "" where all are texts. Cheaper
  // than `text`, which has to print every other type.
  std::string stored_text = {};
};

// Of a property inside a column of JSON, of whatever type each row has it: `raw` is its Dynamic value.
PropertyValue stored_value(std::string_view raw);

// The condition is never null: an absent property meets only is_not, the not_… operators and is_not_set.
Result<std::string> comparison(const PropertyFilter& filter, const PropertyValue& value, const Asking& asking,
                               Bindings& bindings);

// Over e.elements_chain: tag_name, text, href, selector.
Result<std::string> element_condition(const PropertyFilter& filter, Bindings& bindings);
// All that an action's step asks of an event besides its property filters.
std::vector<std::string> step_conditions(const ActionStep& step, Bindings& bindings);

// A SELECT of the people in the cohort that the filter names by number.
Result<std::string> cohort_members(const PropertyFilter& filter, const Asking& asking);

}  // namespace leapfrog::query
