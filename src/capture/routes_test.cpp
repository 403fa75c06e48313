// The endpoints as a client sees them: every answer, and what reaches the sink.
#include <brotli/encode.h>
#include <gtest/gtest.h>
#include <libdeflate.h>
#include <zstd.h>

#include <future>
#include <map>

#include "base/json.h"
#include "capture/capture.h"
#include "capture/timestamps.h"

namespace leapfrog::capture {
namespace {

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

const Instant now = *parse_timestamp("2026-01-01T12:00:00Z");

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
      return match.route->options.too_large(*request);
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

std::string batch_of(std::string_view events, std::string_view more = "") {
  return R"({"api_key":"phc_known",)" + std::string(more) + R"("batch":[)" + std::string(events) + "]}";
}

std::string gzip(std::string_view text) {
  auto* compressor = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_gzip_compress_bound(compressor, text.size()), '\0');
  out.resize(libdeflate_gzip_compress(compressor, text.data(), text.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

TEST_F(CaptureRoutes, TakesABatch) {
  const auto response =
      send({"/batch/",
            batch_of(R"({"event":"a","distinct_id":"u","uuid":"0190A0F0-0000-7000-8000-000000000001",
                    "timestamp":"2026-01-01T11:00:00Z","properties":{"x":1},"$set":{"n":"N"},"$set_once":{"f":1},
                    "$unset":["q"]},
                   {"event":"b","properties":{"distinct_id":12,"$ignore_sent_at":true},"timestamp":"2026-01-01T11:00:00Z"})",
                     R"("historical_migration":true,"sent_at":"2026-01-01T11:59:50Z",)"),
            {{"User-Agent", "posthog-node/5"}}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"status":"Ok"})");
  EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
  ASSERT_EQ(sink.batches.size(), 1u);
  const auto& batch = sink.batches[0];
  EXPECT_EQ(batch.project, 7);
  EXPECT_EQ(batch.received_at, now);
  EXPECT_EQ(batch.client_ip, "203.0.113.9");
  EXPECT_EQ(batch.user_agent, "posthog-node/5");
  EXPECT_TRUE(batch.historical);
  ASSERT_EQ(batch.events.size(), 2u);
  EXPECT_EQ(batch.events[0].uuid.text(), "0190a0f0-0000-7000-8000-000000000001");
  EXPECT_EQ(batch.events[0].event, "a");
  EXPECT_EQ(batch.events[0].distinct_id, "u");
  EXPECT_EQ(format_iso(batch.events[0].timestamp), "2026-01-01T11:00:10.000000Z");
  EXPECT_EQ(batch.events[0].properties, R"({"x":1})");
  EXPECT_EQ(batch.events[0].set, R"({"n":"N"})");
  EXPECT_EQ(batch.events[0].set_once, R"({"f":1})");
  EXPECT_EQ(batch.events[0].unset, R"(["q"])");
  EXPECT_EQ(batch.events[1].distinct_id, "12");
  EXPECT_EQ(format_iso(batch.events[1].timestamp), "2026-01-01T11:00:00.000000Z");
  EXPECT_TRUE(batch.events[1].uuid.time());
  EXPECT_TRUE(sink.rejections.empty());
}

TEST_F(CaptureRoutes, AnswersOnEveryPathWithAndWithoutSlash) {
  const std::string body = R"({"event":"a","token":"phc_known","distinct_id":"u"})";
  for (std::string path : {"/e", "/i/v0/e", "/batch", "/capture", "/track", "/engage", "/i/v0/ai/batch"}) {
    for (const auto* slash : {"", "/"}) {
      EXPECT_EQ(send({path + slash, body}).body, R"({"status":"Ok"})") << path;
      EXPECT_EQ(
          send({path + slash + "?data=" + http::percent_encode(body), "", {}, http::Method::get}).status,
          200);
      const auto preflight = send({path + slash, "", {}, http::Method::options});
      EXPECT_EQ(preflight.status, 200);
      EXPECT_EQ(preflight.body, R"({"status":"Ok"})");
    }
  }
  EXPECT_EQ(sink.batches.size(), 28u);
}

TEST_F(CaptureRoutes, FindsTheTokenWhereverItIs) {
  for (
      const auto* body :
      {R"({"event":"a","distinct_id":"u","token":"phc_known"})",
       R"({"event":"a","distinct_id":"u","$token":"phc_known"})",
       R"({"event":"a","$distinct_id":"u","api_key":"phc_known"})",
       R"({"event":"a","properties":{"distinct_id":"u","token":"phc_known"}})",
       R"([{"event":"a","properties":{"distinct_id":"u","token":"phc_known"}},{"event":"b","distinct_id":"u"}])",
       R"({"token":"phc_known","batch":[{"event":"a","distinct_id":"u","properties":{"token":"phc_other"}}]})",
       R"({"batch":[{"event":"a","distinct_id":"u","properties":{"token":"phc_known"}}]})"}) {
    EXPECT_EQ(send({"/e/", body}).status, 200) << body;
  }
  EXPECT_EQ(sink.batches.size(), 7u);
}

TEST_F(CaptureRoutes, MakesDistinctIdsText) {
  const std::pair<std::string, std::string> cases[] = {
      {"\"u\"", "u"},
      {"5", "5"},
      {"true", "true"},
      {"{ \"a\" : [1, 2] }", "{\"a\":[1,2]}"},
      {"\"a\\u0000b\"",
       "a\xEF\xBF\xBD"
       "b"},
      {"\"" + std::string(250, 'x') + "\"", std::string(200, 'x')},
  };
  for (const auto& [json, wanted] : cases) {
    sink.batches.clear();
    ASSERT_EQ(send({"/e/", R"({"event":"a","token":"phc_known","distinct_id":)" + json + "}"}).status, 200)
        << json;
    EXPECT_EQ(sink.batches.at(0).events.at(0).distinct_id, wanted);
  }
  // Characters, not bytes.
  std::string accents;
  for (int i = 0; i < 250; ++i) accents += "é";
  sink.batches.clear();
  send({"/e/", R"({"event":"a","token":"phc_known","distinct_id":")" + accents + "\"}"});
  EXPECT_EQ(sink.batches.at(0).events.at(0).distinct_id, accents.substr(0, 400));
}

TEST_F(CaptureRoutes, CutsLongEventNames) {
  send({"/e/", batch_of(R"({"distinct_id":"u","event":")" + std::string(300, 'n') + "\"}")});
  EXPECT_EQ(sink.batches.at(0).events.at(0).event, std::string(200, 'n'));
}

