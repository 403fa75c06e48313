// One form for all the ways in which the same question can be written: keys sorted, defaults filled in, what
// says nothing left out. Equal forms are the same question; the form says nothing of when it is asked, so
// "the last seven days" stays what it is and the dates it means are kept apart.
#pragma once

#include <string>

#include "base/json.h"

namespace leapfrog::query {

// JSON text with sorted keys; numbers that are equal have equal text. `digits` of doubles are kept: 17 say
// exactly which double it is.
std::string sorted_text(const json::value& value, int digits);

// `schema` is the one of the question's kind. Only what it describes is filled in or, being null, left out:
// what a kind does not know is kept as it is.
std::string canonical_text(const json::object& query, const json::object& schema);

// Of a canonical text: what receipts and the cache know a question by.
std::string hash_of_query(std::string_view canonical);

// Of an answer: its results and columns. Sums of fractions may come out differently in the last digits when
// threads add in another order, so twelve digits count. Where the question has no order of its own
// (`any_order`), neither has the hash.
std::string hash_of_result(const json::object& answer, bool any_order);

}  // namespace leapfrog::query
