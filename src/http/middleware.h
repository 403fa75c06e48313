// What every answer gets, whatever made it: request id, security and CORS headers, compression.
#pragma once

#include <string_view>

#include "http/router.h"

namespace leapfrog::http {

// Adds the headers that depend only on the request and its route; cheap, runs on the I/O thread.
void add_common_headers(const Request& request, Cors cors, Response& response);
// Compresses a body worth it; runs where the handler ran.
void compress_body(const Request& request, Response& response);
// The answer to OPTIONS where no route has one of its own.
Response options_answer(const std::vector<Method>& allowed);

// Of a path without a route for the method: the router's fallback, or nullptr when the request is not for it.
const Handler* fallback_for(const Router& router, const Request& request, const Router::Match& found);
// The answer where there is not even a fallback: to a preflight, 405 or 404.
Response answer_without_handler(const Request& request, const Router::Match& found);
// The access log's line.
void log_request(const Request& request, int status, double seconds);
// What the handler answers; 500 when it throws.
Response call_blocking(const Handler& handler, Request& request);

}  // namespace leapfrog::http
