// What the server itself answers when a request does not reach a handler.
#pragma once

#include "http/message.h"

namespace leapfrog::http {

Response headers_too_large();  // 431
Response malformed_request(std::string sentence);
Response body_too_slow();  // 408
// 413 when the body is beyond the route's limit, else 503: too many bodies are in memory at once.
Response body_refusal(bool too_large, std::size_t limit);
Response too_busy(std::string sentence);  // 503 with Retry-After

}  // namespace leapfrog::http
