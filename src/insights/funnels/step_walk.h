// One actor's way through the usual funnel: ordered, without exclusions and optional steps. Says the same as
// ordered_attempts, event by event in one pass instead of by functions over arrays.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "insights/funnels/funnel_layout.h"

namespace leapfrog::insights {

class StepWalk {
 public:
  // `layout` must outlive this, and its numbers have 64 bits.
  explicit StepWalk(const FunnelLayout& layout);

  // The best attempt over numbers of events in ascending order: FunnelLayout::time() at which it reached each
  // step, 0 where it did not. Empty where no attempt began. Good until the next call.
  std::span<const std::int64_t> best(std::span<const std::uint64_t> keys);

 private:
  void take(std::uint64_t key);
  void retrace(std::span<const std::uint64_t> keys, std::size_t furthest);

  const FunnelLayout& layout_;
  // By step: the attempt that was last taken to it, and the first that ever was; 0: none. An attempt is known
  // by the last number of the moment of its first event.
  std::vector<std::uint64_t> standing_;
  std::vector<std::uint64_t> first_;
  std::vector<std::int64_t> reached_;
};

}  // namespace leapfrog::insights
