// lz-string's compressToBase64, read back: LZ over UTF-16 code units with a growing dictionary, written as
// base64.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace leapfrog::capture {

// UTF-8 text of at most `limit` bytes. Errors: undecodable_body, body_too_large.
Result<std::string> decompress_lz_string(std::string_view base64, std::size_t limit);

}  // namespace leapfrog::capture
