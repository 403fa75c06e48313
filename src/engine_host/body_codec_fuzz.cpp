// Compressed bodies from outside: how a body is cut into pieces changes nothing, and what we compress reads
// back.
#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "engine_host/body_codec.h"

using namespace leapfrog;
using namespace leapfrog::engine_host;

namespace {

constexpr std::size_t most = 4 << 20;  // a small body may decode to gigabytes

struct Outcome {
  bool ok = true;
  bool complete = false;
  bool too_much = false;
  std::string text;
};

Outcome decode(std::string_view encoding, std::string_view body, std::size_t step) {
  const auto decoder = *make_decoder(encoding);
  Outcome outcome;
  const Sink take = [&](std::string_view piece) -> Result<> {
    outcome.text += piece;
    outcome.too_much = outcome.text.size() > most;
    if (outcome.too_much) return invalid("Too much.");
    return {};
  };
  for (std::size_t at = 0; at < body.size() && outcome.ok; at += step)
    outcome.ok = decoder->feed(body.substr(at, step), take).has_value();
  outcome.complete = decoder->complete();
  return outcome;
}

}  // namespace

// The first byte picks the encoding, the second the size of the pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::string_view encoding = data[0] % 2 == 0 ? "gzip" : "zstd";
  const std::size_t step = 1 + data[1] % 64;
  const Outcome whole = decode(encoding, body, body.size() + 1);
  const Outcome pieces = decode(encoding, body, step);
  CHECK(whole.too_much == pieces.too_much);
  if (!whole.too_much) {
    CHECK(whole.ok == pieces.ok);
    if (whole.ok) CHECK(whole.complete == pieces.complete && whole.text == pieces.text);
  }

  const auto encoder = make_encoder(encoding);
  std::string compressed;
  for (std::size_t at = 0; at < body.size(); at += step * 16)
    compressed += encoder->feed(body.substr(at, step * 16));
  compressed += encoder->finish();
  const Outcome back = decode(encoding, compressed, step);
  CHECK(back.ok && back.complete && back.text == body);
  return 0;
}
