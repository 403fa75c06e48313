#include "insights/funnels/walked_lines.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "insights/funnels/events_of_people.h"
#include "insights/funnels/step_tally.h"
#include "insights/funnels/walked_attempts.h"

namespace leapfrog::insights {
namespace {

// Places in `weights`, the heaviest first, of equal ones the first. Only those with an entry in `is_there`.
std::vector<std::size_t> ranked(const std::vector<double>& weights, const std::vector<bool>& is_there) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (is_there[i]) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](auto left, auto right) { return weights[left] > weights[right]; });
  return order;
}

FunnelLine line_of(json::value value, StepTally& tally, const FunnelsQuery& funnel) {
  FunnelLine line{std::move(value), std::vector<StepFigures>(funnel.steps())};
  for (std::size_t step = 0; step < line.steps.size(); ++step) {
    auto& figures = line.steps[step];
    figures.count = static_cast<double>(tally.count(step)) / funnel.scope.sampling;
    if (step == 0) continue;
    figures.average = tally.average(step);
    figures.median = tally.median(step);
  }
  return line;
}

std::vector<FunnelLine> lines_by_value(std::vector<StepTally>& tallies,
                                       const std::vector<std::string>& values, const FunnelsQuery& funnel) {
  std::vector<double> weights;
  std::vector<bool> is_there;
  for (const auto& tally : tallies) {
    weights.push_back(static_cast<double>(tally.count(0)));
    is_there.push_back(tally.count(0) > 0);
  }
  const auto order = ranked(weights, is_there);
  const auto kept = std::min(order.size(), static_cast<std::size_t>(funnel.breakdown.limit));
  std::vector<FunnelLine> lines;
  for (std::size_t place = 0; place < kept; ++place)
    lines.push_back(line_of(shown_value(json::value(values[order[place]])), tallies[order[place]], funnel));
  if (kept == order.size() || funnel.breakdown.hide_other) return lines;
  StepTally rest(funnel.steps());
  for (std::size_t place = kept; place < order.size(); ++place) rest.add(tallies[order[place]]);
  lines.push_back(line_of(shown_value(json::value(other_values)), rest, funnel));
  return lines;
}

// Of times in microseconds.
ConversionTimes times_of(const std::vector<std::int64_t>& waits, const FunnelsQuery& funnel) {
  ConversionTimes times;
  if (waits.empty()) return times;
  std::vector<double> seconds;
  for (const auto wait : waits) seconds.push_back(static_cast<double>(wait) / 1e6);
  const auto count = static_cast<double>(seconds.size());
  const auto bins = static_cast<double>(funnel.bins ? std::clamp<std::int64_t>(*funnel.bins, 1, max_time_bins)
                                                    : automatic_bins(seconds.size()));
  const auto [least, most] = std::minmax_element(seconds.begin(), seconds.end());
  const auto low = std::floor(*least);
  const auto span = std::ceil((std::ceil(*most) - low) / bins);
  const auto width = span > 0 ? span : 60;
  // Whole microseconds: the sum does not depend on the order in which people come.
  times.average =
      static_cast<double>(std::accumulate(waits.begin(), waits.end(), std::int64_t{0})) / 1e6 / count;
  // One more than asked for: the longest time opens a bin of its own where the width divides evenly.
  for (double bin = 0; bin <= bins; ++bin)
    times.bins.push_back({static_cast<std::int64_t>(low + bin * width), 0});
  for (const auto one : seconds) ++times.bins.at(static_cast<std::size_t>((one - low) / width)).count;
  return times;
}

struct Share {
  double entered = 0;
  double converted = 0;
};
using Shares = std::map<std::pair<std::uint32_t, std::size_t>, Share>;  // by value and interval

std::vector<FunnelTrend> trends_by_value(const Shares& shares, const std::vector<std::string>& values,
                                         const FunnelsQuery& funnel, std::size_t buckets) {
  std::vector<double> weights(values.size());
  std::vector<bool> is_there(values.size());
  for (const auto& [place, share] : shares) {
    weights[place.first] += share.entered;
    is_there[place.first] = true;
  }
  const auto order = ranked(weights, is_there);
  const auto kept = std::min(order.size(), static_cast<std::size_t>(funnel.breakdown.limit));
  const bool rest = order.size() > kept && !funnel.breakdown.hide_other;
  std::vector<std::size_t> line_of(values.size(), kept);
  std::vector<FunnelTrend> lines;
  const auto add_line = [&](std::string_view value) {
    lines.push_back(
        {shown_value(json::value(value)), std::vector<double>(buckets), std::vector<double>(buckets)});
  };
  for (std::size_t place = 0; place < kept; ++place) {
    line_of[order[place]] = place;
    add_line(values[order[place]]);
  }
  if (rest) add_line(other_values);
  for (const auto& [place, share] : shares) {
    const auto line = line_of[place.first];
    if (line == lines.size()) continue;
    lines[line].entered[place.second] += share.entered;
    lines[line].converted[place.second] += share.converted;
  }
  return lines;
}

