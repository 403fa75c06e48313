#include "query/running/run_status.h"

#include "http/message.h"

namespace leapfrog::query {
namespace {

json::value or_null(const std::optional<Instant>& instant) {
  return instant ? json::value(format_iso(*instant)) : json::value(nullptr);
}

}  // namespace

std::string message_of(const Error& error) {
  return error.kind == ErrorKind::internal ? "A server error occurred." : error.detail;
}

std::string status_text(const RunStatus& status, const std::string& cache_key) {
  const auto& progress = status.progress;
  const json::object fields{
      {"id", status.id},
      {"team_id", status.project},
      {"query_async", true},
      {"complete", status.complete},
      {"error", status.error.has_value()},
      {"error_message", status.error ? json::value(message_of(*status.error)) : json::value(nullptr)},
      {"error_code", status.error ? json::value(status.error->code) : json::value(nullptr)},
      {"start_time", format_iso(status.asked_at)},
      {"pickup_time", or_null(status.picked_up_at)},
      {"end_time", or_null(status.ended_at)},
      {"expiration_time", or_null(status.expires_at)},
      {"insight_id", nullptr},
      {"dashboard_id", nullptr},
      {"task_id", nullptr},
      {"labels", nullptr},
      {"query_progress",
       {{"rows_read", progress.rows_read},
        {"bytes_read", progress.bytes_read},
        {"estimated_rows_total", progress.rows_to_read},
        {"memory_usage", progress.memory_bytes},
        {"time_elapsed", progress.seconds},
        {"active_cpu_time", nullptr}}},
  };
  auto text = to_text(fields);
  text.back() = ',';
  return text +
         "\"results\":" + (status.answer ? response_text(*status.answer, {cache_key, false, ""}) : "null") +
         "}";
}

int http_status_of(const RunStatus& status) {
  if (status.error) return http::status_of(status.error->kind);
  return status.complete ? 200 : 202;
}

}  // namespace leapfrog::query
