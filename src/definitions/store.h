// All SQL of the definitions that people read and edit.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "definitions/definitions.h"
#include "http/pagination.h"

namespace leapfrog::definitions {

// What people write about a name.
struct Notes {
  std::string description;
  std::vector<std::string> tags;
  bool hidden = false;
  bool verified = false;
  std::optional<Instant> verified_at;
  std::optional<accounts::UserId> verified_by;
  std::optional<Instant> updated_at;
  std::optional<accounts::UserId> updated_by;
};

struct EventDefinition {
  std::int64_t row = 0;
  std::string uuid;
  std::string name;
  Instant created_at;
  Instant last_seen_at;
  std::optional<accounts::UserId> owner;
  Notes notes;
};

struct PropertyDefinition {
  std::int64_t row = 0;  // 0: a session's, not in the tables
  std::string uuid;
  Owner owner = Owner::event;
  int group_type = -1;
  std::string name;
  std::optional<PropertyType> type;
  Instant created_at;
  Notes notes;
  std::optional<bool> seen;  // with one of the events that were asked for
};

struct EventFilter {
  std::string search;  // words that all occur in name or description
  enum class Kind : std::uint8_t { all, custom, known } kind = Kind::all;  // known ones begin with "$"
  std::vector<std::string> names;                                          // empty: any
  std::vector<std::string> tags;                                           // has one of them; empty: any
  std::optional<bool> verified;
  std::optional<bool> hidden;
  std::string order = "name";  // name, last_seen_at, created_at; "-" before it for descending
};

struct PropertyFilter {
  Owner owner = Owner::event;
  int group_type = -1;
  std::string search;
  std::vector<std::string> names;     // empty: any
  std::vector<std::string> excluded;  // names
  std::optional<bool> numerical;
  std::optional<bool> feature_flag;  // "$feature/…"
  bool without_known = false;        // leaves out what begins with "$"
  std::optional<bool> verified;
  std::optional<bool> hidden;
  std::vector<std::string> tags;
  std::vector<std::string> events;  // marks those that occur with one of these
  bool only_with_events = false;    // and leaves out the others
  bool descending = false;
};

// `count` is without the page.
template <class T>
struct Listed {
  std::vector<T> rows;
  std::int64_t count = 0;
};

Result<Listed<EventDefinition>> list_events(meta::Connection& connection, ProjectId project,
                                            const EventFilter& filter, http::Page page);
Result<Listed<PropertyDefinition>> list_properties(meta::Connection& connection, ProjectId project,
                                                   const PropertyFilter& filter, http::Page page);

// `id` is a uuid.
Result<std::optional<EventDefinition>> find_event(meta::Connection& connection, ProjectId project,
                                                  std::string_view id);
Result<std::optional<EventDefinition>> find_event_by_name(meta::Connection& connection, ProjectId project,
                                                          std::string_view name);
Result<std::optional<PropertyDefinition>> find_property(meta::Connection& connection, ProjectId project,
                                                        std::string_view id);

// Notes and owner.
Result<> update(meta::Connection& connection, const EventDefinition& event);
// Notes and type.
Result<> update(meta::Connection& connection, const PropertyDefinition& property);
Result<> remove(meta::Connection& connection, const EventDefinition& event);
Result<> remove(meta::Connection& connection, const PropertyDefinition& property);

// Which of the events a property occurs with.
Result<std::map<std::string, bool>> seen_together(meta::Connection& connection, ProjectId project,
                                                  const std::vector<std::string>& events,
                                                  std::string_view property);

}  // namespace leapfrog::definitions
