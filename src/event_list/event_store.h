// Reads single events of one project from the engine. The project comes with the access it was granted, so no
// query here can forget it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "base/uuid.h"
#include "query/sql/event_keys.h"
#include "query/sql/stored_people.h"
#include "storage/events/engine.h"

namespace leapfrog::event_list {

struct EventFilter {
  std::string event;        // "" any
  std::string distinct_id;  // "" any
  std::optional<Uuid> person;
  std::optional<Instant> after;   // exclusive
  std::optional<Instant> before;  // exclusive
  // Where the page before this one ended, in the direction of the order: events may share an instant.
  std::optional<std::pair<Instant, Uuid>> cursor;
  bool ascending = false;
  std::int64_t limit = 100;
  std::int64_t offset = 0;
};

struct StoredEvent {
  std::string uuid;
  std::string event;
  std::string distinct_id;
  std::string timestamp;  // ISO 8601
  std::string person_id;  // with merges applied
  std::string elements_chain;
  json::object properties;
  std::optional<query::StoredPerson> person;  // nothing for somebody without a profile
};

class EventStore {
 public:
  EventStore(events::Engine& engine, const accounts::ProjectAccess& access)
      : engine_(engine), project_(access.id()) {}

  Result<std::vector<StoredEvent>> list(const EventFilter& filter) const;
  Result<std::optional<StoredEvent>> find(const Uuid& uuid) const;

 private:
  Result<std::vector<query::EventKey>> page_of(std::string_view where, std::string_view order_and_limit,
                                               events::Settings parameters) const;
  Result<std::vector<StoredEvent>> read(std::string_view where, std::string_view order_and_limit,
                                        events::Settings parameters) const;
  Result<> add_persons(std::vector<StoredEvent>& events) const;

  events::Engine& engine_;
  const accounts::ProjectId project_;
};

}  // namespace leapfrog::event_list
