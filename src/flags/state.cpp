#include "flags/state.h"

#include <algorithm>
#include <ranges>

#include "base/log.h"
#include "flags/flag_store.h"
#include "flags/scheduled_changes.h"
#include "persons/person_reads.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

constexpr seconds tick_every{1};
constexpr int save_calls_every = 30;  // ticks
constexpr microseconds save_grain = std::chrono::minutes(10);
constexpr std::size_t worker_threads = 4;
constexpr std::size_t max_waiting_requests = 1024;

}  // namespace

Flags::State::State(const FlagsParts& given)
    : parts(given),
      workers(worker_threads, max_waiting_requests),
      evaluated(given.metrics.counter("leapfrog_flags_requests_total", "Requests that evaluated flags.")),
      failed(given.metrics.counter("leapfrog_flags_failed_requests_total",
                                   "Requests in which some flag could not be evaluated.")) {}

Flags::State::~State() { stop(); }

Result<ProjectDefinitions> Flags::State::read_definitions(ProjectId project, meta::Connection& connection) {
  ProjectDefinitions definitions;
  auto flags = TRY(list_flags(connection, project));
  for (const auto& flag : std::views::reverse(flags)) definitions.flags.push_back(definition_of(flag));
  if (parts.cohorts != nullptr) definitions.cohorts = TRY(parts.cohorts->definitions(connection, project));
  for (const auto& type : TRY(meta::in_read(parts.people, [&](meta::Connection& people) {
         return persons::list_group_types(people, project);
       })))
    definitions.group_types.push_back(type.name);
  if (const auto found = parts.accounts.by_id(project)) definitions.timezone = found->timezone;
  return definitions;
}

Result<> Flags::State::refresh(ProjectId project) {
  const std::lock_guard lock(refresh_mutex_);
  auto definitions = TRY(meta::in_read(
      parts.database, [&](meta::Connection& connection) { return read_definitions(project, connection); }));
  snapshots.replace(project, make_project_flags(std::move(definitions)));
  return {};
}

void Flags::State::start() {
  thread_ = std::thread([this] { run(); });
}

void Flags::State::stop() {
  snapshots.close();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Flags::State::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    tick();
    lock.lock();
    if (!stopping_) wake_.wait_for(lock, tick_every);
  }
}

void Flags::State::tick() {
  const auto said = [](std::string_view what, const Result<>& done) {
    if (!done) log_error("Housekeeping of flags failed", {{"of", what}, {"error", done.error().detail}});
  };
  said("scheduled changes", carry_out_due_changes(*this));
  look_for_changes();
  if (++ticks_ % save_calls_every == 0) said("last calls", save_calls());
}

// What does not tell when it changes: group types that appear with events, and time zones.
void Flags::State::look_for_changes() {
  for (const auto& project : parts.accounts.all()) {
    const auto current = snapshots.of(project->id);
    const auto types = meta::in_read(parts.people, [&](meta::Connection& people) {
      return persons::list_group_types(people, project->id);
    });
    if (!types) continue;
    const auto& known = current->set->definitions();
    const bool same = std::ranges::equal(*types, known.group_types, {}, &persons::GroupTypeView::name) &&
                      (known.timezone == project->timezone || current->set->flags().empty());
    if (same) continue;
    if (const auto done = refresh(project->id); !done)
      log_error("The flags of a project could not be read", {{"error", done.error().detail}});
  }
}

Result<> Flags::State::save_calls() {
  std::vector<std::pair<std::int64_t, std::int64_t>> calls;
  for (const auto& project : parts.accounts.all()) {
    const auto current = snapshots.of(project->id);
    for (std::size_t i = 0; i < current->set->flags().size(); ++i) {
      const auto called = current->called[i].load(std::memory_order_relaxed);
      auto& saved = saved_calls_[current->set->flags()[i].definition.id];
      if (called - saved < save_grain.count()) continue;
      saved = called;
      calls.emplace_back(current->set->flags()[i].definition.id, called);
    }
  }
  if (calls.empty()) return {};
  return parts.database.write([&](meta::Connection& connection) -> Result<> {
    for (const auto& [flag, at] : calls) TRY(set_last_called(connection, flag, from_micros(at)));
    return {};
  });
}

Flags::Flags(std::unique_ptr<State> state) : state_(std::move(state)) {}
Flags::~Flags() = default;

Result<std::unique_ptr<Flags>> Flags::open(const FlagsParts& parts) {
  auto state = std::make_unique<State>(parts);
  if (!parts.geoip_database.empty()) state->places = TRY(enrich::GeoDatabase::open(parts.geoip_database));
  for (const auto& project : parts.accounts.all()) TRY(state->refresh(project->id));
  return std::unique_ptr<Flags>(new Flags(std::move(state)));
}

void Flags::start() { state_->start(); }
void Flags::stop() { state_->stop(); }
Result<> Flags::cohorts_changed(accounts::ProjectId project) { return state_->refresh(project); }

}  // namespace leapfrog::flags
