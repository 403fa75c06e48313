// Signatures of webhooks, as https://www.standardwebhooks.com writes them: receivers check with the libraries
// that exist for it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace leapfrog::outbox {

// "whsec_" and 32 random bytes in base64.
std::string make_signing_secret();

// "v1,<base64>": HMAC-SHA256, with the bytes behind "whsec_", of "id.seconds.body".
std::string sign(std::string_view secret, std::string_view id, Instant at, std::string_view body);

}  // namespace leapfrog::outbox
