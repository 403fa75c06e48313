// What the routes of this slice share: who is asked, and answers that may come from any thread.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "query/query.h"

namespace leapfrog::query {

constexpr std::string_view scope = "query:read";

struct Endpoint {
  accounts::Accounts& accounts;
  Runner& runner;
  std::span<const Kind> kinds;
};

http::Response json_text(std::string text, int status);

// Gives an answer, once.
class Replying {
 public:
  Replying(std::shared_ptr<http::Request> request, http::Reply reply)
      : request_(std::move(request)), reply_(std::move(reply)) {}

  const http::Request& request() const { return *request_; }
  void operator()(http::Response response) const;
  void operator()(const Error& error) const;

 private:
  std::shared_ptr<http::Request> request_;
  http::Reply reply_;
};

// Reading and asking may block, waiting must not: so neither stays on the thread that serves connections.
using Work = void (*)(const Endpoint&, const Replying&);
http::AsyncHandler on_own_threads(const Endpoint& endpoint, Work work);

// GET query/{id}/log/, GET query_log/
void add_log_routes(http::Router& router, const Endpoint& endpoint);
// POST query/replay/
void replay_receipt(const Endpoint& endpoint, const Replying& reply);

}  // namespace leapfrog::query
