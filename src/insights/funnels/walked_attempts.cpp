#include "insights/funnels/walked_attempts.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "insights/funnels/ordered_attempts.h"
#include "insights/funnels/step_walk.h"
#include "query/side_by_side.h"

namespace leapfrog::insights {
namespace {

constexpr std::size_t worth_threads = 20'000;  // events
constexpr unsigned max_walkers = 4;

// Of one moment the smaller number first, then the value that is first by its bytes.
struct Event {
  std::uint64_t key;
  std::uint32_t value;
  auto operator<=>(const Event&) const = default;
};

class Walker {
 public:
  Walker(const std::vector<std::string>& names, const WalkedFunnel& walked, const AttemptVisitor& visit)
      : funnel_(walked.request.funnel), layout_(walked.layout), visit_(visit), walk_(walked.layout) {
    const auto absent = std::lower_bound(names.begin(), names.end(), query::breakdown_null);
    absent_ = static_cast<std::uint32_t>(absent - names.begin());
    if (absent == names.end() || *absent != query::breakdown_null) absent_ = no_value;
    if (funnel_.view != FunnelView::trends) return;
    for (const auto start : walked.buckets) starts_.push_back(layout_.time(start));
    starts_.push_back(layout_.time(walked.calendar.next(funnel_.interval, walked.buckets.back())));
  }

  void person(std::span<const std::uint64_t> keys, std::span<const std::uint32_t> values) {
    if (funnel_.breakdown.fields.empty()) {
      keys_.assign(keys.begin(), keys.end());
      std::sort(keys_.begin(), keys_.end());
      attempt(0);
      return;
    }
    list_.clear();
    for (std::size_t i = 0; i < keys.size(); ++i) list_.push_back({keys[i], values[i]});
    if (funnel_.attribution == Attribution::all_events)
      each_value();
    else
      touched();
  }

 private:
  static constexpr std::uint32_t no_value = ~std::uint32_t{0};

  // The funnel of each value's events.
  void each_value() {
    std::sort(list_.begin(), list_.end(), [](const Event& left, const Event& right) {
      return std::pair(left.value, left.key) < std::pair(right.value, right.key);
    });
    for (auto begin = list_.begin(); begin != list_.end();) {
      keys_.clear();
      const auto value = begin->value;
      for (; begin != list_.end() && begin->value == value; ++begin) keys_.push_back(begin->key);
      attempt(value);
    }
  }

  // The value of the first or last event that has one.
  void touched() {
    std::sort(list_.begin(), list_.end());
    keys_.clear();
    auto value = absent_;
    for (const auto& event : list_) {
      keys_.push_back(event.key);
      const bool counts = value == absent_ || funnel_.attribution == Attribution::last_touch;
      if (event.value != absent_ && counts) value = event.value;
    }
    attempt(value);
  }

  void attempt(std::uint32_t value) {
    if (funnel_.view == FunnelView::trends) {
      by_interval(value);
      return;
    }
    const auto reached = walk_.best(keys_);
    if (!reached.empty()) visit_({value, 0, reached});
  }

  // For each interval the attempts that begin in it, as if there were no others; what follows may come later.
  void by_interval(std::uint32_t value) {
    std::size_t before = starts_.size();
    for (const auto key : keys_) {
      if (!layout_.matches_step(key, 0)) continue;
      const auto after = std::upper_bound(starts_.begin(), starts_.end(), layout_.time(key));
      const auto bucket = static_cast<std::size_t>(after - starts_.begin()) - 1;
      if (bucket == before) continue;
      before = bucket;
      const auto start = starts_[bucket];
      const auto end = starts_[bucket + 1];
      clipped_.clear();
      auto own = std::partition_point(keys_.begin(), keys_.end(),
                                      [&](auto earlier) { return layout_.time(earlier) < start; });
      for (; own != keys_.end() && layout_.time(*own) <= end + layout_.window(); ++own)
        clipped_.push_back(layout_.time(*own) < end ? *own : layout_.without_step(*own, 0));
      // They stay in their order: of one moment what matches step 1 comes first, though it begins nothing.
      const auto reached = walk_.best(clipped_);
      if (!reached.empty()) visit_({value, bucket, reached});
    }
  }

  const FunnelsQuery& funnel_;
  const FunnelLayout& layout_;
  const AttemptVisitor& visit_;
  StepWalk walk_;
  std::uint32_t absent_ = no_value;
  std::vector<std::int64_t> starts_;  // of the intervals, and the end of the last one
  std::vector<Event> list_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint64_t> clipped_;
};

// Calls start(thread) on each of so many threads, and what it gives with the parts that fall to the thread.
template <class Start>
Result<> each_part(const std::atomic<bool>* cancelled, std::size_t threads, const Start& start) {
  std::atomic<std::size_t> next{0};
  return query::side_by_side(threads, [&](std::size_t thread) -> Result<> {
    auto take = start(thread);
    for (auto part = next++; part < PersonEvents::parts; part = next++) {
      if (cancelled && *cancelled) return std::unexpected(query::cancelled_error());
      take(part);
    }
    return {};
  });
}

}  // namespace

bool is_walkable(const FunnelsQuery& funnel, const FunnelLayout& layout) {
  const bool of_people = (funnel.aggregate_by.empty() || funnel.aggregate_by == "person_id") &&
                         !funnel.scope.aggregation_group_type;
  const bool one_value = funnel.breakdown.fields.empty() ||
                         (funnel.breakdown.fields.size() == 1 && funnel.attribution != Attribution::step);
  return is_plainly_ordered(funnel) && of_people && one_value && !layout.is_wide();
}

std::size_t walkers_for(const PersonEvents& events) {
  if (events.events() < worth_threads) return 1;
  return std::clamp(std::thread::hardware_concurrency(), 1U, max_walkers);
}

Result<> walk_attempts(PersonEvents& events, const WalkedFunnel& funnel, const std::atomic<bool>* cancelled,
                       const std::vector<AttemptVisitor>& visitors) {
  TRY(each_part(cancelled, visitors.size(),
                [&](std::size_t) { return [&](std::size_t part) { events.merge(part); }; }));
  return each_part(cancelled, visitors.size(), [&](std::size_t thread) {
    return [&, walker = Walker(events.values(), funnel, visitors[thread]),
            people = PartOfPeople()](std::size_t part) mutable {
      events.read(part, people);
      for (std::size_t i = 0; i < people.size(); ++i) walker.person(people.keys(i), people.values(i));
    };
  });
}

}  // namespace leapfrog::insights
