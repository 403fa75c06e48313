// Clients that go away while their question is being answered: the server says so here, and whoever works on
// the answer may want to know. By the id of the request, so that nothing else has to carry it around.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace leapfrog::http {

class Departures {
 public:
  using Gone = std::function<void()>;

  // The one that all servers of the process tell.
  static Departures& instance();

  // The server's side: a request is being answered, its client has left, it was answered.
  void opened(const std::string& request_id);
  void left(const std::string& request_id);
  void closed(const std::string& request_id);

  // Calls `gone` once the client leaves, at once if it has; never after the request was answered. It is
  // called on a thread that serves connections, so it must not block.
  void watch(const std::string& request_id, Gone gone);

 private:
  struct Client {
    bool gone = false;
    Gone on_gone;
  };
  std::mutex mutex_;
  std::map<std::string, Client> clients_;
};

}  // namespace leapfrog::http
