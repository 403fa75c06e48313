#include "base/scheduling.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <thread>

namespace leapfrog {
namespace {

// The kernel's struct sched_attr; its header declares what glibc's <sched.h> does.
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

Attributes attributes() {
  Attributes out{};
  EXPECT_EQ(::syscall(SYS_sched_getattr, 0, &out, sizeof out, 0), 0);
  return out;
}

bool kernel_has_slices() {
  utsname name{};
  int major = 0;
  int minor = 0;
  return ::uname(&name) == 0 && std::sscanf(name.release, "%d.%d", &major, &minor) == 2 &&
         std::pair(major, minor) >= std::pair(6, 12);
}

TEST(Scheduling, PromptThreadsKeepPolicyAndNiceness) {
  std::thread([] {
    const auto before = attributes();
    run_promptly();
    const auto after = attributes();
    EXPECT_EQ(after.policy, before.policy);
    EXPECT_EQ(after.nice, before.nice);
    if (kernel_has_slices()) {
      EXPECT_EQ(after.slice_ns, 100'000U);
    }
  }).join();
}

TEST(Scheduling, ThreadsBehindAndThoseTheyStartAreNicerAlone) {
  const int ours = attributes().nice;
  std::thread([ours] {
    run_behind();
    EXPECT_EQ(attributes().nice, std::max(ours, 5));
    std::thread([ours] { EXPECT_EQ(attributes().nice, std::max(ours, 5)); }).join();
  }).join();
  EXPECT_EQ(attributes().nice, ours);
}

}  // namespace
}  // namespace leapfrog
