// `leapfrog log`: what stands in the ingest log, for people who look after a server.
#pragma once

#include <string>

#include "base/result.h"

namespace leapfrog::app {

// Prints the segments, or with `records` every record, and says where a segment is damaged. Changes nothing.
Result<> print_log(const std::string& data_directory, bool records);

}  // namespace leapfrog::app
