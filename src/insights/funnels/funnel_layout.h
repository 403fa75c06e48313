// How one event of a funnel is packed into a number: its time, then one bit for each step and each exclusion.
// Numbers sort fast, and in the order in which events are to be taken: by time; of one moment those that
// match step 1 first, then of the rest those that match step 2, and so on, then exclusions, then all others.
// For that a bit is 0 where the event matches.
#pragma once

#include <string>

#include "insights/funnels/funnel_query.h"
#include "query/date_range.h"

namespace leapfrog::insights {

class FunnelLayout {
 public:
  FunnelLayout(const FunnelsQuery& funnel, const query::ResolvedRange& range);

  std::size_t steps() const { return steps_; }
  std::size_t exclusions() const { return exclusions_; }
  bool is_wide() const { return wide_; }  // numbers have 128 bits, otherwise 64

  // The number of an event: `matches` are conditions over a row `e`, of the steps and then of the exclusions.
  std::string key(const std::vector<std::string>& matches) const;
  // Over a number `key`: whether the event matches step `step`, or exclusion `exclusion` (from 0).
  std::string matches_step(std::string_view key, std::size_t step) const;
  std::string matches_exclusion(std::string_view key, std::size_t exclusion) const;
  // The number without its match of `step`.
  std::string without_step(std::string_view key, std::size_t step) const;
  // Its time as whole microseconds, from 2 on: 0 and 1 are free for other meanings.
  std::string time(std::string_view key) const;
  // The last number that an event of the same moment could have.
  std::string last_of_moment(std::string_view key) const;
  // Whether the event is no more than the funnel's window after a moment, given as its last number.
  std::string within_window(std::string_view key, std::string_view moment) const;
  std::int64_t time(Instant instant) const { return to_micros(instant) - base_ + 2; }

  // The same for numbers at hand, of 64 bits.
  bool matches_step(std::uint64_t key, std::size_t step) const { return (key & bit_of(step)) == 0; }
  std::uint64_t without_step(std::uint64_t key, std::size_t step) const { return key | bit_of(step); }
  std::int64_t time(std::uint64_t key) const { return static_cast<std::int64_t>(key >> bits()) + 2; }
  std::uint64_t last_of_moment(std::uint64_t key) const { return key | ((std::uint64_t{1} << bits()) - 1); }
  bool within_window(std::uint64_t key, std::uint64_t moment) const {
    return key <= moment + (static_cast<std::uint64_t>(window_) << bits());
  }
  std::int64_t window() const { return window_; }  // microseconds, no longer than the dates

 private:
  std::size_t bits() const { return steps_ + exclusions_; }
  std::uint64_t bit_of(std::size_t place) const { return std::uint64_t{1} << (bits() - 1 - place); }
  std::string bit(std::size_t place) const { return std::to_string(bit_of(place)); }

  std::size_t steps_;
  std::size_t exclusions_;
  std::int64_t base_;  // microseconds since 1970
  std::int64_t window_;
  bool wide_;  // 64 bits are too few for this many steps over this long a time
};

}  // namespace leapfrog::insights
