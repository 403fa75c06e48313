// Links by which somebody stops getting a subscription: no account is needed, the link itself is the proof.
#pragma once

#include "subscriptions/store.h"

namespace leapfrog::subscriptions {

struct Unsubscribing {
  accounts::ProjectId project = 0;
  std::int64_t subscription = 0;
  std::string address;
};

// Sealed, so that it can be neither guessed nor changed; safe in a URL.
std::string unsubscribe_token(const Sealer& sealer, const Unsubscribing& who);
// Errors: `not_found` for what is no token of ours.
Result<Unsubscribing> read_token(const Sealer& sealer, std::string_view token);

// GET /unsubscribe/{token} asks, POST does it (RFC 8058: mail programs send it by themselves).
void add_unsubscribe_routes(http::Router& router, const Parts& parts);

}  // namespace leapfrog::subscriptions
