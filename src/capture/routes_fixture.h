// What tests of the endpoints stand on: one project, a sink that remembers, and a way to send requests.
#pragma once

#include <gtest/gtest.h>
#include <libdeflate.h>

#include <future>

#include "capture/capture.h"
#include "capture/timestamps.h"

namespace leapfrog::capture {

class RecordingSink final : public Sink {
 public:
  void append(CapturedBatch batch, std::function<void(Result<>)> done) override {
    batches.push_back(std::move(batch));
    done(answer);
  }
  void reject(Rejection rejection) override { rejections.push_back(std::move(rejection)); }

  std::vector<CapturedBatch> batches;
  std::vector<Rejection> rejections;
  Result<> answer;
};

class OneProject final : public accounts::ProjectDirectory {
 public:
  OneProject() {
    project->id = 7;
    project->api_token = "phc_known";
  }
  std::shared_ptr<const accounts::Project> by_token(std::string_view token) const override {
    return token == project->api_token ? project : nullptr;
  }
  std::shared_ptr<const accounts::Project> by_id(accounts::ProjectId) const override { return project; }
  std::vector<std::shared_ptr<const accounts::Project>> all() const override { return {project}; }

  std::shared_ptr<accounts::Project> project = std::make_shared<accounts::Project>();
};

inline const Instant now = *parse_timestamp("2026-01-01T12:00:00Z");

struct Call {
  std::string target = "/e/";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};
  http::Method method = http::Method::post;
};

class CaptureRoutes : public testing::Test {
 protected:
  http::Response send(const Call& call) {
    if (!capture_) {
      capture_ = std::make_unique<Capture>(sink, projects, metrics, limits);
      capture_->add_routes(router_);
    }
    auto request = std::make_shared<http::Request>();
    const auto question = call.target.find('?');
    request->method = call.method;
    request->path = call.target.substr(0, question);
    if (question != std::string::npos) request->query = http::Query::parse(call.target.substr(question + 1));
    for (const auto& [name, value] : call.headers) request->headers.add(name, value);
    request->body = call.body;
    request->client_ip = "203.0.113.9";
    request->received_at = now;
    const auto match = router_.match(call.method, request->path);
    if (match.route == nullptr) return http::Response::empty(404);
    // As the server does before it calls a handler.
    if (call.body.size() > match.route->options.max_body_bytes)
      return (*match.route->options.too_large)(*request);
    std::promise<http::Response> answer;
    auto future = answer.get_future();
    std::get<http::AsyncHandler>(match.route->handler)(
        request, [&answer](http::Response response) { answer.set_value(std::move(response)); });
    return future.get();
  }

  // Expects a refusal in plain text, counted under the reason.
  void expect_refused(const Call& call, int status, const std::string& sentence, const std::string& reason,
                      std::uint32_t count = 1) {
    sink.rejections.clear();
    const auto response = send(call);
    EXPECT_EQ(response.status, status) << call.body;
    EXPECT_EQ(response.body, sentence) << call.body;
    EXPECT_EQ(response.headers.get("Content-Type"), "text/plain; charset=utf-8");
    ASSERT_EQ(sink.rejections.size(), 1u) << call.body;
    EXPECT_EQ(sink.rejections[0].reason, reason);
    EXPECT_EQ(sink.rejections[0].count, count) << call.body;
    EXPECT_TRUE(sink.batches.empty());
  }

  RecordingSink sink;
  OneProject projects;
  Metrics metrics;
  Limits limits;

 private:
  http::Router router_;
  std::unique_ptr<Capture> capture_;
};

inline std::string batch_of(std::string_view events, std::string_view more = "") {
  return R"({"api_key":"phc_known",)" + std::string(more) + R"("batch":[)" + std::string(events) + "]}";
}

inline std::string gzip(std::string_view text) {
  auto* compressor = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_gzip_compress_bound(compressor, text.size()), '\0');
  out.resize(libdeflate_gzip_compress(compressor, text.data(), text.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

}  // namespace leapfrog::capture
