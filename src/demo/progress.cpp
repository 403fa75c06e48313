#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>

#include "demo/demo.h"

namespace leapfrog::demo {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr int bar_width = 30;
constexpr auto redraw_every = milliseconds(100);

std::string duration_text(double seconds) {
  const int whole = static_cast<int>(std::lround(seconds));
  return whole < 60 ? fmt::format("{} s", whole) : fmt::format("{} min {:02} s", whole / 60, whole % 60);
}

struct Progress {
  bool terminal = isatty(STDERR_FILENO) == 1;
  SteadyClock::time_point started = SteadyClock::now();
  SteadyClock::time_point drawn{};
  std::size_t tenths_said = 0;

  void operator()(std::size_t sent, std::size_t total) {
    const auto now = SteadyClock::now();
    const double elapsed_s = std::chrono::duration<double>(now - started).count();
    const double rate = elapsed_s > 0 ? static_cast<double>(sent) / elapsed_s : 0;
    const double left_s = rate > 0 ? static_cast<double>(total - sent) / rate : 0;
    const bool done = sent >= total;
    const std::string figures =
        fmt::format("{} of {} events, {:.0f}/s, {}", sent, total, rate,
                    done ? "done in " + duration_text(elapsed_s) : duration_text(left_s) + " left");
    if (terminal) {
      if (!done && now - drawn < redraw_every) return;
      drawn = now;
      const auto filled = total == 0 ? 0 : sent * bar_width / total;
      const std::string bar = std::string(filled, '#') + std::string(bar_width - filled, '.');
      std::fputs(fmt::format("\r\x1b[K[{}] {}{}", bar, figures, done ? "\n" : "").c_str(), stderr);
    } else if (const auto tenths = total == 0 ? 10 : sent * 10 / total; tenths > tenths_said) {
      tenths_said = tenths;
      std::fputs(fmt::format("{}\n", figures).c_str(), stderr);
    }
    std::fflush(stderr);
  }
};

}  // namespace

std::function<void(std::size_t, std::size_t)> progress_line() { return Progress(); }

}  // namespace leapfrog::demo
