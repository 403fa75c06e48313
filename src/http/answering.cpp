#include "http/answering.h"

#include <fmt/format.h>

#include "base/log.h"
#include "http/logged_path.h"
#include "http/middleware.h"

namespace leapfrog::http {

Response call_blocking(const Handler& handler, Request& request) {
  try {
    return handler(request);
  } catch (const std::exception& exception) {
    log_error("A handler threw.",
              {{"request_id", request.id}, {"path", logged_path(request.path)}, {"error", exception.what()}});
    return error_response(Error{ErrorKind::internal, "error", "", ""});
  }
}

Response method_not_allowed(Method method, const std::vector<Method>& allowed) {
  auto response = error_response(Error{ErrorKind::method_not_allowed, "method_not_allowed",
                                       fmt::format("Method \"{}\" not allowed.", method_name(method)), ""});
  response.headers.set("Allow", std::string(options_answer(allowed).headers.get("Allow")));
  return response;
}

void log_request(const Request& request, int status, double seconds) {
  log_info("request", {{"request_id", request.id},
                       {"method", method_name(request.method)},
                       {"path", logged_path(request.path)},
                       {"status", status},
                       {"milliseconds", seconds * 1000},
                       {"client", request.client_ip}});
}

}  // namespace leapfrog::http
