// Turns actions of the history into the JSON that posthog-js (and, for invoices, posthog-node) would have
// sent.
#pragma once

#include <string>
#include <string_view>

#include "demo/calendar.h"
#include "demo/history.h"

namespace leapfrog::demo {

class Renderer {
 public:
  Renderer(const History& history, const Calendar& calendar, std::string_view token)
      : history_(history), calendar_(calendar), token_(token) {}

  // Appends the event as an object; gives its uuid, which only depends on the seed and the visit.
  Uuid append(std::string& out, const Action& action) const;

 private:
  const History& history_;
  const Calendar& calendar_;
  std::string token_;
};

}  // namespace leapfrog::demo
