// Bodies of forms with files: multipart/form-data (RFC 7578).
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"

namespace leapfrog::http {

constexpr std::size_t max_form_parts = 100;

struct FormPart {
  std::string_view name;
  std::string_view file_name;  // "" for a plain field
  std::string_view content;
};

bool is_multipart(std::string_view content_type);

// The parts view the body. Errors: `invalid` with code parse_error for what is no such form, or has more than
// max_form_parts.
Result<std::vector<FormPart>> parse_multipart(std::string_view content_type, std::string_view body);

}  // namespace leapfrog::http