TEST_F(CaptureRoutes, EngageNeedsNoEventName) {
  const std::string body = R"({"$token":"phc_known","$distinct_id":"u","$set":{"a":1}})";
  EXPECT_EQ(send({"/engage/", body}).status, 200);
  EXPECT_EQ(sink.batches.at(0).events.at(0).event, "$identify");
  sink.batches.clear();
  expect_refused({"/e/", body}, 400, "event submitted with an empty event name", "missing_event_name");
}

TEST_F(CaptureRoutes, HonoursPrivacyAndInternalEvents) {
  projects.project->anonymize_ips = true;
  send({"/e/", batch_of(R"({"event":"a","distinct_id":"u"})")});
  EXPECT_EQ(sink.batches.at(0).client_ip, "");
  send({"/e/", batch_of(R"({"event":"a","distinct_id":"u","properties":{"capture_internal":true}})")});
  EXPECT_EQ(sink.batches.at(1).client_ip, "127.0.0.1");
}

TEST_F(CaptureRoutes, UsesOffsetAndQueryTime) {
  send({"/e/?_=1767268790000",
        R"({"event":"a","token":"phc_known","distinct_id":"u","timestamp":"2026-01-01T11:00:00Z"})"});
  EXPECT_EQ(format_iso(sink.batches.at(0).events.at(0).timestamp), "2026-01-01T11:00:10.000000Z");
  send({"/e/", R"({"event":"a","token":"phc_known","distinct_id":"u","offset":1500})"});
  EXPECT_EQ(format_iso(sink.batches.at(1).events.at(0).timestamp), "2026-01-01T11:59:58.500000Z");
}

