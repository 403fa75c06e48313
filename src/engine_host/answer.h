// The HTTP answer to a statement: status, X-ClickHouse-* fields, compression, streaming. Nothing is sent
// until the second piece is there, so that an error before it has a status and a small answer its final
// summary. A client that reads trailers ("TE: trailers") gets answers of any size as they come, and what is
// known at their end only, the summary or the error, after them.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "engine_host/body_codec.h"
#include "engine_host/exception.h"
#include "engine_host/exchange.h"

namespace leapfrog::engine_host {

class Answer {
 public:
  Answer(Exchange& exchange, const QueryRequest& request, const RequestHead& head);

  void add(const Progress& progress) { progress_.add(progress); }
  // All three are false when the connection cannot be used any more.
  bool write(std::string_view data);
  bool finish();
  // With a status when nothing was sent yet, else in the trailer; without one the answer breaks off and the
  // connection must close.
  bool fail(const EngineError& error);
  bool broken() const { return broken_; }

 private:
  Pairs headers() const;
  Pairs trailer() const;
  bool send(std::string_view data);
  std::string summary() const;

  Exchange& exchange_;
  const QueryRequest& request_;
  bool keep_alive_;
  bool with_trailer_ = false;
  bool started_ = false;
  bool broken_ = false;
  std::string held_back_;
  std::string_view encoding_;
  std::unique_ptr<Encoder> encoder_;
  Progress progress_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace leapfrog::engine_host
