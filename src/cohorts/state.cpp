#include "cohorts/state.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/log.h"
#include "cohorts/counting.h"
#include "cohorts/definition_json.h"
#include "cohorts/dependencies.h"
#include "storage/meta/rows.h"

namespace leapfrog::cohorts {
namespace {

namespace fs = std::filesystem;

constexpr seconds look_every{1};
constexpr int housekeeping_every = 60;                          // looks
constexpr microseconds version_rest = std::chrono::minutes(5);  // for questions that still read the old one
constexpr microseconds longest_pause = std::chrono::hours(6);
constexpr microseconds engine_pause = seconds(5);

// Twice as long after each error.
microseconds pause_after(std::int64_t errors) {
  const microseconds first = std::chrono::minutes(1);
  return std::min(longest_pause, first * (std::int64_t{1} << std::min<std::int64_t>(errors, 10)));
}

// Not the cohort's fault: the engine is away, or a cohort it stands on is not there yet.
bool is_passing(const Error& error) {
  return error.kind == ErrorKind::unavailable || error.code == "engine_unavailable";
}

query::Cohort as_asked(const CohortRecord& cohort) { return {cohort.id, cohort.name, cohort.version}; }

}  // namespace

void Uses::note(std::int64_t cohort, Instant at) {
  const std::lock_guard lock(mutex_);
  used_[cohort] = at;
}

std::map<std::int64_t, Instant> Uses::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(used_, {});
}

Result<std::optional<query::Cohort>> find_cohort(meta::Database& database, ProjectId project,
                                                 std::int64_t id) {
  const auto found = TRY(meta::in_read(
      database, [&](meta::Connection& connection) { return find_any_cohort(connection, project, id); }));
  if (!found || found->deleted) return std::nullopt;
  return as_asked(*found);
}

Result<std::vector<query::Cohort>> static_cohorts(meta::Database& database, ProjectId project) {
  std::vector<query::Cohort> lists;
  for (const auto& cohort : TRY(meta::in_read(
           database, [&](meta::Connection& connection) { return all_cohorts(connection, project); })))
    if (cohort.is_static && cohort.version != 0) lists.push_back(as_asked(cohort));
  return lists;
}

Result<std::optional<Definition>> definition_of(const CohortRecord& cohort) {
  if (cohort.is_static) return std::nullopt;
  if (cohort.filters.is_object()) return TRY(parse_definition(cohort.filters));
  return TRY(parse_definition(TRY(filters_of_groups(cohort.groups))));
}

Cohorts::State::State(const CohortsParts& given, CohortsSettings wanted)
    : parts(given),
      settings(std::move(wanted)),
      counted_(given.metrics.counter("leapfrog_cohorts_counted_total", "Countings of cohorts that worked.")),
      failed_(given.metrics.counter("leapfrog_cohorts_failed_total", "Countings of cohorts that failed.")),
      seconds_(given.metrics.histogram("leapfrog_cohorts_counting_seconds", "How long countings took.")) {}

Cohorts::State::~State() { stop(); }

std::string Cohorts::State::member_path(std::int64_t cohort) const {
  return (fs::path(settings.directory) / std::to_string(cohort)).string();
}

Result<std::shared_ptr<const MemberFile>> Cohorts::State::members(std::int64_t cohort) {
  {
    const std::lock_guard lock(members_mutex_);
    if (const auto found = members_.find(cohort); found != members_.end()) return found->second;
  }
  auto opened = TRY(MemberFile::open(member_path(cohort)));
  const std::lock_guard lock(members_mutex_);
  auto& kept = members_[cohort];
  if (kept == nullptr || kept->version() < opened->version()) kept = opened;
  return kept;
}

void Cohorts::State::forget_members(std::int64_t cohort) {
  const std::lock_guard lock(members_mutex_);
  members_.erase(cohort);
}

Result<> Cohorts::State::changed(ProjectId project) {
  {
    const std::lock_guard lock(mutex_);
    has_news_ = true;
  }
  wake_.notify_all();
  return on_changed ? on_changed(project) : Result<>();
}

bool Cohorts::State::is_counting(std::int64_t cohort) {
  const std::lock_guard lock(mutex_);
  return counting_ == cohort;
}

bool Cohorts::State::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Cohorts::State::wait_counted(ProjectId project, std::int64_t cohort, milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  std::unique_lock lock(mutex_);
  while (running_ && !stopping_) {
    const auto seen = finished_;
    lock.unlock();
    const auto record = meta::in_read(parts.database, [&](meta::Connection& connection) {
      return find_any_cohort(connection, project, cohort);
    });
    lock.lock();
    if (!record || !*record || !(*record)->is_waiting()) return;
    if (!done_.wait_until(lock, until, [&] { return finished_ != seen || stopping_; })) return;
  }
}

void Cohorts::State::start() {
  {
    const std::lock_guard lock(mutex_);
    running_ = true;
  }
  thread_ = std::thread([this] { run(); });
}

void Cohorts::State::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  done_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Cohorts::State::run() {
  int looks = 0;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (!has_news_) wake_.wait_for(lock, look_every, [this] { return stopping_ || has_news_; });
      if (stopping_) return;
      has_news_ = false;
    }
    if (looks++ % housekeeping_every == 0) housekeeping();
    while (count_one()) {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
  }
}

