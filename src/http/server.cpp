// The listener and its connections: one coroutine per connection, each bound to one single-threaded I/O
// context. g++ 12 destroys captures of a lambda in a co_await expression twice: what is awaited has a name.
#include "http/server.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <atomic>
#include <list>
#include <thread>

#include "base/scheduling.h"
#include "base/uuid.h"
#include "http/connection_errors.h"
#include "http/departures.h"
#include "http/mailbox.h"
#include "http/middleware.h"
#include "http/refusals.h"
#include "http/response_head.h"
#include "http/send_now.h"
#include "http/server_state.h"
#include "http/tls_certificate.h"

namespace leapfrog::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t first_read_bytes = 4096;
constexpr std::size_t body_read_bytes = 32 << 10;   // at a time; not kept by connections that wait
constexpr std::size_t one_record_bytes = 16 << 10;  // what TLS sends as one
constexpr std::size_t drain_bytes = 64 << 20;  // of too large a body, so that its sender reads the answer

struct Connection {
  virtual ~Connection() = default;
  // Closes when idle, ends an answer that goes on; another request is finished first.
  virtual void drain() = 0;
  virtual void abort() = 0;
};

// One I/O context with its thread and the connections that live on it.
struct Lane {
  asio::io_context io{1};
  Mailbox mail{[this] { asio::post(io, [this] { mail.deliver(); }); }};
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work{io.get_executor()};
  std::list<Connection*> connections;  // touched on the lane's thread only
  std::thread thread;
};

// Starts a wait: the coroutine goes on when the slot is filled. Until then the lane has work to do, so that
// it does not end.
template <class T>
struct WaitForSlot {
  std::shared_ptr<Slot<T>> slot;
  asio::io_context& io;
  template <class Resume>
  void operator()(Resume resume) {
    slot->waiting = [resume = std::move(resume), work = asio::make_work_guard(io)]() mutable {
      std::move(resume)();
    };
  }
};

template <class Stream>
class Session final : public Connection, public std::enable_shared_from_this<Session<Stream>> {
 public:
  Session(Stream stream, Shared& shared, Lane& lane, std::string peer)
      : stream_(std::move(stream)), shared_(shared), lane_(lane), peer_(std::move(peer)), budget_(shared) {
    shared_.metrics.connections.add(1);
    position_ = lane_.connections.insert(lane_.connections.end(), this);
  }
  ~Session() override {
    lane_.connections.erase(position_);
    shared_.metrics.connections.add(-1);
    shared_.connections.fetch_sub(1);
    shared_.addresses.leave(peer_);
  }

  void drain() override {
    if (idle_) abort();
    if (const auto stream = streaming_.lock()) stream->cancel();
  }
  void abort() override {
    error_code ignored;
    socket().close(ignored);
  }

  static asio::awaitable<void> run(std::shared_ptr<Session> self) {
    if (!co_await self->handshake()) co_return;
    bool keep = true;
    while (keep) keep = co_await self->exchange();
    co_await self->shut_down();
  }

 private:
  static constexpr bool tls = !std::is_same_v<Stream, beast::tcp_stream>;
  using Parser = beast::http::request_parser<beast::http::string_body>;

  tcp::socket& socket() { return beast::get_lowest_layer(stream_).socket(); }
  void expires_after(SteadyClock::duration time) { beast::get_lowest_layer(stream_).expires_after(time); }
  void never_expires() { beast::get_lowest_layer(stream_).expires_never(); }

  asio::awaitable<bool> handshake() {
    if constexpr (tls) {
      error_code error;
      expires_after(shared_.settings.header_timeout);
      auto token = asio::redirect_error(asio::use_awaitable, error);
      co_await stream_.async_handshake(asio::ssl::stream_base::server, token);
      co_return !error;
    }
    co_return true;
  }

  asio::awaitable<void> shut_down() {
    error_code error;
    if constexpr (tls) {
      expires_after(seconds(2));
      auto token = asio::redirect_error(asio::use_awaitable, error);
      co_await stream_.async_shutdown(token);
    }
    socket().shutdown(tcp::socket::shutdown_send, error);
    socket().close(error);
  }

