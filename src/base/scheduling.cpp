#include "base/scheduling.h"

#include <linux/sched/types.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace leapfrog {
namespace {

constexpr unsigned long prompt_slice_ns = 100'000;     // the shortest the kernel grants
constexpr unsigned long behind_slice_ns = 20'000'000;  // any thread with the usual slice may cut it short
constexpr int behind_nice = 5;                         // weighs 335 against 1024

// A kernel or container that refuses is fine: this only changes when a thread runs.
void take_slices_of(unsigned long nanoseconds) {
  sched_attr attributes{};
  if (::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return;
  attributes.sched_runtime = nanoseconds;
  ::syscall(SYS_sched_setattr, 0, &attributes, 0);
}

}  // namespace

void run_promptly() { take_slices_of(prompt_slice_ns); }

void run_behind() {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), behind_nice);
  take_slices_of(behind_slice_ns);
}

}  // namespace leapfrog
