#include "http/middleware.h"

#include <fmt/format.h>

#include "base/log.h"
#include "http/compression.h"
#include "http/logged_path.h"

namespace leapfrog::http {
namespace {

constexpr std::size_t worth_compressing = 1024;

void add_cors(const Request& request, Response& response) {
  const auto origin = request.headers.get("Origin");
  if (origin.empty()) return;
  response.headers.set("Access-Control-Allow-Origin", std::string(origin));
  response.headers.set("Access-Control-Allow-Credentials", "true");
  response.headers.set("Access-Control-Expose-Headers", "Retry-After, X-Request-Id");
  response.headers.set("Vary", "Origin");
  if (request.method != Method::options) return;
  response.headers.set("Access-Control-Allow-Methods", "GET, POST, OPTIONS, HEAD");
  response.headers.set("Access-Control-Max-Age", "86400");
  if (const auto wanted = request.headers.get("Access-Control-Request-Headers"); !wanted.empty()) {
    response.headers.set("Access-Control-Allow-Headers", std::string(wanted));
  }
}

}  // namespace

void add_common_headers(const Request& request, Cors cors, Response& response) {
  if (cors == Cors::sdk) add_cors(request, response);
  response.headers.set("X-Request-Id", request.id);
  response.headers.set("X-Content-Type-Options", "nosniff");
  if (!response.headers.has("Referrer-Policy")) response.headers.set("Referrer-Policy", "same-origin");
  if (request.secure) response.headers.set("Strict-Transport-Security", "max-age=31536000");
  // The older word for frame-ancestors, which has no way of saying "everybody".
  const bool framed = response.headers.get("Content-Security-Policy").ends_with("frame-ancestors *");
  if (!framed) response.headers.set("X-Frame-Options", "DENY");
  if (cors == Cors::none && !response.headers.has("Content-Security-Policy")) {
    response.headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  }
  if (cors == Cors::none && !response.headers.has("Cache-Control"))
    response.headers.set("Cache-Control", "no-store");
}

void compress_body(const Request& request, Response& response) {
  if (response.stream || response.body_owner || response.body.size() < worth_compressing) return;
  if (response.headers.has("Content-Encoding") || !is_compressible(response.headers.get("Content-Type")))
    return;
  const auto coding = choose_coding(request.headers.get("Accept-Encoding"));
  if (coding == Coding::identity) return;
  response.body = compress(response.body, coding);
  response.headers.set("Content-Encoding", std::string(coding_name(coding)));
  response.headers.add("Vary", "Accept-Encoding");
}

Response options_answer(const std::vector<Method>& allowed) {
  std::string allow;
  for (const auto method : allowed) {
    if (!allow.empty()) allow += ", ";
    allow += method_name(method);
  }
  return Response::empty(204).with("Allow", allow);
}

const Handler* fallback_for(const Router& router, const Request& request, const Router::Match& found) {
  const bool reads = request.method == Method::get || request.method == Method::head;
  return reads && found.allowed.empty() ? router.fallback() : nullptr;
}

Response answer_without_handler(const Request& request, const Router::Match& found) {
  if (request.method == Method::options && (found.cors == Cors::sdk || !found.allowed.empty()))
    return options_answer(found.allowed);
  if (found.allowed.empty()) return error_response(not_found().error());
  auto response =
      error_response(Error{ErrorKind::method_not_allowed, "method_not_allowed",
                           fmt::format("Method \"{}\" not allowed.", method_name(request.method)), ""});
  response.headers.set("Allow", std::string(options_answer(found.allowed).headers.get("Allow")));
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

Response call_blocking(const Handler& handler, Request& request) {
  try {
    return handler(request);
  } catch (const std::exception& exception) {
    log_error("A handler threw.",
              {{"request_id", request.id}, {"path", logged_path(request.path)}, {"error", exception.what()}});
    return error_response(Error{ErrorKind::internal, "error", "", ""});
  }
}

}  // namespace leapfrog::http
