// A small registry of counters, gauges and histograms in Prometheus text format. Updating one is a relaxed
// atomic.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace leapfrog {

class Counter {
 public:
  void add(std::uint64_t by = 1) { value_.fetch_add(by, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
  void set(double value) { value_.store(value, std::memory_order_relaxed); }
  void add(double by) { value_.fetch_add(by, std::memory_order_relaxed); }
  double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

// Cumulative buckets over seconds, from 0.5 ms to 30 s.
class Histogram {
 public:
  static constexpr double bounds[] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                      0.25,   0.5,   1,      2.5,   5,    10,    30};
  static constexpr std::size_t bucket_count = std::size(bounds) + 1;
  void observe(double seconds);
  std::uint64_t bucket(std::size_t i) const { return buckets_[i].load(std::memory_order_relaxed); }
  double sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> buckets_[bucket_count]{};
  std::atomic<double> sum_{0};
};

// Metrics live as long as the registry; the references given out stay valid. `labels` is what stands between
// the braces, e.g. `reason="unknown_token"`.
class Metrics {
 public:
  Counter& counter(std::string_view name, std::string_view help, std::string_view labels = "");
  Gauge& gauge(std::string_view name, std::string_view help, std::string_view labels = "");
  Histogram& histogram(std::string_view name, std::string_view help, std::string_view labels = "");
  // A gauge whose value is asked for when /metrics is read.
  void gauge_function(std::string_view name, std::string_view help, std::function<double()> read);

  std::string prometheus_text() const;

 private:
  struct Family;
  struct Sample;
  Sample& sample(std::string_view name, std::string_view help, std::string_view type,
                 std::string_view labels);

  mutable std::mutex mutex_;
  std::deque<Family> families_;

 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;
};

}  // namespace leapfrog
