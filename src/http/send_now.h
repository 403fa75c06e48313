// Sends what a socket takes without waiting. No Boost in here.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace leapfrog::http {

// Sends one part behind the other; gives how many bytes of both went, which may be none, or nothing when the
// connection is broken.
std::optional<std::size_t> send_now(int socket, std::string_view first, std::string_view second);

}  // namespace leapfrog::http
