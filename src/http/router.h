// The one route table. Each slice adds its routes in add_routes(); matching, OPTIONS, 405 and the OpenAPI
// document come from the table.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/message.h"

namespace leapfrog::http {

// May be called once, from any thread.
using Reply = std::function<void(Response)>;

// Runs on a worker thread and may block (SQLite, the engine).
using Handler = std::function<Response(Request&)>;
// Runs on the I/O thread and must not block; what it waits for calls `reply` later.
using AsyncHandler = std::function<void(std::shared_ptr<Request>, Reply)>;

struct RouteDoc {
  std::string summary;       // one line for the OpenAPI document
  std::string tag;           // the slice
  std::string scope;         // "person:read"; "" for public or session-only
  std::string request_type;  // component schema names, "" when there is none
  std::string response_type;
};

// What browsers on other origins may do with a route.
enum class Cors : std::uint8_t {
  none,  // the app's own API: same origin only
  sdk,   // origin reflected, any header, credentials allowed: what SDKs in customers' pages need
};

struct RouteOptions {
  Cors cors = Cors::none;
  std::size_t max_body_bytes = 1 << 20;
  // The answer to a larger body, where the route's protocol words its errors in its own way; called on an I/O
  // thread.
  std::shared_ptr<const std::function<Response(const Request&)>> too_large;
};

inline auto too_large_answer(std::function<Response(const Request&)> answer) {
  return std::make_shared<const std::function<Response(const Request&)>>(std::move(answer));
}

struct Route {
  Method method;
  std::string pattern;  // "/api/projects/{project_id:int}/persons/{id}/"; see Router
  RouteDoc doc;
  RouteOptions options;
  std::variant<Handler, AsyncHandler> handler;
};

// Patterns: literal segments, `{name}` for one segment (not empty), `{name:int}` for digits, `{name...}` last
// for the rest. A trailing slash in a pattern is optional in a request and the other way round. Literals win
// over parameters, `int` over any; the order of adding does not matter. Two routes with the same method and
// shape are a programmer's error (CHECK).
class Router {
 public:
  Router();
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  void add(Route route);
  // Short forms for a blocking handler.
  void get(std::string pattern, RouteDoc doc, Handler handler);
  void post(std::string pattern, RouteDoc doc, Handler handler);
  void put(std::string pattern, RouteDoc doc, Handler handler);
  void patch(std::string pattern, RouteDoc doc, Handler handler);
  void del(std::string pattern, RouteDoc doc, Handler handler);

  // Answers what no route matches with GET: the web app's pages.
  void set_fallback(Handler handler);

  // A JSON schema for the OpenAPI document's components, named once.
  void add_schema(std::string name, json::value schema);

  struct Match {
    const Route* route = nullptr;  // nullptr: no such path, or path without that method (see allowed)
    std::vector<std::pair<std::string, std::string>> params;
    std::vector<Method> allowed;  // methods of the path when the method is missing
    Cors cors = Cors::none;       // of any route at the path, for preflights
  };
  // `path` as sent, without the query: segments are percent-decoded after the split, so that an encoded slash
  // stays inside its segment. HEAD falls back to the route of GET.
  Match match(Method method, std::string_view path) const;
  const Handler* fallback() const;
  const std::vector<std::unique_ptr<Route>>& routes() const;
  json::value openapi(std::string_view version) const;

 private:
  struct Tree;
  std::unique_ptr<Tree> tree_;
};

}  // namespace leapfrog::http
