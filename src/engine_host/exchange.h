// One client's connection: requests are read with Boost.Beast, answers are written by hand, all of it
// blocking with time limits. Beast stays inside exchange.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine_host/request.h"

namespace leapfrog::engine_host {

class Exchange {
 public:
  // Owns the socket.
  explicit Exchange(int socket);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Waits for the next request. Nothing when the client has gone, stays silent too long or speaks no HTTP.
  std::optional<RequestHead> read_head();
  // The next piece of the body as sent (transfer encoding removed), "" at its end.
  Result<std::string_view> read_body();
  // Reads what is left of a body, so that the next request can be found; false when it is too much.
  bool skip_body();

  // An answer of known length.
  bool respond(int status, const Pairs& headers, std::string_view body);
  // An answer in pieces; without finish() the client sees that it broke off.
  bool start(int status, const Pairs& headers);
  bool write_piece(std::string_view data);
  // With the fields that follow the last piece.
  bool finish(const Pairs& trailer);

  int socket() const { return socket_; }

 private:
  struct Parser;
  bool write_all(std::string_view data);

  int socket_;
  std::unique_ptr<Parser> parser_;
};

}  // namespace leapfrog::engine_host
