// The Capture V1 endpoint as a client sees it: headers, verdicts, codes, encodings.
#include <brotli/encode.h>
#include <zstd.h>

#include "base/json.h"
#include "capture/routes_fixture.h"

namespace leapfrog::capture {
namespace {

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
