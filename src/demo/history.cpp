#include "demo/history.h"

#include <algorithm>

#include "demo/journeys.h"

namespace leapfrog::demo {
namespace {

constexpr double visitors_per_company = 2.6;

}  // namespace

Result<History> plan_history(const Options& options) {
  const Calendar calendar = TRY(Calendar::create(options.end, options.days));
  History history;
  history.first_day = calendar.first_day();
  history.end = to_micros(options.end);
  history.days = options.days;
  history.seed = options.seed;
  // Units, each with a stream of its own: what happens in one does not depend on how many there are.
  for (std::uint64_t unit = 0; unit == 0 || history.actions.size() < options.events; ++unit) {
    Random random(options.seed, unit);
    Journeys journeys(history, calendar, random);
    const bool company = unit == 0 || random.chance(1 / (1 + visitors_per_company));
    company ? journeys.company(unit == 0) : journeys.visitor();
  }
  std::erase_if(history.actions, [&](const Action& action) {
    return action.at < history.first_day || action.at > history.end;
  });
  std::ranges::sort(history.actions, {},
                    [](const Action& action) { return std::pair(action.at, action.visit); });
  return history;
}

Totals totals_of(const History& history) {
  Totals totals;
  totals.events = history.actions.size();
  totals.companies = history.companies.size();
  for (const Person& person : history.people) {
    if (person.company == nobody) {
      ++totals.visitors;
    } else {
      ++totals.people;
    }
  }
  return totals;
}

}  // namespace leapfrog::demo
