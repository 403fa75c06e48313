// The bytes of an answer before its body.
#pragma once

#include <string>

#include "http/message.h"

namespace leapfrog::http {

// Status line and headers, with the framing headers that belong to the body, up to and with the empty line.
std::string response_head(const Response& response, bool has_body, std::size_t body_bytes, bool keep_alive);

}  // namespace leapfrog::http