TEST_F(CaptureRoutes, BeaconGetsAnEmptyAnswer) {
  const auto response = send({"/e/?beacon=1", batch_of(R"({"event":"a","distinct_id":"u"})")});
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.body, "");
}

TEST_F(CaptureRoutes, RefusesWithPostHogsSentences) {
  const std::string key = R"("token":"phc_known",)";
  expect_refused({"/e/", ""}, 400, "request missing data payload", "empty_body");
  expect_refused({"/e/?compression=gzip", "nope"}, 400, "failed to decode request: invalid gzip data",
                 "undecodable_body");
  expect_refused({"/e/", "3 4"}, 400,
                 "failed to parse request: it must be an event, a list of events or an object with a batch",
                 "malformed_json");
  expect_refused({"/e/", "[]"}, 400, "request holds no event", "no_events");
  expect_refused({"/e/", batch_of("")}, 400, "request holds no event", "no_events");
  expect_refused({"/e/", batch_of("3")}, 400, "failed to parse request: an event must be an object",
                 "malformed_json");
  expect_refused({"/e/", "{" + key + R"("event":5,"distinct_id":"u"})"}, 400,
                 "failed to parse request: event must be a string", "malformed_json");
  for (const auto* name : {R"("event":"",)", R"("event":null,)", ""}) {
    expect_refused({"/e/", "{" + key + name + R"("distinct_id":"u"})"}, 400,
                   "event submitted with an empty event name", "missing_event_name");
  }
  for (const auto* id :
       {"", R"(,"distinct_id":null)", R"(,"distinct_id":"")", R"(,"properties":{"distinct_id":""})"}) {
    expect_refused({"/e/", "{" + key + R"("event":"a")" + id + "}"}, 400,
                   "event submitted without a distinct_id", "missing_distinct_id");
  }
  expect_refused({"/e/", "{" + key + R"("event":"a","distinct_id":"u","uuid":"x"})"}, 400,
                 "event submitted with an invalid uuid", "invalid_uuid");
  for (const auto* wrong :
       {R"("properties":[])", R"("properties":"x")", R"("$set":5)", R"("$set_once":[])"}) {
    expect_refused({"/e/", "{" + key + R"("event":"a","distinct_id":"u",)" + wrong + "}"}, 400,
                   "failed to parse request: properties, $set and $set_once must be objects",
                   "invalid_properties");
  }
  expect_refused(
      {"/e/", "{" + key + R"("event":"a","distinct_id":"u","properties":{"$cookieless_mode":"yes"}})"}, 400,
      "event submitted with a $cookieless_mode that is not a boolean", "invalid_cookieless_mode");
  expect_refused({"/e/", batch_of(R"({"event":"$performance_event","distinct_id":"u"})")}, 400,
                 "payload empty after filtering invalid event types", "performance_event");
  expect_refused({"/e/", R"({"event":"a","distinct_id":"u"})"}, 401, "event submitted without an api_key",
                 "missing_token");
  expect_refused({"/e/", R"([{"event":"a","token":"phc_a"},{"event":"a","token":"phc_b"}])"}, 401,
                 "batch submitted with inconsistent api_key values", "inconsistent_tokens", 2);
  expect_refused({"/e/", R"({"event":"a","token":"phx_a"})"}, 401,
                 "API key is not valid: it is a personal API key; events need the project's key (phc_...)",
                 "invalid_token");
  expect_refused({"/e/", R"({"event":"a","token":""})"}, 401, "API key is not valid: it is empty",
                 "invalid_token");
  expect_refused({"/e/", R"({"event":"a","token":5})"}, 401, "API key is not valid: it is not a string",
                 "invalid_token");
  expect_refused({"/e/", R"({"event":"a","token":")" + std::string(65, 'a') + "\"}"}, 401,
                 "API key is not valid: it is too long", "invalid_token");
  expect_refused({"/e/", R"({"event":"a","token":"phc_é"})"}, 401,
                 "API key is not valid: it holds characters that no key has", "invalid_token");
  expect_refused(
      {"/e/", R"([{"event":"a","token":"phc_who"},{"event":"b","token":"phc_who"}])"}, 401,
      "API key is not valid: no project has it. Copy the project's API key (phc_...) from its settings.",
      "unknown_token", 2);
}

