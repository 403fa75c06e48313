// What is known of one project's names, in memory: enough to tell within a fraction of a microsecond that an
// event brings nothing new.
#pragma once

#include <array>
#include <string>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "base/text_hash.h"
#include "definitions/definitions.h"

namespace leapfrog::definitions {

class KnownNames {
 public:
  // Reads what is saved of the project.
  static Result<KnownNames> load(meta::Database& database, ProjectId project);

  // Adds what is new to `changes`. The outcome as of Definitions::observe().
  std::string_view observe(const Observation& event, const Limits& limits, Changes& changes);
  void observe_owner(ProjectId project, const PropertyKey& whose, const json::object& properties, Instant at,
                     const Limits& limits, Changes& changes);
  // The changes were taken: what is noted from now on belongs to the next ones.
  void end_batch() { ++batch_; }

  std::optional<PropertyType> type_of(const PropertyKey& key) const;

 private:
  struct Event {
    std::uint32_t number = 0;
    std::int64_t saved_seen = 0;  // microseconds
    std::uint64_t batch = 0;      // in whose changes it is,
    std::size_t position = 0;     // and where
  };
  struct Property {
    std::uint32_t number = 0;
    std::optional<PropertyType> type;
  };
  template <class Value>
  using Names = boost::unordered_flat_map<std::string, Value, TextHash, std::equal_to<>>;

  // Properties of events, of people, and of the five types of groups.
  static constexpr std::size_t slots = 2 + group_type_count;
  static std::size_t slot_of(const PropertyKey& key);

  // The outcome of one event so far.
  struct Noting {
    const Observation& event;
    const Limits& limits;
    Changes& changes;
    std::string_view outcome;
  };
  const Event* note_event(Noting& noting);
  void note_properties(Noting& noting, std::size_t slot, const json::object& object, const Event* event);
  Property* note_property(Noting& noting, std::size_t slot, std::string_view name, const json::value& value);

  Names<Event> events_;
  std::array<Names<Property>, slots> properties_;
  boost::unordered_flat_set<std::uint64_t> pairs_;   // event's number and property's number
  boost::unordered_flat_set<std::uint64_t> shapes_;  // of objects that were gone through name by name
  std::uint32_t last_number_ = 0;
  std::uint64_t batch_ = 1;
};

}  // namespace leapfrog::definitions
