// People and groups: who an event belongs to. One object, used by the pipeline's thread alone, works on
// batches: everything between begin() and commit() becomes durable together or not at all, so replaying a
// batch from the log gives the same answer as the first time (ids are named after what they stand for, times
// come from the events).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/projects.h"
#include "base/json.h"
#include "base/time.h"
#include "base/uuid.h"
#include "storage/meta/database.h"

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
  std::string_view key;  // "" when the event has none of this type
  std::shared_ptr<const json::object> properties;
  Instant created_at;
};

// The person and groups as they are right after this event.
struct Resolved {
  Uuid person;
  PersonMode mode = PersonMode::full;
  Instant person_created_at;
  std::shared_ptr<const json::object> person_properties;  // shared until the person changes
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

class Persons {
 public:
  static Result<std::unique_ptr<Persons>> open(meta::Database& database, Settings settings = {});
  virtual ~Persons() = default;

  // Resolves one event, applying its merges and property changes to the batch. Errors are only I/O errors.
  virtual Result<Resolved> resolve(const IdentityEvent& event, std::vector<Warning>& warnings) = 0;
  // The rows changed since the last commit or rollback.
  virtual Changes changes() = 0;
  // Writes the batch's changes through `connection`, inside the caller's transaction.
  virtual Result<> save(meta::Connection& connection) = 0;
  // After the caller's transaction was committed, or failed: keeps or forgets the batch.
  virtual void committed() = 0;
  virtual void rolled_back() = 0;
};

// The schema, migrations 200 to 299.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::persons