TEST_F(CaptureRoutes, RefusalsTellTheProjectAndHideTheToken) {
  send(
      {"/e/", R"({"token":"phc_known","event":"","distinct_id":"u","properties":{"other":"phx_secret_9"}})"});
  ASSERT_EQ(sink.rejections.size(), 1u);
  EXPECT_EQ(sink.rejections[0].project, 7);
  EXPECT_EQ(sink.rejections[0].received_at, now);
  EXPECT_EQ(sink.rejections[0].example,
            R"({"token":"***","event":"","distinct_id":"u","properties":{"other":"phx_***"}})");
}

TEST_F(CaptureRoutes, ABadEventRefusesTheWholeBatch) {
  expect_refused(
      {"/batch/",
       batch_of(R"({"event":"a","distinct_id":"u"},{"event":"b"},{"event":"c","distinct_id":"u"})")},
      400, "event submitted without a distinct_id", "missing_distinct_id", 3);
}

TEST_F(CaptureRoutes, EnforcesItsLimits) {
  limits.event = 100;
  limits.properties = 3;
  limits.events = 4;
  limits.decompressed = 10'000;
  const auto large =
      R"({"event":"big","distinct_id":"u","properties":{"x":")" + std::string(100, 'x') + "\"}}";
  const std::string small = R"({"event":"small","distinct_id":"u"})";
  expect_refused({"/e/", batch_of(large)}, 413, "maximum event size exceeded: one event is too large",
                 "event_too_large");
  expect_refused(
      {"/e/", batch_of(R"({"event":"a","distinct_id":"u","properties":{"a":1,"b":1,"c":1,"d":1}})")}, 400,
      "event submitted with too many properties: at most 3 are allowed", "too_many_properties");
  expect_refused({"/e/", batch_of("{},{},{},{},{}")}, 413,
                 "maximum event size exceeded: too many events in one request: at most 4 are allowed",
                 "too_many_events");
  expect_refused({"/e/", gzip(std::string(10'001, ' '))}, 413,
                 "maximum event size exceeded: decompressed it exceeds 10000 bytes", "body_too_large");
  // One event over the limit does not take the others with it.
  sink.rejections.clear();
  EXPECT_EQ(send({"/e/", batch_of(small + "," + large)}).status, 200);
  EXPECT_EQ(sink.batches.at(0).events.size(), 1u);
  ASSERT_EQ(sink.rejections.size(), 1u);
  EXPECT_EQ(sink.rejections[0].reason, "event_too_large");
}

TEST_F(CaptureRoutes, RefusesBodiesBeyondTheWireLimitInItsOwnWords) {
  limits.body = 100;
  limits.replay_body = 200;
  expect_refused({"/e/", std::string(101, ' ')}, 413,
                 "maximum event size exceeded: the body is larger than 100 bytes", "body_too_large");
  expect_refused({"/s/", std::string(201, ' ')}, 413,
                 "maximum event size exceeded: the body is larger than 200 bytes", "body_too_large");
}

TEST_F(CaptureRoutes, LargeBodiesTakeTheOtherThread) {
  limits.inline_text = 50;
  const auto body = batch_of(R"({"event":"a","distinct_id":"u"},{"event":"b","distinct_id":"u"})");
  EXPECT_EQ(send({"/e/", body}).status, 200);
  EXPECT_EQ(send({"/e/", gzip(body + std::string(200, ' '))}).status, 200);
  ASSERT_EQ(sink.batches.size(), 2u);
  EXPECT_EQ(sink.batches[1].events.size(), 2u);
  sink.batches.clear();
  expect_refused({"/e/", std::string(60, '{')}, 400, send({"/e/", std::string(60, '{')}).body,
                 "malformed_json");
}

TEST_F(CaptureRoutes, SaysWhenTooManyLargeBodiesWait) {
  limits.inline_text = 0;
  limits.waiting_bodies = 0;
  const auto response = send({"/e/", batch_of(R"({"event":"a","distinct_id":"u"})")});
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, "too many large requests at once, please retry");
  EXPECT_EQ(response.headers.get("Retry-After"), "5");
  EXPECT_TRUE(sink.rejections.empty());
}

TEST_F(CaptureRoutes, PassesOnWhatTheLogSays) {
  sink.answer = unavailable("the disk is full, please retry", 30);
  const auto response = send({"/e/", batch_of(R"({"event":"a","distinct_id":"u"})")});
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, "the disk is full, please retry");
  EXPECT_EQ(response.headers.get("Retry-After"), "30");
  EXPECT_TRUE(sink.rejections.empty());
  sink.answer = internal_error("/data/log: no space");
  EXPECT_EQ(send({"/e/", batch_of(R"({"event":"a","distinct_id":"u"})")}).body,
            "internal error, please retry");
}

