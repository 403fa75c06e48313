// Times as the engine writes them, for answers.
#pragma once

#include <string>

namespace leapfrog::query {

// A time in UTC as the engine writes it ("2026-03-01 09:30:00.000000"), as ISO 8601.
inline std::string iso_time(std::string sql_time) {
  if (const auto space = sql_time.find(' '); space != std::string::npos) sql_time[space] = 'T';
  return sql_time + "Z";
}

}  // namespace leapfrog::query
