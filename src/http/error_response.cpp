// Errors as PostHog's API words them: {type, code, detail, attr}. The only place that knows which status
// belongs to which kind of failure.
#include "http/message.h"

namespace leapfrog::http {
namespace {

std::string_view type_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
    case ErrorKind::conflict:
      return "validation_error";
    case ErrorKind::unauthenticated:
    case ErrorKind::forbidden:
      return "authentication_error";
    case ErrorKind::not_found:
    case ErrorKind::method_not_allowed:
    case ErrorKind::too_large:
    case ErrorKind::unsupported:
      return "invalid_request";
    case ErrorKind::throttled:
      return "throttled_error";
    case ErrorKind::unavailable:
    case ErrorKind::timeout:
    case ErrorKind::internal:
      return "server_error";
  }
  return "server_error";
}

// For errors that were made without a code of their own.
std::string_view default_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return "invalid_input";
    case ErrorKind::unauthenticated:
      return "authentication_failed";
    case ErrorKind::forbidden:
      return "permission_denied";
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::method_not_allowed:
      return "method_not_allowed";
    case ErrorKind::conflict:
      return "conflict";
    case ErrorKind::too_large:
      return "too_large";
    case ErrorKind::unsupported:
      return "unsupported_media_type";
    case ErrorKind::throttled:
      return "throttled";
    case ErrorKind::unavailable:
      return "unavailable";
    case ErrorKind::timeout:
      return "timeout";
    case ErrorKind::internal:
      return "error";
  }
  return "error";
}

}  // namespace

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return 400;
    case ErrorKind::unauthenticated:
      return 401;
    case ErrorKind::forbidden:
      return 403;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::method_not_allowed:
      return 405;
    case ErrorKind::conflict:
      return 409;
    case ErrorKind::too_large:
      return 413;
    case ErrorKind::unsupported:
      return 415;
    case ErrorKind::throttled:
      return 429;
    case ErrorKind::unavailable:
      return 503;
    case ErrorKind::timeout:
      return 504;
    case ErrorKind::internal:
      return 500;
  }
  return 500;
}

Response error_response(const Error& error) {
  // What went wrong inside is for the log, not for whoever asked.
  const bool ours = error.kind == ErrorKind::internal;
  json::object body;
  body["type"] = type_of(error.kind);
  body["code"] = ours || error.code.empty() ? default_code(error.kind) : std::string_view(error.code);
  body["detail"] =
      ours ? std::string_view("A server error occurred. The X-Request-Id of this answer finds it in the log.")
           : std::string_view(error.detail);
  body["attr"] = error.attr.empty() || ours ? json::value(nullptr) : json::value(error.attr);
  auto response = Response::json(body, status_of(error.kind));
  if (error.retry_after_s > 0) response.headers.set("Retry-After", std::to_string(error.retry_after_s));
  return response;
}

}  // namespace leapfrog::http
