// The server as its clients meet it: real sockets, real threads.
#include "http/server.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <thread>

#include "http/client.h"

namespace leapfrog::http {
namespace {

// Opens once, for every thread that waits at it.
class Gate {
 public:
  void open() {
    const std::scoped_lock lock(mutex_);
    open_ = true;
    wake_.notify_all();
  }
  // False when it was still shut after `at_most`.
  bool pass(milliseconds at_most = seconds(30)) {
    std::unique_lock lock(mutex_);
    return wake_.wait_for(lock, at_most, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool open_ = false;
};

// Greets and then has nothing more to say until it is cancelled.
class SilentStream final : public BodyStream {
 public:
  explicit SilentStream(std::shared_ptr<Gate> cancelled) : cancelled_(std::move(cancelled)) {}
  std::optional<std::string> next() override {
    if (!std::exchange(greeted_, true)) return "hello";
    cancelled_->pass();
    return std::nullopt;
  }
  void cancel() override { cancelled_->open(); }

 private:
  const std::shared_ptr<Gate> cancelled_;
  bool greeted_ = false;
};

class ServerTest : public testing::Test {
 protected:
  ~ServerTest() override { stop(); }

  void serve() {
    settings_.port = 0;
    settings_.access_log = false;
    auto opened = Server::open(settings_, router_, metrics_);
    ASSERT_TRUE(opened) << opened.error().detail;
    server_ = *std::move(opened);
    client_ = Client::create(fmt::format("http://127.0.0.1:{}", server_->port()), 64);
    thread_ = std::thread([this] { server_->run(); });
  }
  // Returns when the server has drained.
  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
  }

  Result<ClientResponse> post(std::string target, std::string_view body) {
    ClientRequest request;
    request.target = std::move(target);
    request.body = body;
    return client_->send(request);
  }
  int status(std::string target) {
    const auto answer = post(std::move(target), "");
    return answer ? answer->status : 0;
  }
  // Reads a stream until `on_chunk` has enough of it.
  Result<ClientResponse> read_stream(const std::function<bool(std::string_view)>& on_chunk) {
    ClientRequest request;
    request.method = Method::get;
    request.target = "/stream";
    return client_->stream(request, on_chunk);
  }
  bool metric_becomes(std::string_view line) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(30);
    while (metrics_.prometheus_text().find(fmt::format("\n{}\n", line)) == std::string::npos) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }
  void add_stream() {
    router_.get("/stream", {}, [this](Request&) {
      Response response;
      response.stream = std::make_unique<SilentStream>(cancelled_);
      return response;
    });
  }

  ServerSettings settings_;
  Router router_;
  Metrics metrics_;
  std::shared_ptr<Gate> cancelled_ = std::make_shared<Gate>();
  std::unique_ptr<Client> client_;

 private:
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

TEST_F(ServerTest, GivesEveryOfManyClientsItsOwnAnswers) {
  router_.post("/blocking", {}, [](Request& request) { return Response::text("b" + request.body); });
  router_.add({Method::post, "/async", {}, {}, [](std::shared_ptr<Request> request, Reply reply) {
                 std::thread([request = std::move(request), reply = std::move(reply)] {
                   reply(Response::text("a" + request->body));
                 }).detach();
               }});
  serve();
  std::atomic<int> right = 0;
  std::vector<std::thread> clients;
  for (int client = 0; client < 8; ++client) {
    clients.emplace_back([&, client] {
      for (int i = 0; i < 50; ++i) {
        const auto body = fmt::format("{}-{}", client, i);
        const bool blocking = i % 2 == 0;
        const auto answer = post(blocking ? "/blocking" : "/async", body);
        if (answer && answer->status == 200 && answer->body == (blocking ? "b" : "a") + body) ++right;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(right, 8 * 50);
  EXPECT_TRUE(metric_becomes("leapfrog_http_requests_total{status=\"2xx\"} 400"));
  stop();
  EXPECT_TRUE(metric_becomes("leapfrog_http_connections 0"));
}

TEST_F(ServerTest, FinishesAnOpenRequestWhenStopped) {
  Gate entered, leave;
  router_.post("/slow", {}, [&](Request&) {
    entered.open();
    leave.pass();
    return Response::text("done");
  });
  serve();
  int slow = 0;
  std::thread client([&] { slow = status("/slow"); });
  EXPECT_TRUE(entered.pass());
  std::thread stopping([&] { stop(); });
  // Once nobody can connect any more, the drain has begun.
  const auto deadline = std::chrono::steady_clock::now() + seconds(30);
  while (status("/nowhere") != 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  leave.open();
  stopping.join();
  client.join();
  EXPECT_EQ(slow, 200);
}

TEST_F(ServerTest, AnswersThatItIsBusyWhenItsQueueIsFull) {
  Gate entered, leave;
  router_.post("/slow", {}, [&](Request&) {
    entered.open();
    leave.pass();
    return Response::text("done");
  });
  settings_.worker_threads = 1;
  settings_.worker_queue = 1;
  serve();
  std::atomic<int> done = 0, busy = 0;
  std::vector<std::thread> clients;
  const auto ask = [&] {
    const auto answer = post("/slow", "");
    if (!answer) return;
    if (answer->status == 200) ++done;
    if (answer->status == 503 && answer->headers.has("Retry-After") &&
        answer->body.find("The server is busy. Try again.") != std::string::npos)
      ++busy;
  };
  clients.emplace_back(ask);
  EXPECT_TRUE(entered.pass());
  for (int i = 0; i < 4; ++i) clients.emplace_back(ask);
  // One runs and one waits, so three of the four are sent away at once.
  EXPECT_TRUE(metric_becomes("leapfrog_http_requests_total{status=\"5xx\"} 3"));
  leave.open();
  for (auto& client : clients) client.join();
  EXPECT_EQ(done, 2);
  EXPECT_EQ(busy, 3);
}

TEST_F(ServerTest, EndsAStreamWhoseClientLeft) {
  add_stream();
  serve();
  std::string received;
  const auto answer = read_stream([&](std::string_view chunk) {
    received += chunk;
    EXPECT_TRUE(metric_becomes("leapfrog_http_open_streams 1"));
    return false;
  });
  EXPECT_TRUE(answer);
  EXPECT_EQ(received, "hello");
  EXPECT_TRUE(cancelled_->pass());
  EXPECT_TRUE(metric_becomes("leapfrog_http_open_streams 0"));
  EXPECT_TRUE(metric_becomes("leapfrog_http_connections 0"));
}

TEST_F(ServerTest, EndsStreamsWhenStopped) {
  add_stream();
  serve();
  Gate greeted;
  std::thread watcher([&] {
    // Its outcome is not looked at: the connection may end in the middle of the chunked body.
    (void)read_stream([&](std::string_view) {
      greeted.open();
      return true;
    });
  });
  EXPECT_TRUE(greeted.pass());
  stop();
  EXPECT_TRUE(cancelled_->pass(milliseconds(0)));
  watcher.join();
}

TEST_F(ServerTest, IsNotOpenedWithoutAUsableCertificate) {
  settings_.port = 0;
  settings_.tls_certificate = settings_.tls_key = "/nowhere/certificate.pem";
  const auto opened = Server::open(settings_, router_, metrics_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().attr, "tls");
}

}  // namespace
}  // namespace leapfrog::http
