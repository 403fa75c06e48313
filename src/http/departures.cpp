#include "http/departures.h"

#include <utility>

namespace leapfrog::http {

Departures& Departures::instance() {
  static Departures departures;
  return departures;
}

void Departures::opened(const std::string& request_id) {
  const std::scoped_lock lock(mutex_);
  clients_.try_emplace(request_id);
}

void Departures::left(const std::string& request_id) {
  Gone gone;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = clients_.find(request_id);
    if (found == clients_.end()) return;
    found->second.gone = true;
    gone = std::exchange(found->second.on_gone, nullptr);
  }
  if (gone) gone();
}

void Departures::closed(const std::string& request_id) {
  const std::scoped_lock lock(mutex_);
  clients_.erase(request_id);
}

void Departures::watch(const std::string& request_id, Gone gone) {
  {
    const std::scoped_lock lock(mutex_);
    const auto found = clients_.find(request_id);
    if (found == clients_.end()) return;
    if (!found->second.gone) {
      found->second.on_gone = std::move(gone);
      return;
    }
  }
  gone();
}

}  // namespace leapfrog::http
