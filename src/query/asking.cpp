#include "query/asking.h"

#include <fmt/format.h>

#include <array>

#include "query/sandbox.h"

namespace leapfrog::query {
namespace {

constexpr std::string_view narrower = "Choose a shorter date range, fewer breakdowns or a sample.";

Error limit_error(ErrorKind kind, std::string code, std::string detail) {
  return Error{kind, std::move(code), std::move(detail), "", 0};
}

// What the engine ends a statement with that went beyond a limit: which limit, and how to stay below it.
Error explain(Error error, const QueryLimits& limits) {
  if (error.code == "clickhouse_159")
    return limit_error(
        ErrorKind::timeout, "query_timeout",
        fmt::format("The query took longer than the limit of {} seconds. {}", limits.seconds, narrower));
  if (error.code == "clickhouse_241" && error.detail.find("(total)") != std::string::npos)
    return Error{ErrorKind::unavailable, "engine_memory",
                 "Other queries and events being stored take the engine's memory at the moment. Try again.",
                 "", 5};
  if (error.code == "clickhouse_241")
    return limit_error(ErrorKind::invalid, "query_memory",
                       fmt::format("The query needs more memory than the limit of {} MiB. {}",
                                   limits.memory_bytes >> 20, narrower));
  if (error.code == "clickhouse_396")
    return limit_error(
        ErrorKind::invalid, "query_rows",
        fmt::format("The result has more rows than the limit of {}. Choose a shorter date range, fewer "
                    "breakdowns or, in SQL, a LIMIT.",
                    limits.rows));
  if (error.code == "clickhouse_394") return cancelled_error();
  return error;
}

// What the engine's planner does by default and our statements are better off without.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> planning = {{
    // Looks for conditions that follow from pairs of comparisons: a fifth of the time of a funnel of five
    // steps.
    {"optimize_and_compare_chain", "0"},
    // Takes the events for the smaller side of the join with merged people, and then moves all their columns.
    {"query_plan_join_swap_table", "false"},
}};

events::Settings settings_of(const Statement& statement, const Terms& terms) {
  const auto& limits = terms.limits;
  events::Settings settings{{"leapfrog_readonly", "1"},
                            {"max_execution_time", std::to_string(limits.seconds)},
                            {"max_memory_usage", std::to_string(limits.memory_bytes)},
                            {"max_result_rows", std::to_string(limits.rows)},
                            {"join_use_nulls", "0"}};
  settings.insert(settings.end(), planning.begin(), planning.end());
  if (!terms.mark.empty()) settings.emplace_back("log_comment", terms.mark);
  settings.insert(settings.end(), statement.settings.begin(), statement.settings.end());
  return settings;
}

}  // namespace

Error cancelled_error() {
  return Error{ErrorKind::conflict, "query_cancelled", "The query was cancelled.", "", 0};
}

Result<Asking> Asking::begin(const accounts::ProjectAccess& access, Instant now, EngineParts parts) {
  Terms terms;
  terms.modifiers = modifiers_of(access.project());
  return Asking(access, TRY(calendar_of(access.project())), now, parts, std::move(terms));
}

Result<Calendar> calendar_of(const accounts::Project& project) {
  const auto* week_start = project.settings.if_contains("week_start_day");
  const bool monday = week_start && week_start->is_int64() && week_start->get_int64() == 1;
  return Calendar::of(project.timezone, monday);
}

Instant Asking::now() const {
  const std::lock_guard lock(counted_->mutex);
  counted_->grounds.add_clock();
  return now_;
}

Instant Asking::now_within(Unit unit) const {
  const std::lock_guard lock(counted_->mutex);
  counted_->grounds.add_present(unit, calendar_.start_of(unit, now_));
  return now_;
}

Result<ResolvedRange> Asking::resolve(const DateRange& range, Interval interval) const {
  auto meant = TRY(query::resolve(range, calendar_, interval, now_));
  const std::lock_guard lock(counted_->mutex);
  counted_->grounds.add_range(range, interval, meant);
  return meant;
}

Result<Moment> Asking::moment(std::string_view text) const {
  auto meant = TRY(parse_moment(text, calendar_, now_));
  const std::lock_guard lock(counted_->mutex);
  if (meant.relative && !meant.is_start_or_end)
    counted_->grounds.add_clock();
  else
    counted_->grounds.add_moment(std::string(text), meant.at);
  return meant;
}

Result<std::optional<Action>> Asking::action(std::int64_t id) const {
  auto found = TRY(parts_.catalog.action(project(), id));
  const std::lock_guard lock(counted_->mutex);
  counted_->grounds.add_action(id, fingerprint(found));
  return found;
}

