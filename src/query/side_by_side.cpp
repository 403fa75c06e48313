#include "query/side_by_side.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace leapfrog::query {

constexpr std::size_t max_threads = 4;

Result<> side_by_side(std::size_t count, const std::function<Result<>(std::size_t)>& run) {
  std::vector<Result<>> results(count);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (auto i = next++; i < count; i = next++) results[i] = run(i);
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < std::min(count, max_threads); ++i) threads.emplace_back(work);
  work();
  threads.clear();
  for (auto& result : results)
    if (!result) return result;
  return {};
}

}  // namespace leapfrog::query
