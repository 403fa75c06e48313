#include "engine_host/listener.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace leapfrog::engine_host {

namespace {

constexpr int backlog = 256;

[[noreturn]] void refuse(std::string_view address, const std::string& why) {
  throw std::runtime_error(fmt::format("cannot listen on {}: {}", address, why));
}

int bind_and_listen(int family, const sockaddr* name, socklen_t size, std::string_view address) {
  const int socket = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) refuse(address, std::strerror(errno));
  const int on = 1;
  if (family == AF_INET) setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const mode_t before = umask(0077);
  const int bound = bind(socket, name, size);
  const int bind_errno = errno;
  umask(before);
  if (bound != 0) refuse(address, std::strerror(bind_errno));
  if (listen(socket, backlog) != 0) refuse(address, std::strerror(errno));
  return socket;
}

int listen_unix(const std::string& path, std::string_view address) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof name.sun_path)
    refuse(address, fmt::format("the path must have 1 to {} bytes", sizeof name.sun_path - 1));
  std::memcpy(name.sun_path, path.data(), path.size());
  // The data directory is locked by now, so whoever made this socket is gone.
  unlink(path.c_str());
  return bind_and_listen(AF_UNIX, reinterpret_cast<const sockaddr*>(&name), sizeof name, address);
}

int listen_tcp(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) refuse(address, "expected unix:PATH or ADDRESS:PORT");
  sockaddr_in name{};
  name.sin_family = AF_INET;
  std::uint16_t port = 0;
  const char* end = address.data() + address.size();
  const auto parsed = std::from_chars(address.data() + colon + 1, end, port);
  if (parsed.ec != std::errc() || parsed.ptr != end) refuse(address, "the port is not a number");
  name.sin_port = htons(port);
  if (inet_pton(AF_INET, std::string(address.substr(0, colon)).c_str(), &name.sin_addr) != 1)
    refuse(address, "the address is not an IPv4 address");
  return bind_and_listen(AF_INET, reinterpret_cast<const sockaddr*>(&name), sizeof name, address);
}

}  // namespace

int listen_on(std::string_view address) {
  if (address.starts_with("unix:")) return listen_unix(std::string(address.substr(5)), address);
  return listen_tcp(address);
}

std::string bound_address(int socket, std::string_view address) {
  if (address.starts_with("unix:")) return std::string(address);
  sockaddr_in name{};
  socklen_t size = sizeof name;
  getsockname(socket, reinterpret_cast<sockaddr*>(&name), &size);
  return fmt::format("{}:{}", address.substr(0, address.rfind(':')), ntohs(name.sin_port));
}

}  // namespace leapfrog::engine_host
