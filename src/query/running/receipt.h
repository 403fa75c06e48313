// What an answer was made from, in few words, so that it can be made again: see docs/internals/receipts.md.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/time.h"

namespace leapfrog::query {

struct Receipt {
  std::string query_hash;
  std::string timezone;  // the project's
  std::optional<std::string>
      date_from;  // what the question's dates meant, in that zone; none: it has no dates
  std::optional<std::string> date_to;
  std::uint64_t watermark = 0;  // events in front of this place in the ingest log were counted, no others
  std::string engine_version;
  std::uint64_t rows_read = 0;
  std::uint64_t bytes_read = 0;
  std::string result_hash;
  double milliseconds = 0;
  Instant computed_at;  // and what "now" meant in the question
};

json::object receipt_json(const Receipt& receipt);
json::object receipt_schema();
// What is needed to make the answer again must be there; the rest may be absent. Errors: `invalid`.
Result<Receipt> parse_receipt(const json::value& value);

}  // namespace leapfrog::query
