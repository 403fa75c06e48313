#include "query/asking.h"

#include <fmt/format.h>

namespace leapfrog::query {
namespace {

constexpr int max_seconds = 60;
constexpr std::int64_t max_memory = std::int64_t{4} << 30;
constexpr int max_rows = 1'000'000;

// What the engine ends a statement with that went beyond a limit, in words that help.
Error explain(Error error) {
  if (error.code == "clickhouse_159")
    return Error{
        ErrorKind::timeout, "query_timeout",
        fmt::format("The query took longer than {} seconds. Choose a shorter date range, fewer breakdowns or "
                    "a sample.",
                    max_seconds),
        "", 0};
  if (error.code == "clickhouse_241")
    return Error{
        ErrorKind::invalid, "query_memory",
        "The query needs more memory than it may have. Choose a shorter date range, fewer breakdowns or a "
        "sample.",
        "", 0};
  if (error.code == "clickhouse_396")
    return Error{ErrorKind::invalid, "query_rows", "The answer has too many rows. Narrow the question.", "",
                 0};
  return error;
}

events::Settings limited(const Statement& statement) {
  events::Settings settings{{"leapfrog_readonly", "1"},
                            {"max_execution_time", std::to_string(max_seconds)},
                            {"max_memory_usage", std::to_string(max_memory)},
                            {"max_result_rows", std::to_string(max_rows)},
                            {"join_use_nulls", "0"}};
  settings.insert(settings.end(), statement.settings.begin(), statement.settings.end());
  return settings;
}

}  // namespace

Result<Asking> Asking::begin(const accounts::ProjectAccess& access, Instant now, EngineParts parts) {
  const auto& project = access.project();
  const auto* week_start = project.settings.if_contains("week_start_day");
  const bool monday = week_start && week_start->is_int64() && week_start->get_int64() == 1;
  return Asking(access, TRY(Calendar::of(project.timezone, monday)), now, parts);
}

Result<events::Selection> Asking::select(const Statement& statement) const {
  auto settings = limited(statement);
  const bool user_text = counted_->holds_user_text;
  if (user_text) {
    settings.insert(settings.end(), {{"readonly", "1"},
                                     {"additional_table_filters", Sandbox::table_filters(own_tables())},
                                     {"session_timezone", calendar_.zone()}});
  }
  auto selected = parts_.engine.select(statement.sql, statement.parameters, settings);
  if (!selected) {
    auto error = explain(std::move(selected).error());
    if (user_text && error.kind == ErrorKind::internal && error.code.starts_with("clickhouse_"))
      error = Error{ErrorKind::invalid, "invalid_sql", plain_complaint(error.detail), "query", 0};
    return std::unexpected(std::move(error));
  }
  const std::lock_guard lock(counted_->mutex);
  ++counted_->usage.statements;
  counted_->usage.rows_read += selected->rows_read;
  counted_->usage.bytes_read += selected->bytes_read;
  return selected;
}

Result<std::vector<json::array>> Asking::rows(const Statement& statement) const {
  return std::move(TRY(select(statement)).rows);
}

std::vector<SandboxTable> Asking::own_tables() const {
  std::vector<SandboxTable> tables;
  for (const auto* name :
       {"events", "persons", "person_distinct_ids", "person_overrides", "groups", "cohort_people"})
    tables.push_back({name, fmt::format("project_id = {}", project())});
  return tables;
}

Usage Asking::usage() const {
  const std::lock_guard lock(counted_->mutex);
  return counted_->usage;
}

}  // namespace leapfrog::query
