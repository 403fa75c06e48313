// The events of a funnel's steps as bare numbers, each person's together: what the engine reads fast, without
// what it does slowly, which is joining merged people and working on many small arrays.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "insights/funnels/funnel_actors.h"

namespace leapfrog::insights {

class PersonEvents {
 public:
  // Nothing where there are more events than should be held here.
  static Result<std::optional<PersonEvents>> read(const query::Asking& asking, const FunnelRequest& request,
                                                  const FunnelLayout& layout);

  std::size_t people() const { return ends_.size(); }
  // Of one person, in no order.
  std::span<const std::uint64_t> keys(std::size_t person) const { return of(keys_, person); }
  // With a breakdown, the values of the same events: places in values(). Else empty.
  std::span<const std::uint32_t> values(std::size_t person) const { return of(values_, person); }
  // The values that there are, in the order of their bytes.
  const std::vector<std::string>& values() const { return names_; }

 private:
  template <class T>
  std::span<const T> of(const std::vector<T>& all, std::size_t person) const {
    if (all.empty()) return {};
    const std::size_t begin = person == 0 ? 0 : ends_[person - 1];
    return {all.data() + begin, ends_[person] - begin};
  }

  std::vector<std::uint32_t> ends_;  // by person: where the events of the next one begin
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> values_;
  std::vector<std::string> names_;
};

}  // namespace leapfrog::insights
