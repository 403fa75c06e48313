#include "engine_host/exchange.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <cerrno>

namespace leapfrog::engine_host {

namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

constexpr int idle_timeout_ms = 600'000;        // between requests
constexpr int read_timeout_ms = 60'000;         // within a request
constexpr int write_timeout_ms = 300'000;       // a client that reads nothing keeps an engine connection busy
constexpr std::size_t max_head_size = 1 << 20;  // SQL may come in the URL
constexpr std::size_t max_skipped_body = 1 << 20;

bool wait_for(int socket, short events, int timeout_ms) {
  pollfd waiting{socket, events, 0};
  int ready = 0;
  do {
    ready = poll(&waiting, 1, timeout_ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

// What Beast calls a SyncReadStream, over a socket and with a time limit, which Asio's own does not have.
struct TimedSocket {
  int socket;
  int timeout_ms;

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, error_code& error) {
    const boost::asio::mutable_buffer buffer = *boost::asio::buffer_sequence_begin(buffers);
    if (!wait_for(socket, POLLIN, timeout_ms)) {
      error = make_error_code(boost::system::errc::timed_out);
      return 0;
    }
    const ssize_t got = recv(socket, buffer.data(), buffer.size(), 0);
    if (got < 0) {
      error = error_code(errno, boost::system::system_category());
      return 0;
    }
    error = got == 0 ? error_code(boost::asio::error::eof) : error_code();
    return static_cast<std::size_t>(got);
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    error_code error;
    const std::size_t got = read_some(buffers, error);
    if (error) throw boost::system::system_error(error);
    return got;
  }
};

std::string_view reason(int status) { return http::obsolete_reason(static_cast<http::status>(status)); }

std::string fields_text(const Pairs& fields) {
  std::string text;
  for (const auto& [name, value] : fields) text += fmt::format("{}: {}\r\n", name, value);
  return text;
}

std::string head_text(int status, const Pairs& headers) {
  return fmt::format("HTTP/1.1 {} {}\r\n", status, std::string(reason(status))) + fields_text(headers);
}

}  // namespace

struct Exchange::Parser {
  boost::beast::flat_buffer buffer;
  std::optional<http::request_parser<http::buffer_body>> request;
  std::string piece = std::string(256 << 10, '\0');
  bool expects_continue = false;
};

Exchange::Exchange(int socket) : socket_(socket), parser_(std::make_unique<Parser>()) {}
Exchange::~Exchange() {
  // The hangup watcher may still be polling this socket, and close() alone tells the client nothing until it
  // stops.
  shutdown(socket_, SHUT_RDWR);
  close(socket_);
}

std::optional<RequestHead> Exchange::read_head() {
  auto& parser = parser_->request.emplace();
  parser.header_limit(max_head_size);
  parser.body_limit(boost::none);
  TimedSocket stream{socket_, idle_timeout_ms};
  error_code error;
  http::read_header(stream, parser_->buffer, parser, error);
  if (error) {
    if (error == http::error::header_limit)
      respond(413, {{"Connection", "close"}}, "The request head is too large.\n");
    return std::nullopt;
  }
  const auto& message = parser.get();
  RequestHead head;
  head.method = std::string(message.method_string());
  head.target = std::string(message.target());
  head.keep_alive = message.keep_alive();
  for (const auto& field : message) {
    std::string name(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    head.headers.emplace_back(std::move(name), std::string(field.value()));
  }
  parser_->expects_continue = head.header("expect") == "100-continue";
  return head;
}

Result<std::string_view> Exchange::read_body() {
  auto& parser = *parser_->request;
  if (parser_->expects_continue) {
    parser_->expects_continue = false;
    if (!write_all("HTTP/1.1 100 Continue\r\n\r\n")) return unavailable("The client has gone.", 0);
  }
  TimedSocket stream{socket_, read_timeout_ms};
  while (!parser.is_done()) {
    auto& body = parser.get().body();
    body.data = parser_->piece.data();
    body.size = parser_->piece.size();
    error_code error;
    http::read_some(stream, parser_->buffer, parser, error);
    if (error && error != http::error::need_buffer) return unavailable("The request's body broke off.", 0);
    const std::size_t got = parser_->piece.size() - body.size;
    if (got != 0) return std::string_view(parser_->piece.data(), got);
  }
  return std::string_view();
}

bool Exchange::skip_body() {
  // A client that waits for "100 Continue" has sent no body and will not after a final answer.
  if (parser_->expects_continue) return false;
  std::size_t skipped = 0;
  while (skipped <= max_skipped_body) {
    const auto piece = read_body();
    if (!piece) return false;
    if (piece->empty()) return true;
    skipped += piece->size();
  }
  return false;
}

bool Exchange::write_all(std::string_view data) {
  while (!data.empty()) {
    const ssize_t sent = send(socket_, data.data(), data.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      data.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!wait_for(socket_, POLLOUT, write_timeout_ms)) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool Exchange::respond(int status, const Pairs& headers, std::string_view body) {
  return write_all(head_text(status, headers) + fmt::format("Content-Length: {}\r\n\r\n", body.size()) +
                   std::string(body));
}

bool Exchange::start(int status, const Pairs& headers) {
  return write_all(head_text(status, headers) + "Transfer-Encoding: chunked\r\n\r\n");
}

bool Exchange::write_piece(std::string_view data) {
  if (data.empty()) return true;
  return write_all(fmt::format("{:x}\r\n", data.size())) && write_all(data) && write_all("\r\n");
}

bool Exchange::finish(const Pairs& trailer) { return write_all("0\r\n" + fields_text(trailer) + "\r\n"); }

}  // namespace leapfrog::engine_host
