// The door of the capture slice: the endpoints SDKs send events to.
#pragma once

#include <memory>

#include "accounts/projects.h"
#include "base/metrics.h"
#include "capture/captured.h"
#include "capture/limits.h"
#include "http/router.h"

namespace leapfrog::capture {

// The JSON text of any request that SDKs send with the same wrappings as events (flags, for one): see body.h.
Result<std::string> decode_sdk_body(const http::Request& request, std::size_t max_text);

class Capture {
 public:
  // The sink, the directory and the metrics must outlive it; it must outlive the server.
  Capture(Sink& sink, const accounts::ProjectDirectory& projects, Metrics& metrics, const Limits& limits);
  ~Capture();
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  void add_routes(http::Router& router);

 private:
  class Intake;
  std::unique_ptr<Intake> intake_;
};

}  // namespace leapfrog::capture
