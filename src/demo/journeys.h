// What becomes of people: visitors who look and go, founders who sign up and set up their company (or give up
// on the way), team members who come back day after day, less and less.
#pragma once

#include "demo/calendar.h"
#include "demo/history.h"
#include "demo/random.h"
#include "demo/visit.h"

namespace leapfrog::demo {

class Journeys {
 public:
  Journeys(History& history, const Calendar& calendar, Random& random);

  void visitor();
  // A company with all its people; `staff` makes it Hedgerow's own.
  void company(bool staff);

 private:
  enum class Habit : std::uint8_t { power, regular, casual, lapsed };

  std::uint32_t new_person(std::size_t channel);
  void existing_company(std::uint32_t founder, std::uint32_t company);
  void new_company(std::uint32_t founder, std::uint32_t company, std::size_t channel);
  void join(std::uint32_t person, std::uint32_t company, std::string_view role);
  void browse_site(std::uint32_t person, std::size_t channel, std::int64_t at, bool towards_signup);
  struct Onboarded {
    bool has_project = false;
    int invited = 0;
  };
  // The whole of signing up and onboarding in one visit.
  Onboarded founder_signs_up(std::uint32_t person, int day, std::size_t channel);
  Onboarded onboarding(VisitWriter& visit);
  bool create_project(VisitWriter& visit, bool first);
  void member_accepts(std::uint32_t person, int day);
  void team_joins(std::uint32_t company, int day, int invited);
  void daily_use(std::uint32_t person, int from_day, int age_days, bool activated);
  void app_visit(std::uint32_t person, std::int64_t at);
  void use_page(VisitWriter& visit, std::uint32_t person);
  void upgrade(std::uint32_t founder, bool business);
  void invoices(std::uint32_t founder);
  std::uint8_t some_device(double phone_share) { return random_.chance(phone_share) ? 1 : 0; }
  int day_of(std::int64_t at) const;

  History& history_;
  const Calendar& calendar_;
  Random& random_;
};

}  // namespace leapfrog::demo
