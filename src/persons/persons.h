// People and groups: who an event belongs to. One object, used by the pipeline's thread alone, works in
// batches: what was resolved between two seal() becomes durable together or not at all, so replaying a batch
// from the log gives the same answer as the first time (ids are named after what they stand for, times come
// from the events, versions count what is stored). docs/internals/identity.md has the rules and their
// reasons.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/projects.h"
#include "base/json.h"
#include "base/time.h"
#include "base/uuid.h"
#include "storage/meta/database.h"

namespace leapfrog::http {
class Router;
}
namespace leapfrog::accounts {
class Accounts;
}

namespace leapfrog::persons {

using accounts::ProjectId;
constexpr std::size_t max_group_types = 5;

// What identity resolution reads of an event. The JSON belongs to the caller.
struct IdentityEvent {
  ProjectId project = 0;
  std::string_view event;
  std::string_view distinct_id;
  Instant timestamp;
  const json::object* properties =
      nullptr;                        // after enrichment; $set, $set_once, $unset inside are merged already
  const json::object* set = nullptr;  // nullptr: none
  const json::object* set_once = nullptr;
  const json::array* unset = nullptr;  // keys
};

enum class PersonMode : std::uint8_t {
  full,
  propertyless,
  force_upgrade
};  // as PostHog's person_mode column

struct Group {
  std::string key;                                 // "" when the event has none of this type
  std::shared_ptr<const json::object> properties;  // never null; empty until the first $groupidentify
  Instant created_at;
};

// The person and groups as they are right after this event.
struct Resolved {
  // Not "": the event must not be stored, and is to be counted as rejected for this reason.
  std::string_view refused;
  Uuid person;
  PersonMode mode = PersonMode::full;
  Instant person_created_at;  // 1970-01-01 00:00:05 for somebody without a profile
  std::shared_ptr<const json::object> person_properties;  // never null; shared until the person changes
  std::array<Group, max_group_types> groups;
};

// Something the project's people should see under ingestion warnings; the event itself is stored unless said.
struct Warning {
  ProjectId project = 0;
  std::string type;  // "cannot_merge_already_identified", …
  json::object details;
  Instant at;
};

// The rows that changed in a batch, newest state only, to be mirrored into the analytics engine.
struct PersonRow {
  ProjectId project = 0;
  Uuid id;
  std::string properties;  // JSON
  Instant created_at;
  bool is_identified = false;
  bool is_deleted = false;
  std::uint64_t version = 0;
};
struct DistinctIdRow {
  ProjectId project = 0;
  std::string distinct_id;
  Uuid person;
  bool is_deleted = false;
  std::uint64_t version = 0;
};
// Events stored under `old_person` belong to `person`. Kept flat: `person` is never itself overridden.
struct OverrideRow {
  ProjectId project = 0;
  Uuid old_person;
  Uuid person;
  std::uint64_t version = 0;
};
struct GroupRow {
  ProjectId project = 0;
  int type_index = 0;
  std::string key;
  std::string properties;  // JSON
  Instant created_at;
  std::uint64_t version = 0;
};
struct Changes {
  std::vector<PersonRow> persons;
  std::vector<DistinctIdRow> distinct_ids;
  std::vector<OverrideRow> overrides;
  std::vector<GroupRow> groups;
};

struct Settings {
  std::size_t cached_persons = 50'000;  // bound of the hot set
  std::size_t cached_bytes = 96 << 20;  // and of its properties
};

struct PersonKey {
  ProjectId project = 0;
  std::string_view distinct_id;
};

// What one batch changed, cut off from later batches: a snapshot that stays right while the next batch is
// being resolved.
class SealedBatch {
 public:
  virtual ~SealedBatch() = default;
  // The rows to mirror into the engine. Inserting them again, or with others, is harmless: the highest
  // version of a key wins, so they need no deduplication token (and must not have one, as a replay may carry
  // more).
  virtual const Changes& changes() const = 0;
  // Writes the batch through `connection`, inside the caller's transaction. Reads nothing but this object, so
  // it may run on another thread.
  virtual Result<> save(meta::Connection& connection) const = 0;
};

class Persons {
 public:
  static constexpr std::size_t max_sealed = 2;  // batches sealed and not yet committed

