#include "engine_host/hangup_watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <vector>

#include "base/result.h"

namespace leapfrog::engine_host {

namespace {
constexpr int repeat_ms = 50;
}

HangupWatcher::HangupWatcher()
    : wake_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), thread_([this] { run(); }) {
  CHECK(wake_fd_ >= 0);
}

HangupWatcher::~HangupWatcher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake();
  thread_.join();
  close(wake_fd_);
}

void HangupWatcher::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_fd_, &one, sizeof one);
}

HangupWatcher::Guard::Guard(HangupWatcher& watcher, int socket, std::function<void()> on_hangup)
    : watcher_(watcher), socket_(socket) {
  {
    const std::lock_guard lock(watcher_.mutex_);
    watcher_.watched_[socket_] = {std::move(on_hangup), false};
  }
  watcher_.wake();
}

HangupWatcher::Guard::~Guard() {
  const std::lock_guard lock(watcher_.mutex_);
  watcher_.watched_.erase(socket_);
}

void HangupWatcher::run() {
  while (true) {
    std::vector<pollfd> fds{{wake_fd_, POLLIN, 0}};
    bool any_gone = false;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      for (const auto& [socket, watched] : watched_) {
        if (watched.gone) {
          any_gone = true;
        } else {
          fds.push_back({socket, POLLRDHUP, 0});
        }
      }
    }
    poll(fds.data(), fds.size(), any_gone ? repeat_ms : -1);
    if ((fds[0].revents & POLLIN) != 0) {
      std::uint64_t count = 0;
      [[maybe_unused]] const ssize_t got = read(wake_fd_, &count, sizeof count);
    }
    std::vector<std::function<void()>> calls;
    {
      const std::lock_guard lock(mutex_);
      for (const pollfd& fd : fds) {
        const auto found = watched_.find(fd.fd);
        if (found != watched_.end() && (fd.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0)
          found->second.gone = true;
      }
      for (const auto& [socket, watched] : watched_)
        if (watched.gone) calls.push_back(watched.on_hangup);
    }
    for (const auto& call : calls) call();
  }
}

}  // namespace leapfrog::engine_host
