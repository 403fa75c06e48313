// Makes threads of the server stand still now and then, as on a machine that others use too: loaded before
// the C library (LD_PRELOAD) by script/test-standstill. What a test sees must not depend on how fast the next
// step of a thread follows.
//   STANDSTILL_EVERY   one of how many calls is followed by a pause (40); locks pause 50 times more rarely
//   STANDSTILL_MS      the longest pause in milliseconds (400)
//   STANDSTILL_NAMES   only processes of these names (leapfrog), with commas between them
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

struct Settings {
  std::uint64_t every = 40;
  std::uint64_t longest = 400;
  bool on = false;
  Settings() {
    if (const char* text = std::getenv("STANDSTILL_EVERY")) every = std::strtoull(text, nullptr, 10);
    if (const char* text = std::getenv("STANDSTILL_MS")) longest = std::strtoull(text, nullptr, 10);
    const char* names = std::getenv("STANDSTILL_NAMES");
    const std::string listed = std::string(",") + (names ? names : "leapfrog") + ",";
    on = every > 0 && listed.contains(std::string(",") + program_invocation_short_name + ",");
  }
};

// Not a static object of this file: it may be asked before its constructors ran.
const Settings& settings() {
  static const Settings made;
  return made;
}

std::uint64_t next_random() {
  static std::atomic<std::uint64_t> threads{0};
  static thread_local std::uint64_t state = 0;
  if (state == 0) {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    state = static_cast<std::uint64_t>(now.tv_nsec) * 0x9E3779B97F4A7C15u + (++threads << 32) + 1;
  }
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

void perhaps_pause(std::uint64_t rarer) {
  const Settings& with = settings();
  if (!with.on || next_random() % (with.every * rarer) != 0) return;
  const int error = errno;
  const std::uint64_t milliseconds = 1 + next_random() % with.longest;
  timespec left{static_cast<time_t>(milliseconds / 1000), static_cast<long>(milliseconds % 1000 * 1'000'000)};
  nanosleep(&left, nullptr);
  errno = error;
}

template <typename Function>
Function original(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

// Each does what it is named after; see settings().
extern "C" {

ssize_t sendmsg(int socket, const msghdr* message, int flags) {
  static const auto real = original<ssize_t (*)(int, const msghdr*, int)>("sendmsg");
  const ssize_t result = real(socket, message, flags);
  perhaps_pause(1);
  return result;
}

ssize_t send(int socket, const void* bytes, size_t size, int flags) {
  static const auto real = original<ssize_t (*)(int, const void*, size_t, int)>("send");
  const ssize_t result = real(socket, bytes, size, flags);
  perhaps_pause(1);
  return result;
}

ssize_t recv(int socket, void* bytes, size_t size, int flags) {
  static const auto real = original<ssize_t (*)(int, void*, size_t, int)>("recv");
  const ssize_t result = real(socket, bytes, size, flags);
  perhaps_pause(2);
  return result;
}

ssize_t recvmsg(int socket, msghdr* message, int flags) {
  static const auto real = original<ssize_t (*)(int, msghdr*, int)>("recvmsg");
  const ssize_t result = real(socket, message, flags);
  perhaps_pause(2);
  return result;
}

int fdatasync(int file) {
  static const auto real = original<int (*)(int)>("fdatasync");
  const int result = real(file);
  perhaps_pause(1);
  return result;
}

int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  static const auto real = original<int (*)(pthread_cond_t*, pthread_mutex_t*)>("pthread_cond_wait");
  const int result = real(condition, mutex);
  perhaps_pause(4);
  return result;
}

int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                           const timespec* until) {
  static const auto real = original<int (*)(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*)>(
      "pthread_cond_clockwait");
  const int result = real(condition, mutex, clock, until);
  perhaps_pause(4);
  return result;
}

int pthread_mutex_lock(pthread_mutex_t* mutex) {
  static const auto real = original<int (*)(pthread_mutex_t*)>("pthread_mutex_lock");
  perhaps_pause(50);
  return real(mutex);
}
}
