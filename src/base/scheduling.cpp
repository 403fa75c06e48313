#include "base/scheduling.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace leapfrog {
namespace {

constexpr std::uint64_t prompt_slice_ns = 100'000;  // the shortest the kernel grants
constexpr int behind_nice = 5;                      // weighs 335 against 1024

// The kernel's struct sched_attr: its header declares what glibc's <sched.h> does.
struct Attributes {
  std::uint32_t size;
  std::uint32_t policy;
  std::uint64_t flags;
  std::int32_t nice;
  std::uint32_t priority;
  std::uint64_t slice_ns;
  std::uint64_t deadline;
  std::uint64_t period;
};

}  // namespace

// A kernel or container that refuses either of them is fine: they only change when a thread runs.

void run_promptly() {
  Attributes attributes{};
  if (::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return;
  attributes.slice_ns = prompt_slice_ns;
  ::syscall(SYS_sched_setattr, 0, &attributes, 0);
}

void run_behind() {
  const auto thread = static_cast<id_t>(::gettid());
  ::setpriority(PRIO_PROCESS, thread, std::max(behind_nice, ::getpriority(PRIO_PROCESS, thread)));
}

}  // namespace leapfrog
