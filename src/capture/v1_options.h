// The `options` of a Capture V1 event, read leniently.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "capture/request_reader.h"

namespace leapfrog::capture {

struct V1Options {
  std::optional<bool> cookieless_mode;
  std::optional<bool> disable_skew_correction;
  std::optional<bool> process_person_profile;
  std::optional<std::string> product_tour_id;
};

// Booleans may be numbers (not 0) or words ("true", "t", "yes", "y", "on", "1" and their opposites); null and
// blank mean unset; unknown options are ignored. Error: invalid_options.
Result<V1Options> read_v1_options(const RawValue& options);

}  // namespace leapfrog::capture
