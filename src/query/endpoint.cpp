#include "query/endpoint.h"

#include "base/log.h"
#include "http/middleware.h"
#include "http/refusals.h"

namespace leapfrog::query {

http::Response json_text(std::string text, int status) {
  http::Response response;
  response.status = status;
  response.body = std::move(text);
  response.headers.set("Content-Type", "application/json");
  return response;
}

void Replying::operator()(http::Response response) const {
  http::compress_body(*request_, response);
  reply_(std::move(response));
}

void Replying::operator()(const Error& error) const {
  if (error.kind == ErrorKind::internal || error.kind == ErrorKind::unavailable)
    log_error("A question failed.", {{"request_id", request_->id}, {"error", error.detail}});
  (*this)(http::error_response(error));
}

http::AsyncHandler on_own_threads(const Endpoint& endpoint, Work work) {
  return [endpoint, work](std::shared_ptr<http::Request> request, http::Reply reply) {
    const Replying replying(std::move(request), std::move(reply));
    const bool taken = endpoint.runner.take_in([endpoint, work, replying] {
      try {
        work(endpoint, replying);
      } catch (const std::exception& exception) {
        replying(Error{ErrorKind::internal, "error", exception.what(), "", 0});
      }
    });
    if (!taken) replying(http::too_busy("The server is busy. Try again."));
  };
}

}  // namespace leapfrog::query
