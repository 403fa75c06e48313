#include <fmt/format.h>

#include "http/object_schema.h"
#include "ingestion/ingestion.h"
#include "ingestion/ledger.h"
#include "ingestion/live_stream.h"
#include "ingestion/record.h"

namespace leapfrog::ingestion {
namespace {

using accounts::ProjectAccess;
constexpr milliseconds flush_within{30'000};
constexpr int warning_days = 30;

json::object rejected_json(const Balance& balance) {
  json::object reasons;
  for (const auto& [reason, count] : balance.rejected) reasons[reason] = count;
  return {{"total", balance.rejected_total()}, {"by_reason", std::move(reasons)}};
}

// How long the oldest record behind the checkpoint has waited, of any project.
std::int64_t lag_seconds(Ingestion& ingestion, log::Lsn committed) {
  if (committed >= ingestion.log().durable_end()) return 0;
  const auto reader = ingestion.log().read_from(committed);  // the record's bytes are its
  const auto record = reader->next();
  if (!record || !*record) return 0;  // it was worked off and removed meanwhile
  Instant received;
  if ((*record)->type == static_cast<std::uint8_t>(RecordType::rejection)) {
    const auto rejection = decode_rejection((*record)->payload);
    if (!rejection) return 0;
    received = rejection->received_at;
  } else {
    const auto batch = decode_batch((*record)->payload);
    if (!batch) return 0;
    received = batch->received_at;
  }
  return std::max<std::int64_t>(0, std::chrono::ceil<seconds>(system_clock().now() - received).count());
}

// The books: received = stored + deduplicated + rejected + waiting.
Result<http::Response> ledger(Ingestion& ingestion, const ProjectAccess& access) {
  // Read before the books: an event booked in between is counted twice for a moment rather than missing, so
  // the wait is taken until both reads saw the same state.
  Balance balance;
  std::int64_t waiting = 0;
  log::Lsn before = 0;
  do {
    before = ingestion.pipeline().committed();
    waiting = ingestion.waiting(access.id());
    balance = TRY(load_balance(ingestion.database(), access.id()));
  } while (before != ingestion.pipeline().committed());
  const auto received = balance.received + waiting;
  const auto accounted = balance.stored + balance.deduplicated + balance.rejected_total() + waiting;
  const auto behind = ingestion.log().durable_end() - before;
  return http::Response::json(json::object{
      {"received", received},
      {"stored", balance.stored},
      {"deduplicated", balance.deduplicated},
      {"rejected", rejected_json(balance)},
      {"waiting", waiting},
      {"balanced", received == accounted},
      {"lag_bytes", behind},
      {"lag_seconds", lag_seconds(ingestion, before)},
      {"last_event_at",
       balance.last_event_at ? json::value(format_iso(*balance.last_event_at)) : json::value(nullptr)},
      {"watermark", before},
      {"stalled", ingestion.pipeline().stalled()},
  });
}

Result<http::Response> warnings(Ingestion& ingestion, const ProjectAccess& access) {
  const auto rows =
      TRY(load_warnings(ingestion.database(), access.id(), day_of(system_clock().now()), warning_days));
  json::array results;
  for (const auto& row : rows) {
    auto example = parse_json(row.example, JsonLimits{.depth = 128});
    results.push_back(json::object{{"type", row.type},
                                   {"count", row.count},
                                   {"last_seen", row.last_seen},
                                   {"example", example ? *std::move(example) : json::value(row.example)}});
  }
  return http::Response::json(json::object{{"results", std::move(results)}});
}

// Read your writes: what was acknowledged before this call can be queried when it returns.
Result<http::Response> flush(Ingestion& ingestion) {
  const auto end = ingestion.log().durable_end();
  if (ingestion.pipeline().wait_committed(end, flush_within)) {
    return http::Response::json(json::object{{"watermark", ingestion.pipeline().committed()}});
  }
  const auto reason = ingestion.pipeline().stalled();
  return unavailable(
      reason.empty() ? "The events before this call are still being stored. Try again." : reason, 5);
}

Result<http::Response> live(Ingestion& ingestion, const ProjectAccess& access, const http::Request& request) {
  http::Response response;
  response.headers.set("Content-Type", "text/event-stream");
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Accel-Buffering", "no");
  response.stream =
      live_stream(ingestion.live().subscribe(access.id()),
                  {std::string(request.query.get("event")), std::string(request.query.get("distinct_id"))});
  return response;
}

}  // namespace

void add_routes(http::Router& router, accounts::Accounts& accounts, Ingestion& ingestion) {
  using http::Method;
  router.add_schema("IngestionLedger", http::object_schema({{"received", "integer"},
                                                            {"stored", "integer"},
                                                            {"deduplicated", "integer"},
                                                            {"rejected", "object"},
                                                            {"waiting", "integer"},
                                                            {"balanced", "boolean"},
                                                            {"lag_bytes", "integer"},
                                                            {"lag_seconds", "integer"},
                                                            {"last_event_at", "string?"},
                                                            {"watermark", "integer"},
                                                            {"stalled", "string"}}));
  add_project_route(
      router, accounts, Method::get, "ingestion/",
      {"What was received and what became of it", "ingestion", "ingestion:read", "", "IngestionLedger"},
      [&](const ProjectAccess& access, http::Request&) { return ledger(ingestion, access); });
  add_project_route(
      router, accounts, Method::get, "ingestion/warnings/",
      {"Ingestion warnings of the last 30 days, grouped", "ingestion", "ingestion:read", "", ""},
      [&](const ProjectAccess& access, http::Request&) { return warnings(ingestion, access); });
  add_project_route(
      router, accounts, Method::post, "ingestion/flush/",
      {"Wait until everything acknowledged so far can be queried", "ingestion", "ingestion:read", "", ""},
      [&](const ProjectAccess&, http::Request&) { return flush(ingestion); });
  add_project_route(
      router, accounts, Method::get, "live_events/",
      {"Events as they arrive (text/event-stream)", "events", "query:read", "", ""},
      [&](const ProjectAccess& access, http::Request& request) { return live(ingestion, access, request); });
}

}  // namespace leapfrog::ingestion
