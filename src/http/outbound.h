// Requests to addresses that users give: webhooks. Addresses of the machine itself and of private networks
// are refused where the connection is made, after the name was resolved, so no name, redirect or rebinding
// leads there; the operator may allow some.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace leapfrog::http {

struct OutboundRequest {
  Method method = Method::post;
  std::string url;  // http or https, without a user
  Headers headers;
  std::string body;
  milliseconds timeout{10'000};  // for the whole exchange
};

struct OutboundResponse {
  int status = 0;
  std::string body;  // its beginning: at most 16 kB
};

// Whether everybody on the internet may be meant by it: not loopback, private, link-local, multicast,
// reserved, or an IPv6 form of one of those.
bool is_public_address(std::string_view address);

class Outbound {
 public:
  // `allowed`: addresses or CIDR blocks that may be reached although they are not public.
  static Result<std::unique_ptr<Outbound>> open(const std::vector<std::string>& allowed);
  virtual ~Outbound() = default;
  // Thread-safe; blocks. Any status is a value, redirects are not followed. Errors: `invalid` with attr "url"
  // for a URL that cannot be meant, `forbidden` for an address that may not be reached, `unavailable`,
  // `timeout`.
  virtual Result<OutboundResponse> send(const OutboundRequest& request) const = 0;
};

// What is wrong with a URL before anything is resolved. Errors: `invalid` with the attr given.
Result<> check_outbound_url(std::string_view url, const std::string& attr);

}  // namespace leapfrog::http
