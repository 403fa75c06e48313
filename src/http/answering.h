// What surrounds a handler whatever it does: exceptions become answers, answers become lines in the log.
#pragma once

#include "http/router.h"

namespace leapfrog::http {

// Runs the handler; what it throws is logged and answered with 500.
Response call_blocking(const Handler& handler, Request& request);
// 405 with the methods that there are.
Response method_not_allowed(Method method, const std::vector<Method>& allowed);
// The access log's line.
void log_request(const Request& request, int status, double seconds);

}  // namespace leapfrog::http
