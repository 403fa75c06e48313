// HTTP in, verdict out: decodes, decides, hands what is accepted to the sink and answers in the words of the
// protocol.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/json.h"
#include "capture/body.h"
#include "capture/capture.h"
#include "capture/event_fields.h"
#include "capture/large_bodies.h"
#include "capture/rejections.h"
#include "capture/request_reader.h"
#include "capture/timestamps.h"
#include "capture/truncated_address.h"
#include "capture/v0_request.h"
#include "capture/v1_request.h"

namespace leapfrog::capture {
namespace {

using RequestPointer = std::shared_ptr<http::Request>;

constexpr int retry_after_busy_s = 5;

// An I/O thread and the thread for large bodies each keep their parser.
RequestReader& reader() {
  thread_local RequestReader instance;
  return instance;
}

http::Response v0_ok(const http::Request& request) {
  if (request.query.get("beacon") == "1") return http::Response::empty(204);
  http::Response response;
  response.headers.add("Content-Type", "application/json");
  response.body = R"({"status":"Ok"})";
  return response;
}

http::Response with_retry_after(http::Response response, const Error& error) {
  if (error.retry_after_s > 0) response.headers.set("Retry-After", std::to_string(error.retry_after_s));
  return response;
}

// Our own failures keep their details to themselves.
std::string public_detail(const Error& error) {
  return error.kind == ErrorKind::internal ? "internal error, please retry" : error.detail;
}

http::Response v0_error(const Error& error) {
  return with_retry_after(http::Response::text(public_detail(error), http::status_of(error.kind)), error);
}

http::Response v1_error_response(const http::Request& request, Error error) {
  error.detail = public_detail(error);
  auto response = with_retry_after(http::Response::json(v1_error(error), http::status_of(error.kind)), error);
  if (const auto id = request.headers.get("PostHog-Request-Id"); !id.empty()) {
    response.headers.set("PostHog-Request-Id", std::string(id));
  }
  return response;
}

}  // namespace

class Capture::Intake {
 public:
  Intake(Sink& sink, const accounts::ProjectDirectory& projects, Metrics& metrics, const Limits& limits)
      : sink_(sink), projects_(projects), limits_(limits), large_bodies_(limits.waiting_bodies) {
    accepted_ =
        &metrics.counter("leapfrog_capture_events_total", "Events accepted and handed to the ingest log.");
    for (const auto& rule : rejection_rules()) {
      rejected_[static_cast<std::size_t>(rule.reason)] =
          &metrics.counter("leapfrog_capture_rejected_total", "Events and requests refused, by reason.",
                           "reason=\"" + std::string(rule.name) + "\"");
    }
  }

  const Limits& limits() const { return limits_; }

  http::Response refuse_large_v0(const http::Request& request, std::size_t limit) {
    return v0_error(report_large(request, limit));
  }

  http::Response refuse_large_v1(const http::Request& request) {
    return v1_error_response(request, report_large(request, limits_.v1_body));
  }

  void handle_v0(const RequestPointer& request, const http::Reply& reply, Endpoint endpoint) {
    if (request->body.size() <= inline_text_) {
      auto text = decode_body(request->query, request->headers, request->body, limits_, inline_text_);
      if (text) return finish_v0(*request, reply, endpoint, *std::move(text));
      if (text.error().kind != ErrorKind::too_large) return refuse_v0(*request, reply, text.error());
    }
    const bool queued = large_bodies_.submit([this, request, reply, endpoint] {
      auto text = decode_body(request->query, request->headers, request->body, limits_, limits_.decompressed);
      if (!text) return refuse_v0(*request, reply, text.error());
      finish_v0(*request, reply, endpoint, *std::move(text));
    });
    if (!queued) reply(v0_error(busy()));
  }

  void handle_v1(const RequestPointer& request, const http::Reply& reply) {
    auto headers = read_v1_headers(request->headers);
    if (!headers) return refuse_v1(*request, reply, headers.error(), 0, "");
    if (request->body.size() <= inline_text_) {
      auto text = decode_v1_body(request->body, headers->encoding, inline_text_);
      if (text) return finish_v1(*request, reply, *headers, *std::move(text));
      if (text.error().kind != ErrorKind::too_large) return refuse_v1(*request, reply, text.error(), 0, "");
    }
    const bool queued = large_bodies_.submit([this, request, reply, headers = *std::move(headers)] {
      auto text = decode_v1_body(request->body, headers.encoding, limits_.decompressed);
      if (!text) return refuse_v1(*request, reply, text.error(), 0, "");
      finish_v1(*request, reply, headers, *std::move(text));
    });
    if (!queued) reply(v1_error_response(*request, busy()));
  }

