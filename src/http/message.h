// Requests and responses as handlers see them. No Boost in here.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace leapfrog::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };
std::string_view method_name(Method method);
Method parse_method(std::string_view name);  // other for what is none of them

// Header fields in the order they came; names compare without case.
class Headers {
 public:
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  void set(std::string_view name, std::string value);
  // The first field of that name, "" when absent.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// Decoded `a=b&c=d` pairs, from a query string or a form body. Reads 10,000 pairs at most; the rest is
// ignored.
class Query {
 public:
  Query() = default;
  static Query parse(std::string_view text);
  std::string_view get(std::string_view name) const;  // first value, "" when absent
  bool has(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& pairs() const { return pairs_; }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

// Percent-decoding; `plus_is_space` for queries and forms. Malformed escapes stay as they are.
std::string percent_decode(std::string_view text, bool plus_is_space);
std::string percent_encode(std::string_view text);

struct Request {
  Method method = Method::get;
  std::string target;  // as sent: "/api/projects/1/events/?limit=5"
  std::string path;    // decoded, without the query
  Query query;
  Headers headers;
  std::string body;
  std::string client_ip;  // behind a trusted proxy: the client's
  std::string host;       // behind a trusted proxy: X-Forwarded-Host
  bool secure = false;    // TLS here or at a trusted proxy
  std::string id;         // also in the X-Request-Id answer header and the log
  Instant received_at{};  // when the head was complete
  std::vector<std::pair<std::string, std::string>> params;  // of the route's pattern

  std::string_view param(std::string_view name) const;  // "" when absent
  std::string_view cookie(std::string_view name) const;
  // Scheme and authority as the client sees them: "https://app.example.com".
  std::string origin() const;
};

// A body produced while it is sent. `next` is called from a worker thread and may block; it gives a chunk, or
// nothing at the end. When the client goes away `cancel` is called (from another thread) and `next` must soon
// return.
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  virtual std::optional<std::string> next() = 0;
  virtual void cancel() = 0;
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  std::shared_ptr<const void> body_owner;  // keeps `body_view` alive
  std::string_view body_view;              // used instead of `body` when body_owner is set
  std::unique_ptr<BodyStream> stream;      // used instead of both when set (chunked)

  static Response json(const json::value& value, int status = 200);
  static Response text(std::string text, int status = 200);
  static Response empty(int status = 204);
  static Response redirect(std::string location);
  Response&& with(std::string_view name, std::string value) &&;
};

// {type, code, detail, attr} in PostHog's words, with the status that belongs to the kind.
Response error_response(const Error& error);
int status_of(ErrorKind kind);

}  // namespace leapfrog::http
