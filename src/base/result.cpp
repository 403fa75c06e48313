#include "base/result.h"

#include <cstdio>
#include <cstdlib>

#include <execinfo.h>
#include <unistd.h>

namespace leapfrog {

void crash(const char* file, int line, const char* expression) {
  std::fprintf(stderr, "leapfrog: broken invariant at %s:%d: %s\n", file, line, expression);
  void* frames[64];
  backtrace_symbols_fd(frames, backtrace(frames, 64), STDERR_FILENO);
  std::abort();
}

}  // namespace leapfrog
