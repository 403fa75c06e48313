// HTTP/1.1 over TCP (and TLS when given a certificate): keep-alive, pipelining, limits, graceful drain.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/metrics.h"
#include "base/time.h"
#include "http/router.h"

namespace leapfrog::http {

struct ServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8000;  // 0: any free one
  int io_threads = 2;
  int worker_threads = 8;
  std::size_t worker_queue = 1024;  // beyond it: 503 with Retry-After
  std::size_t max_header_bytes = 32 << 10;
  std::size_t max_connections = 10'000;
  std::size_t max_connections_per_address = 1'000;
  std::size_t max_inflight_body_bytes = 256 << 20;  // of all requests being read together; beyond it: 503
  seconds header_timeout{15};
  seconds body_timeout{30};  // without a byte
  seconds body_total_timeout{120};
  seconds idle_timeout{75};
  seconds drain_timeout{20};
  std::vector<std::string> trusted_proxies;  // addresses or CIDR blocks whose X-Forwarded-* is believed
  std::string tls_certificate;               // PEM paths, both or none
  std::string tls_key;
  bool access_log = true;
};

class Server {
 public:
  // Binds and listens; serves from run() on. The router must outlive the server and no longer change.
  static Result<std::unique_ptr<Server>> open(const ServerSettings& settings, const Router& router,
                                              Metrics& metrics);
  virtual ~Server() = default;
  virtual std::uint16_t port() const = 0;
  // Blocks until stop() and the drain after it: open requests finish (at most drain_timeout), idle
  // connections close.
  virtual void run() = 0;
  virtual void stop() = 0;  // from any thread or a signal handler's thread
};

}  // namespace leapfrog::http