bool Cohorts::State::count_one() {
  const auto now = parts.clock.now();
  const auto due = meta::in_read(parts.database, [&](meta::Connection& connection) {
    return next_due(connection, now, settings.refresh);
  });
  if (!due) log_error("Cohorts cannot be read.", {{"error", due.error().detail}});
  if (!due || !*due) return false;
  const auto id = (*due)->id;
  {
    const std::lock_guard lock(mutex_);
    counting_ = id;
  }
  const auto done = count_cohort(*this, (*due)->project, id);
  const auto finished = parts.clock.now();
  seconds_.observe(static_cast<double>((finished - now).count()) / 1e6);
  (done ? counted_ : failed_).add();
  bool goes_on = true;
  if (!done) {
    const bool passing = is_passing(done.error());
    if (!passing)
      log_warning("A cohort cannot be counted.", {{"cohort", id}, {"error", done.error().detail}});
    const auto saved = parts.database.write([&](meta::Connection& connection) -> Result<> {
      const auto record = TRY(find_any_cohort(connection, (*due)->project, id));
      if (!record) return {};
      Counted failed;
      failed.cohort = id;
      failed.project = (*due)->project;
      failed.started_at = now;
      failed.finished_at = finished;
      failed.error = done.error().detail;
      return save_failed(connection, failed,
                         finished + (passing ? engine_pause : pause_after(record->errors)), !passing);
    });
    goes_on = static_cast<bool>(saved);
  }
  const std::lock_guard lock(mutex_);
  counting_ = 0;
  ++finished_;
  done_.notify_all();
  return goes_on;
}

void Cohorts::State::housekeeping() {
  const auto said = [](std::string_view what, const Result<>& done) {
    if (!done &&
        !is_passing(done.error()))  // an engine that is away, as when starting: it is done another time
      log_warning("Housekeeping of cohorts failed.", {{"of", what}, {"error", done.error().detail}});
  };
  const auto used = parts.uses.take();
  if (!used.empty()) {
    said("uses", parts.database.write([&](meta::Connection& connection) -> Result<> {
      for (const auto& [cohort, at] : used) TRY(set_used(connection, cohort, at));
      return {};
    }));
  }
  said("old versions", forget_old_versions());
}

// Lists and rows of deleted cohorts and projects, and versions that were replaced a while ago.
Result<> Cohorts::State::forget_old_versions() {
  const auto kept = TRY(meta::in_read(parts.database, kept_cohorts));
  std::map<std::int64_t, std::int64_t> versions;
  for (const auto& [id, version] : kept) versions[id] = version;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(settings.directory, error)) {
    const auto name = entry.path().filename().string();
    std::int64_t id = 0;
    const auto [end, wrong] = std::from_chars(name.data(), name.data() + name.size(), id);
    const bool is_list = wrong == std::errc() && end == name.data() + name.size();
    if (is_list && versions.contains(id)) continue;
    if (is_list) forget_members(id);
    fs::remove(entry.path(), error);  // it is tried again
  }
  const auto now = to_micros(parts.clock.now());
  for (const auto& row : TRY(parts.engine.engine.rows(
           "SELECT DISTINCT partition FROM system.parts WHERE database = currentDatabase() AND table = "
           "'cohort_people' AND active"))) {
    long long id = 0;
    long long version = 0;
    const std::string partition(row.at(0).as_string());
    if (std::sscanf(partition.c_str(), "(%lld,%lld)", &id, &version) != 2) continue;
    const auto current = versions.find(id);
    // What replaced it must have been there for a while: its version is when that was counted.
    const auto replaced_at = current == versions.end() ? version : current->second;
    if ((current != versions.end() && current->second == version) || now - replaced_at < version_rest.count())
      continue;
    TRY(parts.engine.engine.execute(
        fmt::format("ALTER TABLE cohort_people DROP PARTITION ({}, {})", id, version)));
  }
  return {};
}

Cohorts::Cohorts(std::unique_ptr<State> state) : state_(std::move(state)) {}
Cohorts::~Cohorts() = default;

Result<std::unique_ptr<Cohorts>> Cohorts::open(const CohortsParts& parts, CohortsSettings settings) {
  std::error_code error;
  fs::create_directories(settings.directory, error);
  if (error) return internal_error(fmt::format("Cannot make {}: {}", settings.directory, error.message()));
  auto state = std::make_unique<State>(parts, std::move(settings));
  // A list that is not there, as after a restore, is made again.
  for (const auto& [id, version] : TRY(meta::in_read(parts.database, kept_cohorts))) {
    if (version == 0 || fs::exists(state->member_path(id), error)) continue;
    TRY(parts.database.write(
        [&](meta::Connection& connection) { return set_changed(connection, id, parts.clock.now()); }));
  }
  return std::unique_ptr<Cohorts>(new Cohorts(std::move(state)));
}

void Cohorts::on_changed(std::function<Result<>(ProjectId)> changed) {
  state_->on_changed = std::move(changed);
}
void Cohorts::find_flag_people_by(FlagPeople find) { state_->flag_people = std::move(find); }
// Lists are counted again, which writes them without whoever left; what is defined is when its time comes.
Result<> Cohorts::forget_people(ProjectId project, std::span<const Uuid> names) {
  const auto now = state_->parts.clock.now();
  const auto shorter =
      TRY(meta::in_write(state_->parts.database, [&](meta::Connection& connection) -> Result<bool> {
        const auto lists = TRY(lists_with_any(connection, project, names));
        for (const auto& list : lists) {
          TRY(remove_listed(connection, list.id, names));
          TRY(set_changed(connection, list.id, now));
          TRY(touch_dependents(connection, list, now));
        }
        return !lists.empty();
      }));
  return shorter ? state_->changed(project) : Result<>();
}
void Cohorts::start() { state_->start(); }
void Cohorts::stop() { state_->stop(); }
flags::CohortSource& Cohorts::for_flags() { return *state_; }

}  // namespace leapfrog::cohorts
