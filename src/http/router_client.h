// Requests of the server to itself: through the route table, without the network.
#pragma once

#include "http/client.h"
#include "http/router.h"

namespace leapfrog::http {

class RouterClient final : public Client {
 public:
  // Headers that go with every request instead of its own of the same name: whose request it is. The router
  // must outlive the client.
  explicit RouterClient(const Router& router, Headers always = {})
      : router_(router), always_(std::move(always)) {}

  // Thread-safe. Errors: `not_found` when there is no such route. The timeout is not looked at: routes
  // answer.
  Result<ClientResponse> send(const ClientRequest& request) override;
  // The body at once, as one chunk.
  Result<ClientResponse> stream(const ClientRequest& request,
                                const std::function<bool(std::string_view)>& on_chunk) override;

 private:
  const Router& router_;
  const Headers always_;
};

// The headers that say who is asking.
Headers credentials_of(const Request& request);

}  // namespace leapfrog::http
