// Makes the answer of a receipt again and says whether it is the same: docs/internals/receipts.md.
#pragma once

#include <optional>

#include "query/running/computation.h"

namespace leapfrog::query {

// `before` are the results that the receipt is of, where somebody still has them: then each difference is
// named. Blocks for as long as the question takes, twice. Errors are the computation's.
Result<json::object> replay(const ComputationParts& parts, const Question& question, const Receipt& receipt,
                            const std::optional<json::value>& before, const std::atomic<bool>* cancelled);

}  // namespace leapfrog::query
