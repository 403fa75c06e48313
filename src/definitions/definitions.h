// The door of this slice: which events and properties occur in a project, what their values look like, and
// what people wrote about them. The pipeline shows every event to observe(); what is new is saved in the
// transaction that books the batch. Everything saved is an upsert that can be repeated, so a batch that is
// read again after a crash changes nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/projects.h"
#include "base/json.h"
#include "base/time.h"
#include "storage/events/engine.h"
#include "storage/meta/database.h"

namespace leapfrog::http {
class Router;
}
namespace leapfrog::accounts {
class Accounts;
}

namespace leapfrog::definitions {

using accounts::ProjectId;

// Whose property it is. The numbers are stored.
enum class Owner : std::uint8_t { event = 1, person = 2, group = 3, session = 4 };
enum class PropertyType : std::uint8_t { string, numeric, boolean, datetime, duration };
std::string_view type_name(PropertyType type);  // "String", "Numeric", …
std::optional<PropertyType> type_of_name(std::string_view name);

constexpr int group_type_count = 5;

struct PropertyKey {
  Owner owner = Owner::event;
  int group_type = 0;  // 0 to 4, of a group's property; else not looked at
  std::string_view name;
};

// What there may be of a project; more is stored with its events but not listed.
struct Limits {
  std::size_t events = 10'000;
  std::size_t event_properties = 20'000;
  std::size_t person_properties = 10'000;
  std::size_t group_properties = 5'000;  // of one type of groups
  std::size_t pairs = 300'000;           // an event and a property of it
  std::size_t name_bytes = 400;
  std::size_t projects_in_memory = 64;  // the least recently used is read again when it is needed
};

// An event as it is stored.
struct Observation {
  ProjectId project = 0;
  std::string_view event;
  Instant timestamp;
  Instant received_at;
  const json::object* properties = nullptr;
  const json::object* person_properties = nullptr;  // nullptr: none
};

// What observe() found out since the last take().
struct Changes {
  struct Event {
    ProjectId project = 0;
    std::string name;
    Instant created_at;
    Instant last_seen_at;
  };
  struct Property {
    ProjectId project = 0;
    Owner owner = Owner::event;
    int group_type = -1;
    std::string name;
    std::optional<PropertyType> type;
    Instant created_at;
  };
  struct Pair {
    ProjectId project = 0;
    std::string event;
    std::string property;
  };
  std::vector<Event> events;
  std::vector<Property> properties;
  std::vector<Pair> pairs;
};
// Inside the caller's transaction; may run on another thread.
Result<> save(meta::Connection& connection, const Changes& changes);

class Definitions {
 public:
  static std::unique_ptr<Definitions> over(meta::Database& database, Limits limits);
  virtual ~Definitions() = default;

  // For the pipeline's thread. Cheap when nothing is new. Gives "", or which limit left something out:
  // "too_many_event_definitions", "too_many_property_definitions". Errors are I/O errors.
  virtual Result<std::string_view> observe(const Observation& event) = 0;
  // The properties of a group, or of a person, that changed. The key's name is not looked at.
  virtual Result<> observe_owner(ProjectId project, const PropertyKey& whose, const json::object& properties,
                                 Instant at) = 0;
  virtual Changes take() = 0;

  // From any thread. What the values of a property look like; nothing when it never occurred, or only as
  // null, list or object.
  virtual Result<std::optional<PropertyType>> type_of(ProjectId project, const PropertyKey& key) = 0;

  // After a change of the tables that did not come from here.
  virtual void forget(ProjectId project) = 0;
};

// What the routes work with; everything outlives the router.
struct RouteParts {
  accounts::Accounts& accounts;
  meta::Database& database;           // of the definitions
  meta::Database& activity_database;  // of accounts, with the activity log
  Definitions& definitions;
  events::Engine& engine;
};
// event_definitions/ and property_definitions/.
void add_routes(http::Router& router, const RouteParts& parts);

// In the database of people and books. Migrations 400 to 499.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::definitions
