// A blocking HTTP/1.1 client for parts that talk to the analytics engine: TCP or Unix socket, pooled
// connections, streaming both ways. Outbound requests to addresses that users give go through http/outbound.h
// instead.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "http/message.h"

namespace leapfrog::http {

struct ClientRequest {
  Method method = Method::post;
  std::string target = "/";
  Headers headers;
  std::string_view body;         // must outlive the call
  milliseconds timeout{30'000};  // for the whole exchange
};

struct ClientResponse {
  int status = 0;
  Headers headers;
  std::string body;
};

class Client {
 public:
  // "unix:/path/to/socket", "http://host:port"
  static std::unique_ptr<Client> create(std::string_view address, std::size_t max_idle = 8);
  virtual ~Client() = default;
  // Thread-safe. Connection failures are `unavailable`, an expired timeout is `timeout`; any HTTP status is a
  // value.
  virtual Result<ClientResponse> send(const ClientRequest& request) = 0;
  // Gives the body chunk by chunk as it comes; `on_chunk` returning false ends the exchange and closes the
  // connection. The body of the returned response is empty unless the status is not 200.
  virtual Result<ClientResponse> stream(const ClientRequest& request,
                                        const std::function<bool(std::string_view)>& on_chunk) = 0;
};

}  // namespace leapfrog::http
