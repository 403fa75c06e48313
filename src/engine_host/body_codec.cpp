#include "engine_host/body_codec.h"

#include <zlib.h>
#include <zstd.h>

#include <array>

namespace leapfrog::engine_host {

namespace {

constexpr std::size_t piece_size = 256 << 10;

class IdentityDecoder final : public Decoder {
 public:
  Result<> feed(std::string_view data, const Sink& sink) override { return sink(data); }
  bool complete() const override { return true; }
};

// gzip (several members may follow each other) and zlib, told apart by their headers.
class ZlibDecoder final : public Decoder {
 public:
  ZlibDecoder() { CHECK(inflateInit2(&stream_, 15 + 32) == Z_OK); }
  ~ZlibDecoder() override { inflateEnd(&stream_); }
  ZlibDecoder(const ZlibDecoder&) = delete;
  ZlibDecoder& operator=(const ZlibDecoder&) = delete;

  Result<> feed(std::string_view data, const Sink& sink) override {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    stream_.avail_in = static_cast<uInt>(data.size());
    bool more_output = false;
    while (stream_.avail_in != 0 || more_output) {
      if (complete_) {
        CHECK(inflateReset(&stream_) == Z_OK);
        complete_ = false;
      }
      stream_.next_out = reinterpret_cast<Bytef*>(piece_.data());
      stream_.avail_out = static_cast<uInt>(piece_.size());
      const int status = inflate(&stream_, Z_NO_FLUSH);
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        return invalid("The gzip body is damaged.");
      const std::size_t produced = piece_.size() - stream_.avail_out;
      if (produced != 0) TRY(sink(std::string_view(piece_.data(), produced)));
      complete_ = status == Z_STREAM_END;
      more_output = !complete_ && stream_.avail_out == 0;
      if (status == Z_BUF_ERROR && produced == 0) break;
    }
    return {};
  }
  bool complete() const override { return complete_; }

 private:
  z_stream stream_{};
  std::string piece_ = std::string(piece_size, '\0');
  bool complete_ = false;
};

class ZstdDecoder final : public Decoder {
 public:
  Result<> feed(std::string_view data, const Sink& sink) override {
    ZSTD_inBuffer in{data.data(), data.size(), 0};
    bool more_output = false;
    while (in.pos < in.size || more_output) {
      ZSTD_outBuffer out{piece_.data(), piece_.size(), 0};
      const std::size_t hint = ZSTD_decompressStream(stream_.get(), &out, &in);
      if (ZSTD_isError(hint) != 0) return invalid("The zstd body is damaged.");
      if (out.pos != 0) TRY(sink(std::string_view(piece_.data(), out.pos)));
      // A finished frame holds nothing back. Asking it for more would begin the next one.
      complete_ = hint == 0;
      more_output = !complete_ && out.pos == out.size;
    }
    return {};
  }
  bool complete() const override { return complete_; }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  std::unique_ptr<ZSTD_DStream, Free> stream_{ZSTD_createDStream()};
  std::string piece_ = std::string(piece_size, '\0');
  bool complete_ = false;
};

class GzipEncoder final : public Encoder {
 public:
  GzipEncoder() { CHECK(deflateInit2(&stream_, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK); }
  ~GzipEncoder() override { deflateEnd(&stream_); }
  GzipEncoder(const GzipEncoder&) = delete;
  GzipEncoder& operator=(const GzipEncoder&) = delete;
  std::string feed(std::string_view data) override { return run(data, Z_SYNC_FLUSH); }
  std::string finish() override { return run({}, Z_FINISH); }

 private:
  std::string run(std::string_view data, int flush) {
    std::string out;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    stream_.avail_in = static_cast<uInt>(data.size());
    do {
      std::array<char, 64 << 10> piece;
      stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
      stream_.avail_out = static_cast<uInt>(piece.size());
      deflate(&stream_, flush);
      out.append(piece.data(), piece.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
    return out;
  }
  z_stream stream_{};
};

class ZstdEncoder final : public Encoder {
 public:
  std::string feed(std::string_view data) override { return run(data, ZSTD_e_flush); }
  std::string finish() override { return run({}, ZSTD_e_end); }

 private:
  std::string run(std::string_view data, ZSTD_EndDirective directive) {
    std::string out;
    ZSTD_inBuffer in{data.data(), data.size(), 0};
    std::size_t left = 0;
    do {
      std::array<char, 64 << 10> piece;
      ZSTD_outBuffer buffer{piece.data(), piece.size(), 0};
      left = ZSTD_compressStream2(stream_.get(), &buffer, &in, directive);
      CHECK(ZSTD_isError(left) == 0);
      out.append(piece.data(), buffer.pos);
    } while (left != 0);
    return out;
  }
  struct Free {
    void operator()(ZSTD_CCtx* stream) const { ZSTD_freeCCtx(stream); }
  };
  std::unique_ptr<ZSTD_CCtx, Free> stream_{ZSTD_createCCtx()};
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// "q=0", "q=0.000"
bool is_zero_weight(std::string_view parameter) {
  return parameter.starts_with("q=0") && parameter.find_first_not_of("0.", 2) == std::string_view::npos;
}

// Whether a list such as "gzip;q=0.5, zstd" names the encoding. Weights other than 0 are all the same to us.
bool accepts(std::string_view list, std::string_view encoding) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    const std::string_view item = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    if (trimmed(item.substr(0, semicolon)) != encoding) continue;
    return semicolon == item.size() || !is_zero_weight(trimmed(item.substr(semicolon + 1)));
  }
  return false;
}

}  // namespace

Result<std::unique_ptr<Decoder>> make_decoder(std::string_view encoding) {
  if (encoding.empty() || encoding == "identity") return std::make_unique<IdentityDecoder>();
  if (encoding == "gzip" || encoding == "deflate") return std::make_unique<ZlibDecoder>();
  if (encoding == "zstd") return std::make_unique<ZstdDecoder>();
  return failure(ErrorKind::unsupported, "unsupported_encoding",
                 "Content-Encoding must be gzip, deflate, zstd or absent.");
}

std::string_view choose_encoding(std::string_view accept_encoding) {
  if (accepts(accept_encoding, "zstd")) return "zstd";
  if (accepts(accept_encoding, "gzip")) return "gzip";
  return "";
}

std::unique_ptr<Encoder> make_encoder(std::string_view encoding) {
  if (encoding == "zstd") return std::make_unique<ZstdEncoder>();
  CHECK(encoding == "gzip");
  return std::make_unique<GzipEncoder>();
}

}  // namespace leapfrog::engine_host