TEST_F(CaptureRoutes, CountsReplayWithoutStoringIt) {
  const auto snapshot = [](std::string_view properties) {
    return R"([{"event":"$snapshot","token":"phc_known","distinct_id":"u","properties":{)" +
           std::string(properties) + "}}]";
  };
  const auto response = send({"/s/", snapshot(R"("$session_id":"abc-1","$snapshot_data":[{}])")});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"status":"Ok"})");
  EXPECT_TRUE(sink.batches.empty());
  ASSERT_EQ(sink.rejections.size(), 1u);
  EXPECT_EQ(sink.rejections[0].reason, "replay_not_stored_yet");
  EXPECT_EQ(sink.rejections[0].project, 7);
  expect_refused({"/s/", snapshot(R"("$snapshot_data":[{}])")}, 400,
                 "replay event submitted without session id", "missing_session_id");
  expect_refused({"/s/", snapshot(R"("$session_id":"a b","$snapshot_data":[{}])")}, 400,
                 "replay event has invalid session id", "invalid_session_id");
  expect_refused({"/s/", snapshot(R"("$session_id":"abc")")}, 400,
                 "replay event submitted without snapshot data", "missing_snapshot_data");
}

TEST_F(CaptureRoutes, CountsInMetrics) {
  send({"/e/",
        batch_of(R"({"event":"a","distinct_id":"u"},{"event":"$performance_event","distinct_id":"u"})")});
  const auto text = metrics.prometheus_text();
  EXPECT_NE(text.find("leapfrog_capture_events_total 1"), std::string::npos);
  EXPECT_NE(text.find(R"(leapfrog_capture_rejected_total{reason="performance_event"} 1)"), std::string::npos);
}

// ---- Capture V1 ----

const std::string v1_path = "/i/v1/analytics/events";

std::vector<std::pair<std::string, std::string>> v1_headers() {
  return {{"Authorization", "Bearer phc_known"},
          {"Content-Type", "application/json; charset=utf-8"},
          {"User-Agent", "posthog-node/5.70.0"},
          {"PostHog-Sdk-Info", "posthog-node/5.70.0"},
          {"PostHog-Attempt", "1"},
          {"PostHog-Request-Id", "0190a0f0-0000-7000-8000-00000000000a"},
          {"PostHog-Request-Timestamp", "2026-01-01T11:59:50Z"}};
}

std::vector<std::pair<std::string, std::string>> v1_headers_with(std::string_view name, const char* value) {
  auto headers = v1_headers();
  std::erase_if(headers, [&](const auto& header) { return header.first == name; });
  if (value != nullptr) headers.emplace_back(name, value);
  return headers;
}

std::string v1_uuid(int n) { return "0190a0f0-0000-7000-8000-00000000010" + std::to_string(n); }

