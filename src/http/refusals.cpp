#include "http/refusals.h"

#include <fmt/format.h>

namespace leapfrog::http {

Response headers_too_large() {
  auto response = error_response(
      Error{ErrorKind::invalid, "headers_too_large", "The request's headers are too large.", ""});
  response.status = 431;
  return response;
}

Response malformed_request(std::string sentence) {
  return error_response(Error{ErrorKind::invalid, "malformed_request", std::move(sentence), ""});
}

Response body_too_slow() {
  return error_response(
      Error{ErrorKind::timeout, "body_read_timeout", "The request body did not arrive in time.", ""});
}

Response body_refusal(bool too_large, std::size_t limit) {
  if (!too_large) return too_busy("Too much is being received at once. Try again.");
  return error_response(
      Error{ErrorKind::too_large, "payload_too_large",
            fmt::format("maximum event size exceeded: the body is larger than {} bytes", limit), ""});
}

Response too_busy(std::string sentence) {
  return error_response(Error{ErrorKind::unavailable, "busy", std::move(sentence), "", 1});
}

}  // namespace leapfrog::http
