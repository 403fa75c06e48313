// Whose X-Forwarded-* headers are believed, and who the client is behind them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace leapfrog::http {

class TrustedProxies {
 public:
  // Addresses or CIDR blocks: "10.0.0.0/8", "::1".
  static Result<TrustedProxies> parse(const std::vector<std::string>& blocks);
  bool contains(std::string_view address) const;

  // Sets client_ip, host and secure of a request that came from `peer`: as seen on the connection, or, when
  // the peer is trusted, from X-Forwarded-For (the rightmost address that is not itself trusted), -Proto and
  // -Host.
  void apply(Request& request, std::string_view peer, bool tls) const;

 private:
  struct Block {
    std::string bytes;  // 16 bytes, IPv4 as ::ffff:a.b.c.d
    int prefix = 0;
  };
  std::vector<Block> blocks_;
};

}  // namespace leapfrog::http