std::string v1_event(int n, std::string_view more = "") {
  return R"({"event":"a","uuid":")" + v1_uuid(n) +
         R"(","distinct_id":" u ","timestamp":"2026-01-01T11:00:00Z")" + std::string(more) + "}";
}

std::string v1_body(std::string_view events) {
  return R"({"created_at":"2026-01-01T11:59:49Z","batch":[)" + std::string(events) + "]}";
}

TEST_F(CaptureRoutes, V1TakesABatch) {
  const auto more =
      R"(,"session_id":"s","window_id":"w","options":{"process_person_profile":"no","product_tour_id":5,
      "cookieless_mode":null},"properties":{"x":1,"$lib_version":"own"})";
  const auto response = send({v1_path, v1_body(v1_event(1, more)), v1_headers()});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"results":{")" + v1_uuid(1) + R"(":{"result":"ok"}}})");
  EXPECT_EQ(response.headers.get("PostHog-Request-Id"), "0190a0f0-0000-7000-8000-00000000000a");
  EXPECT_FALSE(response.headers.has("Retry-After"));
  const auto& event = sink.batches.at(0).events.at(0);
  EXPECT_EQ(event.distinct_id, "u");
  EXPECT_EQ(event.uuid.text(), v1_uuid(1));
  EXPECT_EQ(format_iso(event.timestamp), "2026-01-01T11:00:10.000000Z");
  EXPECT_EQ(event.properties,
            R"({"$lib":"posthog-node","$session_id":"s","$window_id":"w","$product_tour_id":"5",)"
            R"("$process_person_profile":false,"x":1,"$lib_version":"own"})");
}

TEST_F(CaptureRoutes, V1ReadsEveryEncoding) {
  const auto body = v1_body(v1_event(1));
  EXPECT_EQ(send({v1_path, gzip(body), v1_headers_with("Content-Encoding", "gzip")}).status, 200);
  auto* compressor = libdeflate_alloc_compressor(6);
  std::string out(1000, '\0');
  out.resize(libdeflate_zlib_compress(compressor, body.data(), body.size(), out.data(), out.size()));
  EXPECT_EQ(send({v1_path, out, v1_headers_with("Content-Encoding", "Deflate")}).status, 200);
  out.resize(1000);
  out.resize(libdeflate_deflate_compress(compressor, body.data(), body.size(), out.data(), out.size()));
  EXPECT_EQ(send({v1_path, out, v1_headers_with("Content-Encoding", "deflate")}).status, 200);
  libdeflate_free_compressor(compressor);
  out.resize(1000);
  out.resize(ZSTD_compress(out.data(), out.size(), body.data(), body.size(), 3));
  EXPECT_EQ(send({v1_path, out, v1_headers_with("Content-Encoding", "zstd")}).status, 200);
  std::size_t size = 1000;
  out.resize(size);
  ASSERT_TRUE(BrotliEncoderCompress(5, 22, BROTLI_MODE_TEXT, body.size(),
                                    reinterpret_cast<const std::uint8_t*>(body.data()), &size,
                                    reinterpret_cast<std::uint8_t*>(out.data())));
  out.resize(size);
  EXPECT_EQ(send({v1_path, out, v1_headers_with("Content-Encoding", "br")}).status, 200);
  EXPECT_EQ(sink.batches.size(), 5u);
}

TEST_F(CaptureRoutes, V1DecompressionIsBounded) {
  limits.decompressed = 5000;
  const std::string zeros(1 << 20, ' ');
  std::string out(1 << 16, '\0');
  auto headers = v1_headers_with("Content-Encoding", "zstd");
  out.resize(ZSTD_compress(out.data(), out.size(), zeros.data(), zeros.size(), 3));
  EXPECT_EQ(send({v1_path, out, headers}).status, 413);
  std::size_t size = 1 << 16;
  out.resize(size);
  ASSERT_TRUE(BrotliEncoderCompress(5, 22, BROTLI_MODE_TEXT, zeros.size(),
                                    reinterpret_cast<const std::uint8_t*>(zeros.data()), &size,
                                    reinterpret_cast<std::uint8_t*>(out.data())));
  out.resize(size);
  EXPECT_EQ(send({v1_path, out, v1_headers_with("Content-Encoding", "br")}).status, 413);
  EXPECT_EQ(send({v1_path, gzip(zeros), v1_headers_with("Content-Encoding", "gzip")}).status, 413);
}

