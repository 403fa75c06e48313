// The v0 endpoints as a client sees them: every answer, and what reaches the sink.
#include "capture/routes_fixture.h"

namespace leapfrog::capture {
namespace {

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
  EXPECT_EQ(sink.batches.at(0).client_ip, "203.0.113.0");
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

}  // namespace
}  // namespace leapfrog::capture