Result<std::vector<Action>> Asking::actions(std::size_t limit) const {
  auto found = TRY(parts_.catalog.actions(project(), limit));
  const std::lock_guard lock(counted_->mutex);
  counted_->grounds.add_actions(limit, fingerprint(found));
  return found;
}

Result<std::optional<Cohort>> Asking::cohort(std::int64_t id) const {
  auto found = TRY(parts_.catalog.cohort(project(), id));
  const std::lock_guard lock(counted_->mutex);
  counted_->grounds.add_cohort(id, fingerprint(found));
  return found;
}

// New ones are not among the grounds: only SQL that people write asks, and its answers do not last anyway.
Result<std::vector<Cohort>> Asking::static_cohorts() const {
  auto found = TRY(parts_.catalog.static_cohorts(project()));
  const std::lock_guard lock(counted_->mutex);
  for (const auto& cohort : found) counted_->grounds.add_cohort(cohort.id, fingerprint(cohort));
  return found;
}

Result<std::optional<Variable>> Asking::variable(std::string_view code_name) const {
  auto found = TRY(parts_.catalog.variable(project(), code_name));
  const std::lock_guard lock(counted_->mutex);
  counted_->grounds.add_variable(std::string(code_name), fingerprint(found));
  return found;
}

// Such text may ask for the time, or for chance.
void Asking::hold_user_text() const {
  counted_->holds_user_text = true;
  const std::lock_guard lock(counted_->mutex);
  counted_->grounds.add_clock();
}

events::Settings Asking::settings_for(const Statement& statement) const {
  auto settings = settings_of(statement, terms_);
  if (counted_->holds_user_text) {
    settings.insert(settings.end(), {{"readonly", "1"},
                                     {"additional_table_filters", Sandbox::table_filters(own_tables())},
                                     {"session_timezone", calendar_.zone()}});
  }
  return settings;
}

Error Asking::explained(Error error) const {
  error = explain(std::move(error), terms_.limits);
  if (counted_->holds_user_text && error.kind == ErrorKind::internal && error.code.starts_with("clickhouse_"))
    return Error{ErrorKind::invalid, "invalid_sql", plain_complaint(error.detail), "query", 0};
  return error;
}

void Asking::count(std::uint64_t rows_read, std::uint64_t bytes_read) const {
  const std::lock_guard lock(counted_->mutex);
  ++counted_->usage.statements;
  counted_->usage.rows_read += rows_read;
  counted_->usage.bytes_read += bytes_read;
}

Result<events::Selection> Asking::select(const Statement& statement) const {
  if (terms_.cancelled && *terms_.cancelled) return std::unexpected(cancelled_error());
  auto selected = parts_.engine.select(statement.sql, statement.parameters, settings_for(statement));
  if (!selected) return std::unexpected(explained(std::move(selected).error()));
  count(selected->rows_read, selected->bytes_read);
  return selected;
}

Result<> Asking::visit_blocks(const Statement& statement, std::int64_t max_rows,
                              const events::BlockVisitor& visit) const {
  if (terms_.cancelled && *terms_.cancelled) return std::unexpected(cancelled_error());
  auto settings = settings_for(statement);
  for (auto& [name, value] : settings)
    if (name == "max_result_rows") value = std::to_string(max_rows);
  const auto watched = [&](const events::NativeRows& block) -> Result<> {
    if (terms_.cancelled && *terms_.cancelled) return std::unexpected(cancelled_error());
    return visit(block);
  };
  const auto read = parts_.engine.visit_blocks(statement.sql, statement.parameters, settings, watched);
  if (!read) return std::unexpected(explained(read.error()));
  count(read->rows_read, read->bytes_read);
  return {};
}

Result<std::vector<json::array>> Asking::rows(const Statement& statement) const {
  return std::move(TRY(select(statement)).rows);
}

std::vector<SandboxTable> Asking::own_tables() const {
  std::vector<SandboxTable> tables;
  for (const auto* name :
       {"events", "persons", "person_distinct_ids", "person_overrides", "groups", "cohort_people"})
    tables.push_back({name, fmt::format("project_id = {}", project())});
  if (terms_.watermark) tables.front().filter += fmt::format(" AND log_offset < {}", *terms_.watermark);
  return tables;
}

Grounds Asking::grounds() const {
  const std::lock_guard lock(counted_->mutex);
  return counted_->grounds;
}

Usage Asking::usage() const {
  const std::lock_guard lock(counted_->mutex);
  return counted_->usage;
}

}  // namespace leapfrog::query