// Steps by value; one for all without a breakdown.
class LineTally {
 public:
  LineTally(const FunnelRequest& request, std::size_t values)
      : steps(request.is_broken_down() ? values : 1, StepTally(request.funnel.steps())) {}

  void add(const WalkedAttempt& attempt) { steps[attempt.value].add(attempt.reached); }
  void add(const LineTally& other) {
    for (std::size_t value = 0; value < steps.size(); ++value) steps[value].add(other.steps[value]);
  }

  std::vector<StepTally> steps;
};

class WaitTally {
 public:
  WaitTally(const FunnelRequest& request, std::size_t)
      : from_(static_cast<std::size_t>(request.funnel.from_step.value_or(0))),
        to_(static_cast<std::size_t>(
            request.funnel.to_step.value_or(static_cast<std::int64_t>(request.funnel.series.size()) - 1))) {}

  void add(const WalkedAttempt& attempt) {
    if (attempt.reached[to_] > 0 && attempt.reached[from_] > 0)
      waits.push_back(attempt.reached[to_] - attempt.reached[from_]);
  }
  void add(const WaitTally& other) { waits.insert(waits.end(), other.waits.begin(), other.waits.end()); }

  std::vector<std::int64_t> waits;  // microseconds

 private:
  std::size_t from_;
  std::size_t to_;
};

class ShareTally {
 public:
  ShareTally(const FunnelRequest& request, std::size_t)
      : first_(static_cast<std::size_t>(request.funnel.from_step.value_or(0))),
        last_(request.funnel.steps() - 1) {}

  void add(const WalkedAttempt& attempt) {
    auto& share = shares[{attempt.value, attempt.bucket}];
    share.entered += attempt.reached[first_] > 0 ? 1 : 0;
    share.converted += attempt.reached[last_] > 0 ? 1 : 0;
  }
  void add(const ShareTally& other) {
    for (const auto& [place, share] : other.shares) {
      shares[place].entered += share.entered;
      shares[place].converted += share.converted;
    }
  }

  Shares shares;

 private:
  std::size_t first_;
  std::size_t last_;
};

template <class Tally>
struct Walked {
  std::vector<std::string> values;  // of the breakdown
  Tally tally;
};

// Adds up every attempt; nothing where they cannot be walked. Each thread has a tally of its own, and none
// depends on the order in which people come.
template <class Tally>
Result<std::optional<Walked<Tally>>> walked(const query::Asking& asking, const FunnelRequest& request,
                                            const std::vector<Instant>& buckets) {
  const FunnelLayout layout(request.funnel, request.range);
  if (!is_walkable(request.funnel, layout)) return std::nullopt;
  auto events = TRY(events_of_people(asking, request, layout));
  if (!events) return std::nullopt;
  std::vector<Tally> tallies(walkers_for(*events), Tally(request, events->values().size()));
  std::vector<AttemptVisitor> visitors;
  for (auto& tally : tallies)
    visitors.emplace_back([&tally](const WalkedAttempt& attempt) { tally.add(attempt); });
  TRY(walk_attempts(*events, {request, layout, asking.calendar(), buckets}, asking.terms().cancelled,
                    visitors));
  for (std::size_t i = 1; i < tallies.size(); ++i) tallies.front().add(tallies[i]);
  return Walked<Tally>{events->values(), std::move(tallies.front())};
}

}  // namespace

Result<std::optional<std::vector<FunnelLine>>> walked_step_lines(const query::Asking& asking,
                                                                 const FunnelRequest& request) {
  auto found = TRY(walked<LineTally>(asking, request, {}));
  if (!found) return std::nullopt;
  auto& tallies = found->tally.steps;
  if (request.is_broken_down()) return lines_by_value(tallies, found->values, request.funnel);
  std::vector<FunnelLine> lines;
  lines.push_back(line_of(nullptr, tallies.front(), request.funnel));
  return lines;
}

Result<std::optional<ConversionTimes>> walked_conversion_times(const query::Asking& asking,
                                                               const FunnelRequest& request) {
  const auto found = TRY(walked<WaitTally>(asking, request, {}));
  if (!found) return std::nullopt;
  return times_of(found->tally.waits, request.funnel);
}

Result<std::optional<std::vector<FunnelTrend>>> walked_trend_lines(const query::Asking& asking,
                                                                   const FunnelRequest& request,
                                                                   const std::vector<Instant>& buckets) {
  const auto found = TRY(walked<ShareTally>(asking, request, buckets));
  if (!found) return std::nullopt;
  const auto& shares = found->tally.shares;
  if (request.is_broken_down()) return trends_by_value(shares, found->values, request.funnel, buckets.size());
  std::vector<FunnelTrend> lines(
      1, {nullptr, std::vector<double>(buckets.size()), std::vector<double>(buckets.size())});
  for (const auto& [place, share] : shares) {
    lines.front().entered[place.second] = share.entered;
    lines.front().converted[place.second] = share.converted;
  }
  return lines;
}

}  // namespace leapfrog::insights
