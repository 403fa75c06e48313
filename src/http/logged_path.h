// What of a request's path may stand in the log: everything but secrets that are part of it.
#pragma once

#include <string>
#include <string_view>

namespace leapfrog::http {

// The decoded path with "…" in place of an invitation behind /signup/ or /api/signup/ and of every segment
// that looks like a random secret: 24 or more letters and digits of several kinds. Project tokens (phc_…) and
// UUIDs are no secrets and stay.
std::string logged_path(std::string_view path);

}  // namespace leapfrog::http
