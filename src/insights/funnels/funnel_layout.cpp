#include "insights/funnels/funnel_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace leapfrog::insights {

FunnelLayout::FunnelLayout(const FunnelsQuery& funnel, const query::ResolvedRange& range)
    : steps_(funnel.steps()), exclusions_(funnel.exclusions.size()), base_(to_micros(range.from)) {
  const auto span = static_cast<std::uint64_t>(to_micros(range.to) - base_);
  window_ = static_cast<std::int64_t>(
      std::min(span, static_cast<std::uint64_t>(microseconds(funnel.window()).count())));
  wide_ = static_cast<std::size_t>(std::bit_width(span)) + steps_ + exclusions_ > 63;
}

std::string FunnelLayout::key(const std::vector<std::string>& matches) const {
  auto text = fmt::format("bitShiftLeft({}(toUnixTimestamp64Micro(e.timestamp) - ({})), {})",
                          wide_ ? "toUInt128" : "toUInt64", base_, steps_ + exclusions_);
  for (std::size_t i = 0; i < matches.size(); ++i)
    text += fmt::format(" + if({}, 0, {})", matches[i], bit(i));
  return text;
}

std::string FunnelLayout::matches_step(std::string_view key, std::size_t step) const {
  return fmt::format("bitAnd({}, {}) = 0", key, bit(step));
}

std::string FunnelLayout::matches_exclusion(std::string_view key, std::size_t exclusion) const {
  return fmt::format("bitAnd({}, {}) = 0", key, bit(steps_ + exclusion));
}

std::string FunnelLayout::without_step(std::string_view key, std::size_t step) const {
  return fmt::format("bitOr({}, {})", key, bit(step));
}

std::string FunnelLayout::time(std::string_view key) const {
  return fmt::format("toInt64(bitShiftRight({}, {})) + 2", key, steps_ + exclusions_);
}

std::string FunnelLayout::last_of_moment(std::string_view key) const {
  return fmt::format("bitOr({}, {})", key, (std::uint64_t{1} << (steps_ + exclusions_)) - 1);
}

std::string FunnelLayout::within_window(std::string_view key, std::string_view moment) const {
  if (!wide_)
    return fmt::format("{} <= {} + {}", key, moment,
                       static_cast<std::uint64_t>(window_) << (steps_ + exclusions_));
  return fmt::format("{} <= {} + bitShiftLeft(toUInt128({}), {})", key, moment, window_,
                     steps_ + exclusions_);
}

}  // namespace leapfrog::insights
