// Standard base64, as SDKs wrap their payloads.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace leapfrog::capture {

// Whether the whole text is base64 with its padding: what JSON, forms and compressed bytes never are.
bool is_base64(std::string_view text);

// Also takes spaces for '+', which a form decoder turned them into.
bool is_base64_with_spaces(std::string_view text);

Result<std::string> decode_base64(std::string_view text);

}  // namespace leapfrog::capture
