// gzip and zstd, piece by piece, both ways.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace leapfrog::engine_host {

using Sink = std::function<Result<>(std::string_view)>;

class Decoder {
 public:
  virtual ~Decoder() = default;
  // Gives what `data` decodes to, in pieces of bounded size. An error of the sink is handed on.
  virtual Result<> feed(std::string_view data, const Sink& sink) = 0;
  // Whether the data ended where a stream may end.
  virtual bool complete() const = 0;
};

class Encoder {
 public:
  virtual ~Encoder() = default;
  virtual std::string feed(std::string_view data) = 0;
  virtual std::string finish() = 0;
};

// For a Content-Encoding: "", "identity", "gzip", "deflate", "zstd"; anything else is `unsupported`.
Result<std::unique_ptr<Decoder>> make_decoder(std::string_view encoding);

// The best encoding that an Accept-Encoding field allows: "zstd", "gzip" or "".
std::string_view choose_encoding(std::string_view accept_encoding);
// For one of those names except "".
std::unique_ptr<Encoder> make_encoder(std::string_view encoding);

}  // namespace leapfrog::engine_host