TEST_F(CaptureRoutes, V1JudgesEventByEvent) {
  const auto with = [](int n, std::string_view from, std::string_view to) {
    auto text = v1_event(n);
    return text.replace(text.find(from), from.size(), to);
  };
  limits.event = 60;
  const std::tuple<std::string, std::string_view, std::string_view> cases[] = {
      {v1_event(0), "ok", ""},
      {with(1, R"("event":"a")", R"("event":"")"), "drop", "missing_event_name"},
      {with(2, R"("event":"a")", "\"event\":\"" + std::string(201, 'n') + "\""), "drop",
       "event_name_too_long"},
      {with(3, R"("distinct_id":" u ")", R"("distinct_id":"  ")"), "drop", "missing_distinct_id"},
      {with(4, " u ", std::string(201, 'd')), "drop", "distinct_id_too_large"},
      {with(5, " u ", " NaN "), "warning", "invalid_distinct_id"},
      {with(6, " u ", "$posthog_cookieless"), "drop", "invalid_distinct_id"},
      {with(7, "2026-01-01T11:00:00Z", "2026-01-01"), "drop", "invalid_event_timestamp"},
      {v1_event(8, R"(,"options":{"cookieless_mode":[]})"), "drop", "invalid_options"},
      {v1_event(9, R"(,"properties":[])"), "drop", "malformed_event_properties"},
  };
  std::string events;
  for (const auto& [event, verdict, details] : cases) events += (events.empty() ? "" : ",") + event;
  const auto response = send({v1_path, v1_body(events), v1_headers()});
  ASSERT_EQ(response.status, 200) << response.body;
  const auto results = json::parse(response.body).at("results");
  for (int i = 0; i < 10; ++i) {
    const auto& [event, verdict, details] = cases[i];
    const auto& result = results.at(v1_uuid(i)).as_object();
    EXPECT_EQ(result.at("result").as_string(), verdict) << event;
    EXPECT_EQ(string_or_empty(result, "details"), details) << event;
  }
  EXPECT_EQ(sink.batches.at(0).events.size(), 2u);
  EXPECT_NE(sink.batches[0].events[1].properties.find(R"("$process_person_profile":false)"),
            std::string::npos);
  EXPECT_EQ(sink.rejections.size(), 8u);
  for (const auto& rejection : sink.rejections) EXPECT_EQ(rejection.project, 7);

  const auto more = send({v1_path,
                          v1_body(with(1, R"("event":"a")", R"("event":"$performance_event")") + "," +
                                  with(2, R"("event":"a")", R"("event":"$snapshot")") + "," +
                                  v1_event(3, R"(,"properties":{"x":")" + std::string(60, 'x') + "\"}")),
                          v1_headers()});
  const auto more_results = json::parse(more.body).at("results");
  EXPECT_EQ(more_results.at(v1_uuid(1)).at("details").as_string(), "dropped_performance_event");
  EXPECT_EQ(more_results.at(v1_uuid(2)).at("details").as_string(), "replay_not_stored");
  EXPECT_EQ(more_results.at(v1_uuid(3)).at("details").as_string(), "payload_too_large");
}

