// Decompression with a bound on what comes out, so that a zip bomb costs no more than the bound.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace leapfrog::capture {

// 1f 8b 08
bool has_gzip_magic(std::string_view data);

// All of these: at most `limit` bytes. Errors: undecodable_body, body_too_large.
Result<std::string> gunzip(std::string_view data, std::size_t limit);
// HTTP's "deflate": zlib-wrapped as the standard says, or raw as some clients send.
Result<std::string> inflate_deflate(std::string_view data, std::size_t limit);
Result<std::string> decompress_brotli(std::string_view data, std::size_t limit);
Result<std::string> decompress_zstd(std::string_view data, std::size_t limit);

}  // namespace leapfrog::capture
