// Listening sockets.
#pragma once

#include <string>
#include <string_view>

namespace leapfrog::engine_host {

// "unix:PATH" or "127.0.0.1:PORT" (port 0 picks one). A Unix socket is readable and writable by its owner
// only; one left behind by a dead process is replaced. Throws std::runtime_error.
int listen_on(std::string_view address);

// The address with the port that was picked.
std::string bound_address(int socket, std::string_view address);

}  // namespace leapfrog::engine_host