  // One request and its answer. False ends the connection.
  asio::awaitable<bool> exchange() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(shared_.settings.max_header_bytes));
    parser.body_limit(boost::none);
    budget_.release();
    error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);

    if (buffer_.size() == 0) {
      idle_ = true;
      if (shared_.draining) co_return false;
      expires_after(shared_.settings.idle_timeout);
      auto space = buffer_.prepare(first_read_bytes);
      const auto received = co_await stream_.async_read_some(space, token);
      idle_ = false;
      if (error) co_return false;
      buffer_.commit(received);
    }
    error = parse_buffered(parser);
    if (!error && !parser.is_header_done()) {
      expires_after(shared_.settings.header_timeout);
      co_await beast::http::async_read_header(stream_, buffer_, parser, token);
    }
    if (error) co_return co_await answer_to_unreadable(error);

    auto request = std::make_shared<Request>();
    fill_head(*request, parser.get());
    const auto raw_path = std::string_view(request->target).substr(0, request->target.find('?'));
    auto found = shared_.router.match(request->method, raw_path);
    request->params = std::move(found.params);
    const auto keep_alive = parser.keep_alive();
    const auto limit = found.route != nullptr ? found.route->options.max_body_bytes : std::size_t{1} << 20;

    std::optional<Response> refusal;
    if (!parser.is_done()) {
      const bool expects_continue = beast::iequals(request->headers.get("Expect"), "100-continue");
      refusal = co_await read_body(parser, limit, expects_continue);
      if (broken_) co_return false;
    }
    request->body = std::move(parser.get().body());
    const auto started = SteadyClock::now();
    Response response;
    bool keep = keep_alive && !shared_.draining;
    if (refusal) {
      const bool own_words =
          refusal->status == 413 && found.route != nullptr && found.route->options.too_large != nullptr;
      response = own_words ? (*found.route->options.too_large)(*request) : std::move(*refusal);
      keep = false;
    } else {
      never_expires();
      auto slot = std::make_shared<Slot<Response>>(lane_.mail);
      const bool watched = may_be_long(found);
      if (watched) Departures::instance().opened(request->id);
      start_handler(request, found, slot);
      if (!slot->value) {
        if (watched) tell_when_client_leaves(request->id);
        co_await filled(slot);
      }
      response = std::move(*slot->value);
      if (watched) Departures::instance().closed(request->id);
    }
    add_common_headers(*request, found.cors, response);
    const bool sent = co_await send(*request, response, keep);
    finish(*request, found, response.status, SteadyClock::now() - started);
    co_return sent&& keep && !shared_.draining;
  }

  // Parses what is there already of the head or, behind it, of the body. Beast alone would take turns of the
  // event loop for it.
  error_code parse_buffered(Parser& parser) {
    const bool in_body = parser.is_header_done();
    error_code error;
    do {
      if (buffer_.size() == 0) break;
      buffer_.consume(parser.put(buffer_.data(), error));
    } while (in_body && !error && !parser.is_done());
    return error == beast::http::error::need_more ? error_code() : error;
  }

  template <class T>
  asio::awaitable<void> filled(std::shared_ptr<Slot<T>> slot) {
    WaitForSlot<T> wait{std::move(slot), lane_.io};
    auto token = asio::use_awaitable;
    co_await asio::async_initiate<decltype(token), void()>(std::move(wait), token);
  }

  void fill_head(Request& request, const Parser::value_type& message) {
    request.method = parse_method(std::string_view(message.method_string()));
    request.target.assign(message.target().data(), message.target().size());
    const auto question = request.target.find('?');
    request.path = percent_decode(std::string_view(request.target).substr(0, question), false);
    if (question != std::string::npos)
      request.query = Query::parse(std::string_view(request.target).substr(question + 1));
    for (const auto& field : message) {
      request.headers.add(std::string(field.name_string()), std::string(field.value()));
    }
    request.received_at = system_clock().now();
    request.id = Uuid::at(request.received_at).text();
    shared_.proxies.apply(request, peer_, tls);
  }

  // Reads the body into the parser under all limits. Gives the refusal to answer with, or sets broken_ when
  // there is nobody left to answer.
  asio::awaitable<std::optional<Response>> read_body(Parser& parser, std::size_t limit,
                                                     bool expects_continue) {
    error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    const auto announced = parser.content_length();
    bool too_large = announced && *announced > limit;
    bool no_memory = !too_large && announced && !budget_.grow_to(*announced);
    if (expects_continue) {
      if (too_large || no_memory) co_return body_refusal(too_large, limit);
      static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      auto go_on_buffer = asio::buffer(go_on);
      co_await asio::async_write(stream_, go_on_buffer, token);
    }
    const auto deadline = SteadyClock::now() + shared_.settings.body_total_timeout;
    std::size_t seen = 0;
    auto& body = parser.get().body();
    while (true) {
      error = parse_buffered(parser);
      if (error) co_return malformed_request("The request body is malformed.");
      if (too_large || no_memory) {
        seen += body.size();
        body.clear();
        if (seen > drain_bytes) break;
      } else {
        too_large = body.size() > limit;
        no_memory = !too_large && !budget_.grow_to(body.capacity());
      }
      if (parser.is_done()) break;
      expires_after(shared_.settings.body_timeout);
      auto space = buffer_.prepare(body_read_bytes);
      const auto received = co_await stream_.async_read_some(space, token);
      if (error == beast::error::timeout || SteadyClock::now() > deadline) co_return body_too_slow();
      if (is_gone(error)) {
        broken_ = true;
        co_return std::nullopt;
      }
      if (error) co_return malformed_request("The request body is malformed.");
      buffer_.commit(received);
    }
    if (buffer_.size() == 0 && buffer_.capacity() >= body_read_bytes) buffer_ = {};
    if (too_large || no_memory) {
      body.clear();
      co_return body_refusal(too_large, limit);
    }
    co_return std::nullopt;
  }

  asio::awaitable<bool> answer_to_unreadable(error_code error) {
    if (ends_quietly(error)) co_return false;
    Request request;
    request.id = Uuid::at(system_clock().now()).text();
    auto response = is_too_large_a_head(error) ? headers_too_large()
                                               : malformed_request("This is not a valid HTTP/1.1 request.");
    add_common_headers(request, Cors::none, response);
    co_await send(request, response, false);
    co_return false;
  }

  void start_handler(const std::shared_ptr<Request>& request, const Router::Match& found,
                     const std::shared_ptr<Slot<Response>>& slot) {
    const auto* async = found.route != nullptr ? std::get_if<AsyncHandler>(&found.route->handler) : nullptr;
    if (async != nullptr) {
      return (*async)(request, [slot](Response answer) { fill_from_any_thread(slot, std::move(answer)); });
    }
    const auto* blocking = found.route != nullptr ? &std::get<Handler>(found.route->handler)
                                                  : fallback_for(shared_.router, *request, found);
    if (blocking == nullptr) return slot->fill(answer_without_handler(*request, found));
    const bool queued = shared_.workers.submit([blocking, request, slot] {
      auto response = call_blocking(*blocking, *request);
      compress_body(*request, response);
      fill_from_any_thread(slot, std::move(response));
    });
    if (!queued) slot->fill(too_busy("The server is busy. Try again."));
  }

  asio::awaitable<bool> send(const Request& request, Response& response, bool keep) {
    const bool head_only = request.method == Method::head;
    const bool has_body = response.status != 204 && response.status != 304;
    const std::string_view body = response.body_owner ? response.body_view : std::string_view(response.body);
    auto head = response_head(response, has_body, body.size(), keep);
    const bool with_body = has_body && !head_only;
    auto behind = with_body && !response.stream ? body : std::string_view();
    if (tls && behind.size() < one_record_bytes) head += std::exchange(behind, {});
    if (!co_await write(head, behind)) {
      if (response.stream) response.stream->cancel();
      co_return false;
    }
    if (with_body && response.stream) co_return co_await send_stream(std::move(response.stream));
    co_return true;
  }

  asio::awaitable<bool> send_stream(std::shared_ptr<BodyStream> stream) {
    const StreamPlace place(shared_);
    if (!place.taken()) {
      stream->cancel();
      co_return false;
    }
    streaming_ = stream;
    cancel_when_client_leaves(stream);
    while (!shared_.draining) {
      auto slot = std::make_shared<Slot<std::optional<std::string>>>(lane_.mail);
      if (!shared_.streams.submit([stream, slot] { fill_from_any_thread(slot, stream->next()); })) break;
      never_expires();
      if (!slot->value) co_await filled(slot);
      auto chunk = std::move(*slot->value);
      if (!chunk) {
        static constexpr std::string_view last = "0\r\n\r\n";
        co_return co_await write(last, "");
      }
      if (chunk->empty()) continue;
      auto framed = fmt::format("{:x}\r\n", chunk->size());
      framed += *chunk;
      framed += "\r\n";
      if (!co_await write(framed, "")) break;
    }
    stream->cancel();
    co_return false;
  }

  // Tells a stream that waits for something to send when nobody waits for it any more.
  void cancel_when_client_leaves(const std::shared_ptr<BodyStream>& stream) {
    auto readable = [self = this->shared_from_this(), stream = std::weak_ptr(stream)](error_code error) {
      if (!self->has_left(error)) return;
      if (const auto open = stream.lock()) open->cancel();
    };
    socket().async_wait(tcp::socket::wait_read, std::move(readable));
  }

  // What answers on threads of its own may take long, but for SDKs.
  static bool may_be_long(const Router::Match& found) {
    return found.route != nullptr && found.cors != Cors::sdk &&
           std::holds_alternative<AsyncHandler>(found.route->handler);
  }

  void tell_when_client_leaves(const std::string& request_id) {
    auto readable = [self = this->shared_from_this(), request_id](error_code error) {
      if (self->has_left(error)) Departures::instance().left(request_id);
    };
    socket().async_wait(tcp::socket::wait_read, std::move(readable));
  }

  // Of a socket that became readable. What a client sends while it waits is its next request, or over TLS,
  // where there is no telling, that it leaves.
  bool has_left(error_code error) {
    char byte = 0;
    return error || tls || ::recv(socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0;
  }

  // The two parts, one behind the other.
  asio::awaitable<bool> write(std::string_view first, std::string_view second) {
    // Almost always all of it goes at once, without another turn of the event loop.
    const std::optional<std::size_t> now = tls ? 0 : send_now(socket().native_handle(), first, second);
    if (!now || *now == first.size() + second.size()) co_return now.has_value();
    // One after the other: Beast's TLS stream never ends with a pair of which the first is done.
    const auto of_first = std::min(*now, first.size());
    const std::string_view parts[] = {first.substr(of_first), second.substr(*now - of_first)};
    error_code error;
    for (const auto part : parts) {
      if (part.empty()) continue;
      auto token = asio::redirect_error(asio::use_awaitable, error);
      expires_after(shared_.settings.body_timeout);
      auto buffer = asio::buffer(part);
      co_await asio::async_write(stream_, buffer, token);
      if (error) co_return false;
    }
    co_return true;
  }

  void finish(const Request& request, const Router::Match& found, int status, SteadyClock::duration took) {
    const double took_s = std::chrono::duration<double>(took).count();
    shared_.metrics.seconds.observe(took_s);
    shared_.metrics.by_status[std::clamp(status / 100, 1, 5)]->add();
    // Every event an SDK sends would be a line; those that went well are counted only.
    if (!shared_.settings.access_log || (found.cors == Cors::sdk && status < 400)) return;
    log_request(request, status, took_s);
  }

  Stream stream_;
  Shared& shared_;
  Lane& lane_;
  std::string peer_;
  std::list<Connection*>::iterator position_;
  beast::flat_buffer buffer_;
  BodyBudget budget_;
  std::weak_ptr<BodyStream> streaming_;
  bool idle_ = false;
  bool broken_ = false;
};