 private:
  Error report_large(const http::Request& request, std::size_t limit) {
    report(request, 0, Reason::body_too_large, 1, "");
    return refuse(Reason::body_too_large, fmt::format("the body is larger than {} bytes", limit)).error();
  }

  static Error busy() {
    return unavailable("too many large requests at once, please retry", retry_after_busy_s).error();
  }

  void finish_v0(const http::Request& request, const http::Reply& reply, Endpoint endpoint,
                 std::string text) {
    auto raw = reader().read(text, limits_);
    if (!raw) return refuse_v0(request, reply, raw.error(), rejection_example(text, ""));
    auto decided = decide_v0(*raw, {endpoint, request.received_at, sent_at_of(request), limits_});
    const auto project = decided.token.empty() ? nullptr : projects_.by_token(decided.token);
    if (!decided.token.empty() && project == nullptr) {
      const auto count = static_cast<std::uint32_t>(raw->events.size());
      report(request, 0, Reason::unknown_token, count, "");
      return reply(v0_error(refuse(Reason::unknown_token).error()));
    }
    const auto project_id = project == nullptr ? 0 : project->id;
    for (auto& dropped : decided.dropped) {
      report(request, project_id, dropped.reason, dropped.count, std::move(dropped.example));
    }
    if (decided.refused) {
      if (decided.refused_count > 0) {
        report(request, project_id, reason_of(*decided.refused), decided.refused_count,
               std::move(decided.refused_example));
      }
      return reply(v0_error(*decided.refused));
    }
    if (decided.events.empty()) return reply(v0_ok(request));
    auto batch = make_batch(request, *project, decided.historical, decided.internal);
    batch.events = std::move(decided.events);
    accepted_->add(batch.events.size());
    sink_.append(std::move(batch),
                 [reply, ok = std::make_shared<http::Response>(v0_ok(request))](Result<> stored) {
                   reply(stored ? std::move(*ok) : v0_error(stored.error()));
                 });
  }

  void finish_v1(const http::Request& request, const http::Reply& reply, const V1Headers& headers,
                 std::string text) {
    const auto project = projects_.by_token(headers.token);
    auto raw = reader().read(text, limits_);
    const auto project_id = project == nullptr ? 0 : project->id;
    if (project == nullptr) {
      const auto count = raw ? static_cast<std::uint32_t>(std::max<std::size_t>(1, raw->events.size())) : 1;
      report(request, 0, Reason::unknown_token, count, "");
      return reply(v1_error_response(request, refuse(Reason::unknown_token).error()));
    }
    const auto example = [&] { return rejection_example(text, headers.token); };
    if (!raw) return refuse_v1(request, reply, raw.error(), project_id, example());
    auto decided = decide_v1(*raw, headers, request.received_at, limits_);
    if (!decided) return refuse_v1(request, reply, decided.error(), project_id, example());
    for (auto& dropped : decided->dropped) {
      report(request, project_id, dropped.reason, 1, std::move(dropped.example));
    }
    if (decided->events.empty()) return reply(v1_response(headers, decided->results));
    auto batch = make_batch(request, *project, decided->historical, decided->internal);
    batch.events = std::move(decided->events);
    accepted_->add(batch.events.size());
    auto results = std::make_shared<std::vector<V1Result>>(std::move(decided->results));
    sink_.append(std::move(batch), [reply, headers, results](Result<> stored) {
      reply(stored ? v1_response(headers, *results) : v1_retry(headers, *results, stored.error()));
    });
  }

  static http::Response v1_response(const V1Headers& headers, const std::vector<V1Result>& results) {
    return http::Response::json(v1_answer(results)).with("PostHog-Request-Id", headers.request_id);
  }

  // What could not be stored is to be sent again; what was dropped stays dropped.
  static http::Response v1_retry(const V1Headers& headers, std::vector<V1Result>& results,
                                 const Error& error) {
    for (auto& result : results) {
      if (result.verdict == Verdict::drop) continue;
      result.verdict = Verdict::retry;
      result.details = "service_unavailable";
    }
    auto response = v1_response(headers, results);
    const auto wait = error.retry_after_s > 0 ? error.retry_after_s : retry_after_busy_s;
    response.headers.set("Retry-After", std::to_string(wait));
    return response;
  }

  void refuse_v0(const http::Request& request, const http::Reply& reply, const Error& error,
                 std::string example = "") {
    report(request, 0, reason_of(error), 1, std::move(example));
    reply(v0_error(error));
  }

