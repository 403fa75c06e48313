#include "flags/state.h"

#include <algorithm>

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
constexpr std::size_t forgotten_at_once = 500;  // distinct ids in one transaction; others write in between

}  // namespace

Flags::State::State(const FlagsParts& given)
    : parts(given),
      workers(worker_threads, max_waiting_requests),
      evaluated(given.metrics.counter("leapfrog_flags_requests_total", "Requests that evaluated flags.")),
      failed(given.metrics.counter("leapfrog_flags_failed_requests_total",
                                   "Requests in which some flag could not be evaluated.")),
      forgotten(given.metrics.counter(
          "leapfrog_flags_forgotten_identifiers_total",
          "Identifiers from before signing in that were not remembered: the project has too many.")) {}

Flags::State::~State() { stop(); }

Result<std::vector<std::string>> Flags::State::group_types_of(ProjectId project) {
  std::vector<std::string> names;
  for (auto& type : TRY(meta::in_read(parts.people, [&](meta::Connection& people) {
         return persons::list_group_types(people, project);
       })))
    names.push_back(std::move(type.name));
  return names;
}

Result<ProjectDefinitions> Flags::State::read_surroundings(ProjectId project, meta::Connection& connection) {
  ProjectDefinitions definitions;
  if (parts.cohorts != nullptr) definitions.cohorts = TRY(parts.cohorts->definitions(connection, project));
  definitions.group_types = TRY(group_types_of(project));
  if (const auto found = parts.accounts.by_id(project)) definitions.timezone = found->timezone;
  return definitions;
}

// Every change of a flag counts its version up, so those with the same version are the same.
Result<DefinitionChanges> Flags::State::changes_since(const DefinitionSet& known, ProjectId project,
                                                      meta::Connection& connection) {
  DefinitionChanges changes;
  const auto stored = TRY(list_current_versions(connection, project));
  for (const auto& [id, version] : stored) {
    const auto index = known.find_id(id);
    if (index && known.flag(*index).definition.version == version) continue;
    if (const auto flag = TRY(find_flag(connection, project, id)))
      changes.flags.push_back(definition_of(*flag));
  }
  for (const auto& flag : known.flags()) {
    const auto id = flag.definition.id;
    const auto found =
        std::ranges::lower_bound(stored, id, {}, &std::pair<std::int64_t, std::int64_t>::first);
    if (found == stored.end() || found->first != id) changes.gone.push_back(id);
  }
  return changes;
}

Result<> Flags::State::refresh(ProjectId project) { return refresh(project, Reading::changed_flags); }
Result<> Flags::State::refresh_cohorts(ProjectId project) { return refresh(project, Reading::cohorts_too); }

Result<> Flags::State::refresh(ProjectId project, Reading reading) {
  const std::lock_guard lock(refresh_mutex_);
  const auto current = snapshots.of(project);
  const bool with_cohorts = reading == Reading::cohorts_too || !snapshots.has(project);
  auto changes =
      TRY(meta::in_read(parts.database, [&](meta::Connection& connection) -> Result<DefinitionChanges> {
        auto found = TRY(changes_since(*current->set, project, connection));
        if (with_cohorts && parts.cohorts != nullptr)
          found.cohorts = TRY(parts.cohorts->definitions(connection, project));
        return found;
      }));
  changes.group_types = TRY(group_types_of(project));
  if (const auto found = parts.accounts.by_id(project)) changes.timezone = found->timezone;
  snapshots.replace(project, change_project_flags(*current, std::move(changes)));
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
    const auto types = group_types_of(project->id);
    if (!types) continue;
    const auto& known = *current->set;
    const bool same =
        *types == known.group_types() && (known.timezone() == project->timezone || known.flags().empty());
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
Result<> Flags::forget_people(ProjectId project, std::span<const std::string> distinct_ids) {
  for (std::size_t at = 0; at < distinct_ids.size(); at += forgotten_at_once) {
    const auto some = distinct_ids.subspan(at, std::min(forgotten_at_once, distinct_ids.size() - at));
    TRY(state_->parts.database.write(
        [&](meta::Connection& connection) { return forget_hash_keys(connection, project, some); }));
  }
  return {};
}
Result<> Flags::cohorts_changed(accounts::ProjectId project) { return state_->refresh_cohorts(project); }

}  // namespace leapfrog::flags