  static Result<std::unique_ptr<Persons>> open(meta::Database& database, Settings settings = {});
  virtual ~Persons() = default;

  // Reads the people of the coming events in one go. Only faster than leaving it to resolve().
  virtual Result<> prefetch(std::span<const PersonKey> people) = 0;
  // Resolves one event, applying its merges and property changes to the open batch. Errors are only I/O
  // errors.
  virtual Result<Resolved> resolve(const IdentityEvent& event, std::vector<Warning>& warnings) = 0;
  // Applies the edits that people asked for through the API (edits.h) to the open batch and gives their
  // number. Only when nothing was resolved since the last seal() and nothing sealed waits for its commit.
  virtual Result<std::size_t> apply_edits() = 0;
  // Ends the open batch and starts the next one on top of it.
  virtual std::unique_ptr<SealedBatch> seal() = 0;
  // The oldest sealed batch is durable: the caller's transaction with its save() was committed.
  virtual void committed() = 0;
  // Forgets everything that is not committed: the open batch and every sealed one (drop those objects).
  virtual Result<> rolled_back() = 0;
};

// Changes that people ask for through the API. They wait in a table until the pipeline's thread applies them
// between two batches of events, so they never race with it, and a replay sees them at the same place.
class Edits {
 public:
  // The database is the one Persons works on.
  static Result<std::unique_ptr<Edits>> open(meta::Database& database, const Clock& clock);
  virtual ~Edits() = default;

  // The pipeline's side. `wake` is called from any thread when an edit came in; waiting() says whether
  // apply_edits() has something to do; applied() is to be called once a batch with edits is committed.
  virtual void on_submitted(std::function<void()> wake) = 0;
  virtual bool waiting() const = 0;
  virtual void applied() = 0;

  // The API's side.
  struct Edit {
    ProjectId project = 0;
    std::string kind;  // edit_application.cpp lists them
    json::object request;
    std::int64_t user = 0;  // who asked, 0: unknown
  };
  // Applies the edits in their order and gives the outcome of each. When the pipeline does not come to all of
  // them within `patience` the error is `timeout` with code "pending": they stay in the queue and will be
  // applied.
  virtual Result<std::vector<json::object>> apply_all(std::span<const Edit> edits, milliseconds patience) = 0;
  // The same for one.
  Result<json::object> apply(const Edit& edit, milliseconds patience);
};

// People whose data the engine and other slices have yet to forget. Whoever writes to the engine works this
// off: remove the events (if with_events) and the mirrored rows whose person is one of `names`, and (if
// with_person) what is kept under `distinct_ids`, then finish_erasure(). No event that is stored later
// carries one of the names, except after an erasure of events alone; the distinct ids may come again.
// docs/internals/erasure.md.
struct Erasure {
  std::int64_t id = 0;
  ProjectId project = 0;
  std::vector<Uuid> names;
  std::vector<std::string> distinct_ids;
  bool with_person = true;
  bool with_events = true;
};
Result<std::vector<Erasure>> waiting_erasures(meta::Database& database, int limit);
Result<> finish_erasure(meta::Connection& connection, std::int64_t id, std::uint64_t events_removed,
                        Instant at);

// What was asked to be erased and was not finished before `instant`: whose numbers that may have changed
// since.
struct Erased {
  std::uint64_t people = 0;
  std::uint64_t events = 0;  // as far as they are removed
};
Result<Erased> erased_since(meta::Database& database, ProjectId project, Instant instant);

// The routes of people and groups. `database` is the one Persons works on, `activity_database` the one of
// accounts; everything must outlive the router.
void add_routes(http::Router& router, accounts::Accounts& accounts, meta::Database& database,
                meta::Database& activity_database, Edits& edits);

// The schema, migrations 200 to 299.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::persons
