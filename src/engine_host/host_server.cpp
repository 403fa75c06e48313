#include "engine_host/host_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "base/log.h"

namespace leapfrog::engine_host {

namespace {

constexpr std::chrono::seconds drain_time{20};

// False when the connection should close.
bool handle(Host& host, Exchange& exchange, const RequestHead& head) {
  const std::string_view path = path_of(head.target);
  if (path == "/ping") {
    return exchange.respond(200, {{"Content-Type", "text/plain; charset=UTF-8"}},
                            head.method == "HEAD" ? "" : "Ok.\n") &&
           exchange.skip_body() && head.keep_alive;
  }
  if (path != "/" || (head.method != "GET" && head.method != "POST")) {
    return exchange.respond(path == "/" ? 405 : 404, {},
                            "Only GET / and POST / with a query, and GET /ping.\n") &&
           exchange.skip_body() && head.keep_alive;
  }
  return run_query(host, exchange, head);
}

void converse(Host& host, int socket) {
  try {
    Exchange exchange(socket);
    while (const auto head = exchange.read_head())
      if (!handle(host, exchange, *head)) break;
  } catch (const std::exception& error) {
    log_error("a connection ended with an exception", {{"error", error.what()}});
  }
}

void accept_one(Host& host, int listening, std::atomic<std::size_t>& open) {
  const int socket = accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
  if (socket < 0) {
    // Out of descriptors: what is open must close first.
    if (errno == EMFILE || errno == ENFILE) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return;
  }
  if (open.load() >= host.options.connections) {
    Exchange(socket).respond(503, {{"Connection", "close"}, {"Retry-After", "1"}}, "Too many connections.\n");
    return;
  }
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // fails on a Unix socket, which has no delay
  open.fetch_add(1);
  std::thread([&host, &open, socket] {
    converse(host, socket);
    open.fetch_sub(1);
  }).detach();
}

}  // namespace

void serve(Host& host, int listening, int stop_fd) {
  static std::atomic<std::size_t> open{0};  // outlives the detached threads
  while (true) {
    pollfd fds[] = {{listening, POLLIN, 0}, {stop_fd, POLLIN, 0}};
    if (poll(fds, 2, -1) < 0) continue;
    if (fds[1].revents != 0) break;
    if ((fds[0].revents & POLLIN) != 0) accept_one(host, listening, open);
  }
  close(listening);
  const auto deadline = std::chrono::steady_clock::now() + drain_time;
  while (host.running_inserts.load() > 0 && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

}  // namespace leapfrog::engine_host
