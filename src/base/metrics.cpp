#include "base/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace leapfrog {

struct Metrics::Sample {
  std::string labels;
  std::unique_ptr<Counter> counter;
  std::unique_ptr<Gauge> gauge;
  std::unique_ptr<Histogram> histogram;
  std::function<double()> read;
};

struct Metrics::Family {
  std::string name;
  std::string help;
  std::string type;
  std::deque<Sample> samples;
};

Metrics::Metrics() = default;
Metrics::~Metrics() = default;

void Histogram::observe(double seconds) {
  const auto index = static_cast<std::size_t>(std::ranges::lower_bound(bounds, seconds) - std::begin(bounds));
  buckets_[index].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(seconds, std::memory_order_relaxed);
}

Metrics::Sample& Metrics::sample(std::string_view name, std::string_view help, std::string_view type,
                                 std::string_view labels) {
  auto family = std::ranges::find(families_, name, &Family::name);
  if (family == families_.end()) {
    families_.push_back(Family{std::string(name), std::string(help), std::string(type), {}});
    family = std::prev(families_.end());
  }
  auto found = std::ranges::find(family->samples, labels, &Sample::labels);
  if (found != family->samples.end()) return *found;
  family->samples.emplace_back();
  family->samples.back().labels = labels;
  return family->samples.back();
}

Counter& Metrics::counter(std::string_view name, std::string_view help, std::string_view labels) {
  const std::scoped_lock lock(mutex_);
  auto& entry = sample(name, help, "counter", labels);
  if (!entry.counter) entry.counter = std::make_unique<Counter>();
  return *entry.counter;
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, std::string_view labels) {
  const std::scoped_lock lock(mutex_);
  auto& entry = sample(name, help, "gauge", labels);
  if (!entry.gauge) entry.gauge = std::make_unique<Gauge>();
  return *entry.gauge;
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, std::string_view labels) {
  const std::scoped_lock lock(mutex_);
  auto& entry = sample(name, help, "histogram", labels);
  if (!entry.histogram) entry.histogram = std::make_unique<Histogram>();
  return *entry.histogram;
}

void Metrics::gauge_function(std::string_view name, std::string_view help, std::function<double()> read) {
  const std::scoped_lock lock(mutex_);
  sample(name, help, "gauge", "").read = std::move(read);
}

std::string Metrics::prometheus_text() const {
  const std::scoped_lock lock(mutex_);
  std::string out;
  for (const auto& family : families_) {
    out += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", family.name, family.help, family.type);
    for (const auto& entry : family.samples) {
      const auto braces = entry.labels.empty() ? std::string() : "{" + entry.labels + "}";
      if (entry.counter) out += fmt::format("{}{} {}\n", family.name, braces, entry.counter->value());
      if (entry.gauge) out += fmt::format("{}{} {}\n", family.name, braces, entry.gauge->value());
      if (entry.read) out += fmt::format("{}{} {}\n", family.name, braces, entry.read());
      if (entry.histogram) {
        const auto prefix = entry.labels.empty() ? std::string() : entry.labels + ",";
        std::uint64_t total = 0;
        for (std::size_t i = 0; i < Histogram::bucket_count; ++i) {
          total += entry.histogram->bucket(i);
          const auto bound = i + 1 == Histogram::bucket_count ? std::string("+Inf")
                                                              : fmt::format("{}", Histogram::bounds[i]);
          out += fmt::format("{}_bucket{{{}le=\"{}\"}} {}\n", family.name, prefix, bound, total);
        }
        out += fmt::format("{}_sum{} {}\n{}_count{} {}\n", family.name, braces, entry.histogram->sum(),
                           family.name, braces, total);
      }
    }
  }
  return out;
}

}  // namespace leapfrog
