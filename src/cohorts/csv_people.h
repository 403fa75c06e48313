// Lists of people that come as CSV: one column of distinct ids, or columns among which one says who it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace leapfrog::cohorts {

constexpr std::size_t max_csv_people = 500'000;

struct CsvPeople {
  enum class By : std::uint8_t { person_id, distinct_id, email } by = By::distinct_id;
  std::vector<std::string> names;  // not empty, trimmed, in the order of the file
};

// RFC 4180 with ',', ';' or a tab between cells, quotes, CRLF or LF, with or without a byte order mark. Of
// several columns the first line must name one: person_id, else distinct_id, else email. A single column may
// go without its name. Errors: `invalid` with attr csv.
Result<CsvPeople> parse_csv_people(std::string_view text);

}  // namespace leapfrog::cohorts
