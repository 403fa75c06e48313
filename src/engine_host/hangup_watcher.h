// Notices clients that go away while their statement runs and nothing is read from or written to them.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace leapfrog::engine_host {

class HangupWatcher {
 public:
  HangupWatcher();
  ~HangupWatcher();
  HangupWatcher(const HangupWatcher&) = delete;
  HangupWatcher& operator=(const HangupWatcher&) = delete;

  // While the guard lives, `on_hangup` is called from the watcher's thread, again and again until the guard
  // goes: a statement may not have started yet when it is first told to stop. It may also be called once more
  // just after that, so it must not refer to anything that ends with the guard.
  class Guard {
   public:
    Guard(HangupWatcher& watcher, int socket, std::function<void()> on_hangup);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    HangupWatcher& watcher_;
    int socket_;
  };

 private:
  struct Watched {
    std::function<void()> on_hangup;
    bool gone = false;
  };
  void run();
  void wake() const;

  std::mutex mutex_;
  std::map<int, Watched> watched_;  // by socket
  int wake_fd_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace leapfrog::engine_host