template <class Stream>
void start_session(Stream stream, Shared& shared, Lane& lane, std::string peer) {
  auto session = std::make_shared<Session<Stream>>(std::move(stream), shared, lane, std::move(peer));
  asio::co_spawn(lane.io, Session<Stream>::run(std::move(session)), asio::detached);
}

class TcpServer final : public Server {
 public:
  TcpServer(const ServerSettings& settings, const Router& router, Metrics& metrics, TrustedProxies proxies)
      : shared_(settings, router, metrics, std::move(proxies)) {
    for (int i = 0; i < settings.io_threads; ++i) lanes_.push_back(std::make_unique<Lane>());
  }

  ~TcpServer() override {
    shared_.workers.stop();
    shared_.streams.stop();
  }

  Result<> listen() {
    const auto& settings = shared_.settings;
    error_code error;
    const auto address = asio::ip::make_address(settings.address, error);
    if (error) return invalid(fmt::format("Not an address to listen on: '{}'.", settings.address), "listen");
    const tcp::endpoint endpoint(address, settings.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(1024, error);
    if (error) {
      return failure(
          ErrorKind::unavailable, "listen",
          fmt::format("Cannot listen on {}:{}: {}.", settings.address, settings.port, error.message()));
    }
    if (settings.tls_certificate.empty() && settings.tls_key.empty()) return {};
    return use_certificate(ssl_.emplace(asio::ssl::context::tls_server), settings);
  }

  std::uint16_t port() const override { return acceptor_.local_endpoint().port(); }

  void run() override {
    for (auto& lane : lanes_) {
      lane->thread = std::thread([&lane = *lane] {
        run_promptly();
        lane.mail.belongs_here();
        lane.io.run();
      });
    }
    accept();
    accept_io_.run();
    for (auto& lane : lanes_) lane->thread.join();
    shared_.workers.stop();
    shared_.streams.stop();
  }

  void stop() override {
    asio::post(accept_io_, [this] { drain(); });
  }

 private:
  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error) admit(std::move(socket));
      if (error == asio::error::no_descriptors) {
        // Waiting for a descriptor to come free beats spinning on a full table.
        pause_.expires_after(milliseconds(50));
        pause_.async_wait([this](error_code) { accept(); });
        return;
      }
      accept();
    });
  }

  void admit(tcp::socket accepted) {
    error_code error;
    const auto remote = accepted.remote_endpoint(error);
    if (error) return;
    auto address = remote.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
      address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    auto peer = address.to_string();
    if (shared_.connections.fetch_add(1) >= shared_.settings.max_connections ||
        !shared_.addresses.enter(peer)) {
      shared_.connections.fetch_sub(1);
      shared_.metrics.refused.add();
      return;
    }
    accepted.set_option(tcp::no_delay(true), error);
    auto& lane = *lanes_[next_lane_++ % lanes_.size()];
    const auto protocol = remote.protocol();
    const auto handle = accepted.release(error);
    asio::post(lane.io, [this, &lane, protocol, handle, peer = std::move(peer)]() mutable {
      tcp::socket socket(lane.io, protocol, handle);
      beast::tcp_stream stream(std::move(socket));
      if (ssl_) {
        start_session(beast::ssl_stream<beast::tcp_stream>(std::move(stream), *ssl_), shared_, lane,
                      std::move(peer));
      } else {
        start_session(std::move(stream), shared_, lane, std::move(peer));
      }
    });
  }

  void drain() {
    if (shared_.draining.exchange(true)) return;
    error_code ignored;
    acceptor_.close(ignored);
    for (auto& lane : lanes_) {
      asio::post(lane->io, [&lane = *lane] {
        for (auto* connection : std::list<Connection*>(lane.connections)) connection->drain();
        lane.work.reset();
      });
    }
    deadline_.expires_after(shared_.settings.drain_timeout);
    deadline_.async_wait([this](error_code error) {
      if (!error) abort_all();
    });
    watch();
  }

  // Ends the accept context once every connection is gone, so that a quick drain does not wait for the
  // deadline.
  void watch() {
    if (shared_.connections.load() == 0) {
      deadline_.cancel();
      return;
    }
    pause_.expires_after(milliseconds(10));
    pause_.async_wait([this](error_code) { watch(); });
  }

  void abort_all() {
    for (auto& lane : lanes_) {
      asio::post(lane->io, [&lane = *lane] {
        for (auto* connection : std::list<Connection*>(lane.connections)) connection->abort();
      });
    }
  }

  Shared shared_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::size_t next_lane_ = 0;
  asio::io_context accept_io_{1};
  tcp::acceptor acceptor_{accept_io_};
  asio::steady_timer pause_{accept_io_};
  asio::steady_timer deadline_{accept_io_};
  std::optional<asio::ssl::context> ssl_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::open(const ServerSettings& settings, const Router& router,
                                             Metrics& metrics) {
  auto proxies = TRY(TrustedProxies::parse(settings.trusted_proxies));
  auto server = std::make_unique<TcpServer>(settings, router, metrics, std::move(proxies));
  TRY(server->listen());
  return server;
}

}  // namespace leapfrog::http