TEST_F(CaptureRoutes, V1RefusesRequestsWithACode) {
  struct Case {
    Call call;
    int status;
    std::string_view error;
    std::string_view reason;
  };
  const auto good = v1_body(v1_event(1));
  const auto changed = [&](std::string_view name, const char* value) {
    return Call{v1_path, good, v1_headers_with(name, value)};
  };
  limits.v1_body = 2000;
  const Case cases[] = {
      {changed("Authorization", nullptr), 401, "invalid_api_token", "missing_token"},
      {changed("Authorization", "Basic x"), 400, "invalid_header_value", "invalid_header"},
      {changed("Authorization", "Bearer phx_x"), 401, "invalid_api_token", "invalid_token"},
      {changed("Authorization", "bearer  phc_who "), 401, "invalid_api_token", "unknown_token"},
      {changed("User-Agent", nullptr), 400, "missing_required_headers", "missing_headers"},
      {changed("PostHog-Sdk-Info", nullptr), 400, "missing_required_headers", "missing_headers"},
      {changed("PostHog-Attempt", "0"), 400, "invalid_header_value", "invalid_header"},
      {changed("PostHog-Attempt", "1x"), 400, "invalid_header_value", "invalid_header"},
      {changed("PostHog-Request-Id", "x"), 400, "invalid_header_value", "invalid_header"},
      {changed("PostHog-Request-Timestamp", "2026-01-01"), 400, "invalid_header_value", "invalid_header"},
      {changed("Content-Type", "text/plain"), 415, "unsupported_content_type", "unsupported_content_type"},
      {changed("Content-Encoding", "lz4"), 415, "unsupported_content_encoding",
       "unsupported_content_encoding"},
      {changed("Content-Encoding", "gzip"), 400, "request_decoding_error", "undecodable_body"},
      {changed("Content-Encoding", "deflate"), 400, "request_decoding_error", "undecodable_body"},
      {changed("Content-Encoding", "br"), 400, "request_decoding_error", "undecodable_body"},
      {changed("Content-Encoding", "zstd"), 400, "request_decoding_error", "undecodable_body"},
      {{v1_path, "", v1_headers()}, 400, "empty_body", "empty_body"},
      {{v1_path, "{", v1_headers()}, 400, "request_parsing_error", "malformed_json"},
      {{v1_path, R"({"batch":[]})", v1_headers()}, 400, "invalid_batch", "invalid_batch"},
      {{v1_path, R"({"created_at":"x"})", v1_headers()}, 400, "invalid_batch", "invalid_batch"},
      {{v1_path, v1_body("1"), v1_headers()}, 400, "invalid_batch", "invalid_batch"},
      {{v1_path, v1_body(""), v1_headers()}, 400, "empty_batch", "no_events"},
      {{v1_path, v1_body("{}"), v1_headers()}, 400, "missing_event_uuid", "missing_event_uuid"},
      {{v1_path, v1_body(v1_event(1) + "," + v1_event(1)), v1_headers()},
       400,
       "duplicate_event_uuid",
       "duplicate_event_uuid"},
      {{v1_path, std::string(2001, ' '), v1_headers()}, 413, "payload_too_large", "body_too_large"},
  };
  for (const auto& wanted : cases) {
    sink.rejections.clear();
    const auto response = send(wanted.call);
    EXPECT_EQ(response.status, wanted.status) << wanted.reason << response.body;
    const auto body = json::parse(response.body).as_object();
    EXPECT_EQ(body.at("error").as_string(), wanted.error) << response.body;
    EXPECT_GT(body.at("error_description").as_string().size(), 10u);
    EXPECT_TRUE(body.contains("error_uri"));
    ASSERT_EQ(sink.rejections.size(), 1u) << wanted.reason;
    EXPECT_EQ(sink.rejections[0].reason, wanted.reason);
  }
  EXPECT_TRUE(sink.batches.empty());
}

TEST_F(CaptureRoutes, V1AsksToRetryWhatTheLogCannotTake) {
  sink.answer = unavailable("the disk is full", 30);
  auto bad = v1_event(2);
  bad.replace(bad.find("\"a\""), 3, "\"\"");
  const auto response = send({v1_path, v1_body(v1_event(1) + "," + bad), v1_headers()});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.get("Retry-After"), "30");
  const auto results = json::parse(response.body).at("results");
  EXPECT_EQ(results.at(v1_uuid(1)).at("result").as_string(), "retry");
  EXPECT_EQ(results.at(v1_uuid(2)).at("result").as_string(), "drop");
}

}  // namespace
}  // namespace leapfrog::capture
