#include "http/compression.h"

#include <brotli/encode.h>
#include <libdeflate.h>

#include <memory>

#include "base/result.h"

namespace leapfrog::http {
namespace {

// True when the header lists `name` and does not weigh it with zero.
bool accepts(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const auto comma = header.find(',');
    auto entry = header.substr(0, comma);
    header = comma == std::string_view::npos ? std::string_view() : header.substr(comma + 1);
    while (entry.starts_with(' ')) entry.remove_prefix(1);
    const auto semicolon = entry.find(';');
    auto coding = entry.substr(0, semicolon);
    while (coding.ends_with(' ')) coding.remove_suffix(1);
    if (coding != name && coding != "*") continue;
    if (semicolon == std::string_view::npos) return true;
    const auto quality = entry.find("q=", semicolon);
    return quality == std::string_view::npos ||
           entry.find_first_of("123456789", quality) != std::string_view::npos;
  }
  return false;
}

std::string gzip(std::string_view data) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(5), &libdeflate_free_compressor);
  CHECK(compressor);
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), data.size()), '\0');
  out.resize(libdeflate_gzip_compress(compressor.get(), data.data(), data.size(), out.data(), out.size()));
  return out;
}

std::string brotli(std::string_view data) {
  std::size_t size = BrotliEncoderMaxCompressedSize(data.size());
  std::string out(size, '\0');
  constexpr int quality = 4;  // about gzip's speed, a tenth smaller
  CHECK(BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, data.size(),
                              reinterpret_cast<const std::uint8_t*>(data.data()), &size,
                              reinterpret_cast<std::uint8_t*>(out.data())));
  out.resize(size);
  return out;
}

}  // namespace

Coding choose_coding(std::string_view accept_encoding) {
  if (accepts(accept_encoding, "br")) return Coding::brotli;
  if (accepts(accept_encoding, "gzip")) return Coding::gzip;
  return Coding::identity;
}

bool is_compressible(std::string_view content_type) {
  return content_type.starts_with("application/json") || content_type.starts_with("text/") ||
         content_type.starts_with("application/javascript") || content_type.starts_with("image/svg");
}

std::string compress(std::string_view data, Coding coding) {
  switch (coding) {
    case Coding::gzip:
      return gzip(data);
    case Coding::brotli:
      return brotli(data);
    case Coding::identity:
      break;
  }
  return std::string(data);
}

std::string_view coding_name(Coding coding) {
  switch (coding) {
    case Coding::gzip:
      return "gzip";
    case Coding::brotli:
      return "br";
    case Coding::identity:
      break;
  }
  return "identity";
}

}  // namespace leapfrog::http
