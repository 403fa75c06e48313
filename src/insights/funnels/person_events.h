// The events of a funnel's steps as bare numbers, each person's together: what the engine reads fast, without
// what it does slowly, which is joining merged people and working on many small arrays. They are dealt out
// into parts by whose they are, as they come: each part fits into a processor's cache, and several threads
// can each take one.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "insights/funnels/id_numbers.h"
#include "insights/funnels/text_numbers.h"
#include "storage/events/native_reader.h"

namespace leapfrog::insights {

// The people of a part. Can be filled again and again, for the room it has.
class PartOfPeople {
 public:
  std::size_t size() const { return ends_.size(); }
  // The numbers of one person's events, in no order.
  std::span<const std::uint64_t> keys(std::size_t person) const { return of(keys_, person); }
  // With a breakdown, the values of the same events: places in PersonEvents::values(). Else empty.
  std::span<const std::uint32_t> values(std::size_t person) const { return of(values_, person); }

 private:
  friend class PersonEvents;

  template <class T>
  std::span<const T> of(const std::vector<T>& all, std::size_t person) const {
    if (all.empty()) return {};
    const std::size_t begin = person == 0 ? 0 : ends_[person - 1];
    return {all.data() + begin, ends_[person] - begin};
  }

  std::vector<std::uint32_t> ends_;  // by person: where the events of the next one begin
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> values_;
  // While it is filled.
  IdNumbers ids_;
  std::vector<std::uint32_t> people_;  // by run
  std::vector<std::uint32_t> places_;  // by person: where the next event goes
};

class PersonEvents {
 public:
  static constexpr std::size_t parts = 64;

  // First all is added: rows of person, number and, with a breakdown, value; and rows of old person, person
  // now and version, of which older versions count for nothing. Both may be added at the same time.
  void add_events(const events::NativeRows& block);
  void add_merges(const events::NativeRows& block);

  // Then whoever took the place of others gets their events: part by part, in any order, on any thread.
  void merge(std::size_t part);
  // And then the values are put into the order of their bytes.
  void order_values();

  // After that it can be read from all threads.
  std::size_t events() const { return events_; }
  const std::vector<std::string>& values() const { return values_; }
  void read(std::size_t part, PartOfPeople& people) const;

 private:
  // Events of one person that came one after another.
  struct Run {
    RawUuid person;
    std::uint32_t events = 0;
    bool moved = false;
  };
  // A run of a part that belongs to another person, of whatever part.
  struct Moved {
    RawUuid person;
    std::uint32_t first = 0;  // event
    std::uint32_t events = 0;
  };
  struct Part {
    std::vector<Run> runs;
    std::vector<std::uint64_t> keys;
    std::vector<std::uint32_t> values;  // numbers of texts_
    std::vector<Moved> moved;           // by the part where they belong
    std::array<std::uint32_t, parts + 1> moved_begin{};
  };
  struct Merge {
    RawUuid old;
    RawUuid now;
    std::uint64_t version = 0;
  };

  static std::size_t part_of(const RawUuid& id) { return id.hash() >> 58; }
  template <class Visit>
  void each_run(std::size_t part, const Visit& visit) const;

  std::array<Part, parts> parts_;
  std::array<std::vector<Merge>, parts> merges_;
  std::size_t events_ = 0;
  TextNumbers texts_;
  std::vector<std::uint32_t> places_;  // by number of texts_
  std::vector<std::string> values_;
};

}  // namespace leapfrog::insights