  void refuse_v1(const http::Request& request, const http::Reply& reply, const Error& error,
                 accounts::ProjectId project, std::string example) {
    report(request, project, reason_of(error), 1, std::move(example));
    reply(v1_error_response(request, error));
  }

  void report(const http::Request& request, accounts::ProjectId project, Reason reason, std::uint32_t count,
              std::string example) {
    rejected_[static_cast<std::size_t>(reason)]->add(count);
    sink_.reject(
        {project, request.received_at, std::string(rule_of(reason).name), count, std::move(example)});
  }

  static Reason reason_of(const Error& error) {
    for (const auto& rule : rejection_rules()) {
      if (rule.name == error.code) return rule.reason;
    }
    CHECK(false && "a refusal without a reason");
    return Reason::undecodable_body;
  }

  static std::optional<Instant> sent_at_of(const http::Request& request) {
    const auto given = request.query.get("sent_at");
    return query_sent_at(given.empty() ? request.query.get("_") : given);
  }

  static CapturedBatch make_batch(const http::Request& request, const accounts::Project& project,
                                  bool historical, bool internal) {
    CapturedBatch batch;
    batch.project = project.id;
    batch.received_at = request.received_at;
    if (internal) {
      batch.client_ip = "127.0.0.1";
    } else {
      batch.client_ip = project.anonymize_ips ? truncated_address(request.client_ip) : request.client_ip;
    }
    batch.user_agent = request.headers.get("User-Agent");
    batch.historical = historical;
    return batch;
  }

  Sink& sink_;
  const accounts::ProjectDirectory& projects_;
  const Limits limits_;
  const std::size_t inline_text_ = std::min(limits_.inline_text, limits_.decompressed);
  Counter* accepted_ = nullptr;
  std::array<Counter*, static_cast<std::size_t>(Reason::invalid_options) + 1> rejected_{};
  LargeBodies large_bodies_;  // last: its thread ends before what it works with
};

Capture::Capture(Sink& sink, const accounts::ProjectDirectory& projects, Metrics& metrics,
                 const Limits& limits)
    : intake_(std::make_unique<Intake>(sink, projects, metrics, limits)) {}
Capture::~Capture() = default;

void Capture::add_routes(http::Router& router) {
  auto* intake = intake_.get();
  const auto doc = [](std::string summary) {
    return http::RouteDoc{std::move(summary), "capture", "", "", ""};
  };
  const auto add_v0 = [&](const std::string& pattern, Endpoint endpoint, const std::string& summary) {
    const auto limit = endpoint == Endpoint::replay ? intake->limits().replay_body : intake->limits().body;
    const http::AsyncHandler handler = [intake, endpoint](const RequestPointer& request,
                                                          const http::Reply& reply) {
      intake->handle_v0(request, reply, endpoint);
    };
    const http::AsyncHandler preflight = [](const RequestPointer&, const http::Reply& reply) {
      reply(http::Response::json(json::object{{"status", "Ok"}}));
    };
    http::RouteOptions options;
    options.cors = http::Cors::sdk;
    options.max_body_bytes = limit;
    options.too_large = http::too_large_answer(
        [intake, limit](const http::Request& request) { return intake->refuse_large_v0(request, limit); });
    router.add({http::Method::post, pattern, doc(summary), options, handler});
    router.add({http::Method::get, pattern, doc(summary), options, handler});
    router.add({http::Method::options, pattern, doc("Answers a browser's preflight."), options, preflight});
  };
  for (const auto* pattern : {"/e/", "/i/v0/e/", "/batch/", "/capture/", "/track/", "/i/v0/ai/batch/"}) {
    add_v0(pattern, Endpoint::events, "Takes one event, a list of events or a batch.");
  }
  add_v0("/engage/", Endpoint::engage, "Takes person updates; an event without a name is $identify.");
  add_v0("/s/", Endpoint::replay, "Takes session recording snapshots.");

  const http::AsyncHandler v1 = [intake](const RequestPointer& request, const http::Reply& reply) {
    intake->handle_v1(request, reply);
  };
  http::RouteOptions v1_options;
  v1_options.cors = http::Cors::sdk;
  v1_options.max_body_bytes = intake->limits().v1_body;
  v1_options.too_large = http::too_large_answer(
      [intake](const http::Request& request) { return intake->refuse_large_v1(request); });
  for (const auto* pattern : {"/i/v1/analytics/events", "/i/v1/ai/events"}) {
    router.add({http::Method::post, pattern, doc("Takes a batch of events and answers for each of them."),
                v1_options, v1});
  }
}

}  // namespace leapfrog::capture
