#include "capture/compression.h"

#include <brotli/decode.h>
#include <fmt/format.h>
#include <libdeflate.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "capture/rejections.h"

namespace leapfrog::capture {
namespace {

constexpr std::size_t first_guess_factor = 8;
constexpr std::size_t smallest_guess = 16 << 10;
constexpr int max_zstd_window_log = 25;  // 32 MiB, more than any level below --ultra asks for

Failure too_large(std::size_t limit) {
  return refuse(Reason::body_too_large, fmt::format("decompressed it exceeds {} bytes", limit));
}

Failure broken(std::string_view format) {
  return refuse(Reason::undecodable_body, fmt::format("invalid {} data", format));
}

libdeflate_decompressor* decompressor() {
  struct Free {
    void operator()(libdeflate_decompressor* d) const { libdeflate_free_decompressor(d); }
  };
  thread_local const std::unique_ptr<libdeflate_decompressor, Free> instance(libdeflate_alloc_decompressor());
  CHECK(instance != nullptr);
  return instance.get();
}

enum class Wrapper { gzip, zlib, raw };

libdeflate_result run(Wrapper wrapper, std::string_view in, char* out, std::size_t room, std::size_t& read,
                      std::size_t& written) {
  switch (wrapper) {
    case Wrapper::gzip:
      return libdeflate_gzip_decompress_ex(decompressor(), in.data(), in.size(), out, room, &read, &written);
    case Wrapper::zlib:
      return libdeflate_zlib_decompress_ex(decompressor(), in.data(), in.size(), out, room, &read, &written);
    case Wrapper::raw:
      return libdeflate_deflate_decompress_ex(decompressor(), in.data(), in.size(), out, room, &read,
                                              &written);
  }
  return LIBDEFLATE_BAD_DATA;
}

// Appends one member to `out` and tells how many bytes of `in` it took. libdeflate needs the room at once, so
// the guess doubles until it fits.
Result<std::size_t> inflate_member(Wrapper wrapper, std::string_view in, std::size_t guess, std::size_t limit,
                                   std::string& out) {
  const auto start = out.size();
  while (true) {
    const auto room = std::min(guess, limit - start);
    out.resize(start + room);
    std::size_t read = 0;
    std::size_t written = 0;
    const auto result = run(wrapper, in, out.data() + start, room, read, written);
    if (result == LIBDEFLATE_SUCCESS) {
      out.resize(start + written);
      return read;
    }
    if (result != LIBDEFLATE_INSUFFICIENT_SPACE) {
      return broken(wrapper == Wrapper::gzip ? "gzip" : "deflate");
    }
    if (room == limit - start) return too_large(limit);
    guess = room * 4;
  }
}

// A gzip member ends with its length, which is only a hint here: it may lie, and is modulo 4 GiB.
std::size_t gzip_length_hint(std::string_view data) {
  if (data.size() < 4) return 0;
  std::uint32_t length = 0;
  std::memcpy(&length, data.data() + data.size() - 4, 4);
  return length;
}

std::size_t guess_for(std::string_view data) {
  return std::max(smallest_guess, data.size() * first_guess_factor);
}

}  // namespace

bool has_gzip_magic(std::string_view data) { return data.starts_with("\x1f\x8b\x08"); }

Result<std::string> gunzip(std::string_view data, std::size_t limit) {
  std::string out;
  auto guess = gzip_length_hint(data);
  // A hint far beyond what deflate usually reaches would only make us clear memory for nothing.
  if (guess == 0 || guess > data.size() * 64) guess = guess_for(data);
  do {
    const auto read = TRY(inflate_member(Wrapper::gzip, data, guess, limit, out));
    data.remove_prefix(read);
  } while (has_gzip_magic(data));
  return out;
}

Result<std::string> inflate_deflate(std::string_view data, std::size_t limit) {
  std::string out;
  const auto wrapped = inflate_member(Wrapper::zlib, data, guess_for(data), limit, out);
  if (wrapped) return out;
  if (wrapped.error().kind == ErrorKind::too_large) return std::unexpected(wrapped.error());
  out.clear();
  TRY(inflate_member(Wrapper::raw, data, guess_for(data), limit, out));
  return out;
}

Result<std::string> decompress_brotli(std::string_view data, std::size_t limit) {
  struct Free {
    void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
  };
  const std::unique_ptr<BrotliDecoderState, Free> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr));
  CHECK(state != nullptr);
  auto in_left = data.size();
  auto in = reinterpret_cast<const std::uint8_t*>(data.data());
  std::string out;
  while (true) {
    std::size_t out_left = 0;
    const auto result =
        BrotliDecoderDecompressStream(state.get(), &in_left, &in, &out_left, nullptr, nullptr);
    while (BrotliDecoderHasMoreOutput(state.get())) {
      std::size_t size = 0;
      const auto* chunk = BrotliDecoderTakeOutput(state.get(), &size);
      if (out.size() + size > limit) return too_large(limit);
      out.append(reinterpret_cast<const char*>(chunk), size);
    }
    if (result == BROTLI_DECODER_RESULT_SUCCESS) return out;
    if (result != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) return broken("brotli");
  }
}

Result<std::string> decompress_zstd(std::string_view data, std::size_t limit) {
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  CHECK(context != nullptr);
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, max_zstd_window_log);
  ZSTD_inBuffer in{data.data(), data.size(), 0};
  std::string out;
  while (true) {
    const auto start = out.size();
    if (start > limit) return too_large(limit);
    out.resize(std::min(limit + 1, std::max(start * 2, guess_for(data))));
    ZSTD_outBuffer buffer{out.data(), out.size(), start};
    const auto left = ZSTD_decompressStream(context.get(), &buffer, &in);
    if (ZSTD_isError(left)) return broken("zstd");
    out.resize(buffer.pos);
    const bool stuck = buffer.pos < buffer.size && in.pos == in.size;
    if (left == 0 && in.pos == in.size) {
      if (out.size() > limit) return too_large(limit);
      return out;
    }
    if (stuck) return broken("zstd");
  }
}

}  // namespace leapfrog::capture
