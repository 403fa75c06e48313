#include "demo/journeys.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "demo/audience.h"

namespace leapfrog::demo {
namespace {

constexpr std::string_view roles[] = {"designer",  "project manager", "consultant",
                                      "developer", "marketer",        "assistant"};

// Prices per seat and month, in US dollars.
constexpr std::uint32_t team_price = 12;
constexpr std::uint32_t business_price = 24;

}  // namespace

Journeys::Journeys(History& history, const Calendar& calendar, Random& random)
    : history_(history), calendar_(calendar), random_(random) {}

int Journeys::day_of(std::int64_t at) const {
  return static_cast<int>(
      std::floor(static_cast<double>(at - calendar_.first_day()) / static_cast<double>(day_us)));
}

std::uint32_t Journeys::new_person(std::size_t channel) {
  Person person;
  const auto index = static_cast<std::uint32_t>(history_.people.size());
  person.place = static_cast<std::uint16_t>(random_.pick_weighted(places()));
  person.channel = static_cast<std::uint16_t>(channel);
  person.percentile = static_cast<std::uint8_t>(random_.between(0, 99));
  person.summaries = random_.chance(0.5);
  // The networks set aside for documentation (RFC 5737): nobody's address.
  constexpr std::string_view networks[] = {"192.0.2", "198.51.100", "203.0.113"};
  person.ip = fmt::format("{}.{}", random_.pick(std::span<const std::string_view>(networks)),
                          random_.between(1, 254));
  const auto born = from_micros(calendar_.first_day() + random_.between(0, day_us));
  for (std::size_t i = 0; i < person.devices.size(); ++i) {
    Device& device = person.devices[i];
    device.is_phone = i == 1;
    device.model = static_cast<std::uint16_t>(random_.pick_weighted(device.is_phone ? phones() : desktops()));
    device.id = random_.uuid_at(born);
  }
  history_.people.push_back(std::move(person));
  return index;
}

void Journeys::join(std::uint32_t index, std::uint32_t company, std::string_view role) {
  Person& person = history_.people[index];
  const Company& of = history_.companies[company];
  person.company = company;
  person.role = role;
  person.name = person_name(random_);
  person.distinct_id = fmt::format("user_{:06}", index + 1);
  const bool staff = company == 0;
  const std::string domain = staff ? std::string(staff_domain) : of.name.slug + ".example.com";
  person.email = person.name.address_part + "@" + domain;
}

void Journeys::browse_site(std::uint32_t person, std::size_t channel, std::int64_t at, bool towards_signup) {
  constexpr Page landings[] = {Page::home,          Page::home,         Page::home, Page::features,
                               Page::blog_handover, Page::blog_pricing, Page::docs, Page::pricing};
  constexpr Page next_pages[] = {Page::pricing,   Page::pricing, Page::features, Page::customers,
                                 Page::changelog, Page::docs,    Page::home,     Page::blog_handover};
  const Page entry = towards_signup ? Page::home : random_.pick(std::span<const Page>(landings));
  VisitWriter visit(history_, random_,
                    {person, some_device(towards_signup ? 0.12 : 0.38), channel, entry, at});
  visit.view(entry);
  if (random_.chance(0.45)) {  // read the one page and went
    if (random_.chance(0.8)) visit.leave();
    return;
  }
  do {
    if (random_.chance(0.35)) visit.click_somewhere();
    visit.view(random_.pick(std::span<const Page>(next_pages)));
  } while (random_.chance(0.55));
  if (random_.chance(0.16)) {  // looked at the form and thought better of it
    visit.view(Page::signup);
  }
  if (random_.chance(0.85)) visit.leave();
}

void Journeys::visitor() {
  const bool launch = random_.chance(0.06);
  const std::size_t channel = launch ? launch_channel : random_.pick_weighted(channels());
  int day = launch ? calendar_.days() - 1 - launch_day_back + static_cast<int>(random_.between(0, 1))
                   : calendar_.starting_day(random_);
  const std::uint32_t person = new_person(channel);
  const std::size_t place = history_.people[person].place;
  browse_site(person, channel, calendar_.working_time(day, place, random_), false);
  while (random_.chance(0.2)) {
    day += static_cast<int>(random_.between(1, 9));
    browse_site(person, random_.chance(0.6) ? direct_channel : channel,
                calendar_.working_time(day, place, random_), false);
  }
}

bool Journeys::create_project(VisitWriter& visit, bool first) {
  visit.view(Page::new_project);
  visit.pause(first ? 25 : 12);
  visit.click("Create project");
  const int back = history_.days_back(visit.now());
  const bool broken = first && back <= bad_release.first_day_back && back >= bad_release.last_day_back;
  if (random_.chance(broken ? 0.68 : first ? 0.14 : 0.02)) {
    if (!broken) return false;
    visit.act(Kind::exception, static_cast<std::uint8_t>(Mistake::template_undefined), 0);
    if (random_.chance(0.5)) {
      visit.click_in_anger();
      visit.act(Kind::exception, static_cast<std::uint8_t>(Mistake::template_undefined), 0);
    }
    return false;
  }
  visit.act(Kind::project_created, first ? 1 : 0, 0);
  visit.view(Page::project);
  return true;
}

Journeys::Onboarded Journeys::onboarding(VisitWriter& visit) {
  Onboarded done;
  visit.view(Page::onboarding_workspace);
  if (!random_.chance(0.95)) return done;
  visit.click("Continue");
  visit.act(Kind::onboarding_step_completed, static_cast<std::uint8_t>(OnboardingStep::workspace), 0);
  visit.view(Page::onboarding_team);
  if (!random_.chance(0.92)) return done;
  visit.click("Continue");
  visit.act(Kind::onboarding_step_completed, static_cast<std::uint8_t>(OnboardingStep::team), 0);
  visit.view(Page::projects);
  done.has_project = create_project(visit, true);
  if (!done.has_project || !random_.chance(0.76)) return done;
  visit.view(Page::files);
  visit.click("Upload");
  visit.act(Kind::file_uploaded, 0, static_cast<std::uint32_t>(random_.lognormal(900, 1.3)));
  if (!random_.chance(0.7)) return done;
  visit.view(Page::team_settings);
  visit.click("Send invite");
  done.invited = static_cast<int>(std::clamp(random_.lognormal(2.8, 0.7), 1.0, 14.0));
  visit.act(Kind::invite_sent, 0, static_cast<std::uint32_t>(done.invited));
  return done;
}

Journeys::Onboarded Journeys::founder_signs_up(std::uint32_t person, int day, std::size_t channel) {
  const std::size_t place = history_.people[person].place;
  const std::uint32_t company = history_.people[person].company;
  const std::int64_t at = calendar_.working_time(day, place, random_);
  VisitWriter visit(history_, random_, {person, 0, channel, Page::home, at});
  visit.view(Page::home);
  if (random_.chance(0.6)) visit.view(Page::pricing);
  visit.view(Page::signup);
  visit.pause(35);
  visit.click("Create account");
  visit.identify();
  history_.people[person].signed_up_at = visit.now();
  history_.companies[company].created_at = visit.now();
  visit.act(Kind::signed_up);
  visit.act(Kind::group_identify);
  const Onboarded onboarded = onboarding(visit);
  if (random_.chance(0.85)) visit.leave();
  return onboarded;
}

void Journeys::member_accepts(std::uint32_t person, int day) {
  const std::size_t place = history_.people[person].place;
  const std::int64_t at = calendar_.working_time(day, place, random_);
  VisitWriter visit(history_, random_, {person, some_device(0.15), invitation_channel, Page::invitation, at});
  visit.view(Page::invitation);
  visit.pause(20);
  visit.click("Accept invitation");
  visit.identify();
  history_.people[person].signed_up_at = visit.now();
  visit.act(Kind::signed_up, 1, 0);
  visit.view(Page::project);
  use_page(visit, person);
  if (random_.chance(0.85)) visit.leave();
}

void Journeys::team_joins(std::uint32_t company, int day, int invited) {
  for (int i = 0; i < invited; ++i) {
    if (!random_.chance(0.72)) continue;
    const int accepted = day + static_cast<int>(random_.between(0, 5));
    if (accepted >= calendar_.days()) continue;
    const std::uint32_t person = new_person(invitation_channel);
    join(person, company, random_.pick(std::span<const std::string_view>(roles)));
    ++history_.companies[company].seats;
    member_accepts(person, accepted);
    daily_use(person, accepted + 1, 0, random_.chance(0.85));
  }
}

void Journeys::company(bool staff) {
  const bool existing = staff || random_.chance(0.17);
  const auto index = static_cast<std::uint32_t>(history_.companies.size());
  Company company;
  company.name = staff ? CompanyName{"Hedgerow", "hedgerow", "Software"} : company_name(random_);
  // Names may repeat, addresses must not.
  if (!staff) company.name.slug += fmt::format("-{}", index);
  company.number = 1000 + index;
  company.employees = static_cast<int>(std::clamp(random_.lognormal(9, 0.9), 1.0, 400.0));
  history_.companies.push_back(std::move(company));
  const std::size_t channel = random_.pick_weighted(channels());
  const std::uint32_t founder = new_person(channel);
  join(founder, index, "owner");
  existing ? existing_company(founder, index) : new_company(founder, index, channel);
}

void Journeys::existing_company(std::uint32_t founder, std::uint32_t index) {
  const int age = static_cast<int>(random_.between(14, 420));
  const int seats = index == 0 ? 7 : static_cast<int>(std::clamp(random_.lognormal(2.4, 0.7), 1.0, 16.0));
  Company& company = history_.companies[index];
  company.created_at = calendar_.first_day() - age * day_us;
  company.seats = seats;
  if (index == 0 || random_.chance(0.34))
    company.team_plan_at = company.created_at + random_.between(3, 13) * day_us;
  const std::int64_t created_at = company.created_at;
  history_.people[founder].signed_up_at = created_at;
  daily_use(founder, 0, age, true);
  for (int i = 1; i < seats; ++i) {
    const std::uint32_t person = new_person(invitation_channel);
    join(person, index, random_.pick(std::span<const std::string_view>(roles)));
    history_.people[person].signed_up_at = created_at + random_.between(0, 10) * day_us;
    daily_use(person, 0, age, true);
  }
  invoices(founder);
}

void Journeys::new_company(std::uint32_t founder, std::uint32_t index, std::size_t channel) {
  const int day = calendar_.starting_day(random_);
  const std::size_t place = history_.people[founder].place;
  int looked = day;
  while (random_.chance(0.5)) {  // earlier visits, without a name
    looked -= static_cast<int>(random_.between(1, 6));
    browse_site(founder, channel, calendar_.working_time(looked, place, random_), true);
  }
  const Onboarded onboarded = founder_signs_up(founder, day, channel);
  team_joins(index, day, onboarded.invited);
  if (onboarded.has_project && random_.chance(0.26)) {
    const int chosen = day + static_cast<int>(random_.between(4, 28));
    Company& company = history_.companies[index];
    company.team_plan_at = calendar_.working_time(chosen, place, random_);
    const bool grows = random_.chance(0.22);
    if (grows) company.business_plan_at = company.team_plan_at + random_.between(15, 40) * day_us;
    upgrade(founder, false);
    if (grows) upgrade(founder, true);
    invoices(founder);
  }
  daily_use(founder, day + 1, 0, onboarded.has_project);
}

void Journeys::daily_use(std::uint32_t person, int from_day, int age_days, bool activated) {
  constexpr double habit_weights[] = {0.14, 0.4, 0.46};
  const Habit habit = activated ? static_cast<Habit>(random_.weighted(habit_weights)) : Habit::lapsed;
  constexpr double rates[] = {0.8, 0.42, 0.2, 0.16};
  constexpr double mean_days[] = {260, 100, 40, 7};
  const auto row = static_cast<std::size_t>(habit);
  const double stays = -mean_days[row] * std::log(1 - random_.unit());
  bool has_project = activated;
  for (int day = from_day; day < calendar_.days() && day - from_day < stays; ++day) {
    const double age = age_days + day - from_day;
    const double decay = 0.22 + 0.78 * std::pow(1 + age / 3, -0.8);
    if (!random_.chance(rates[row] * decay * calendar_.weekday_factor(day))) continue;
    std::int64_t at = calendar_.working_time(day, history_.people[person].place, random_);
    if (!has_project && random_.chance(0.4)) {  // a second try at what onboarding asked for
      VisitWriter visit(history_, random_, {person, 0, direct_channel, Page::projects, at});
      visit.view(Page::projects);
      has_project = create_project(visit, true);
      visit.leave();
      if (has_project && random_.chance(0.6)) {
        daily_use(person, day + 1, 0, true);
        return;
      }
      continue;
    }
    app_visit(person, at);
    if (habit == Habit::power && random_.chance(0.45))
      app_visit(person, at + random_.between(3, 7) * 3600 * second_us);
  }
}

void Journeys::app_visit(std::uint32_t person, std::int64_t at) {
  constexpr Page pages[] = {Page::projects, Page::project, Page::files,         Page::reports,
                            Page::inbox,    Page::search,  Page::team_settings, Page::billing};
  constexpr double weights[] = {14, 34, 18, 12, 12, 6, 3, 1.5};
  const std::uint8_t device = some_device(0.13);
  const std::size_t channel = random_.chance(0.08) ? 13 : direct_channel;
  const bool known = history_.people[person].devices[device].identified_at <= at;
  const Page start = random_.chance(0.6) ? Page::projects : Page::inbox;
  VisitWriter visit(history_, random_, {person, device, channel, known ? start : Page::login, at});
  if (!known) {
    visit.view(Page::login);
    visit.click("Log in");
    visit.identify();
    if (history_.people[person].role == "owner") visit.act(Kind::group_identify);
  }
  visit.view(start);
  const int back = history_.days_back(visit.now());
  if (random_.chance(0.3) && back <= 60)
    visit.act(Kind::flag_called, static_cast<std::uint8_t>(Flag::new_editor), 0);
  if (random_.chance(0.15) && back <= summaries_experiment_start_days_back) {
    visit.act(Kind::flag_called, static_cast<std::uint8_t>(Flag::ai_summaries), 0);
  }
  do {
    visit.view(pages[random_.weighted(weights)]);
    use_page(visit, person);
  } while (random_.chance(0.58));
  if (random_.chance(0.8)) visit.leave();
}

void Journeys::use_page(VisitWriter& visit, std::uint32_t person) {
  if (random_.chance(0.4)) visit.click_somewhere();
  switch (visit.page()) {
    case Page::project:
      if (random_.chance(0.3))
        visit.act(Kind::comment_added, 0, static_cast<std::uint32_t>(random_.between(8, 400)));
      if (random_.chance(0.35)) visit.act(Kind::task_completed);
      break;
    case Page::files:
      if (random_.chance(0.3)) {
        visit.click("Upload");
        visit.act(Kind::file_uploaded, 0, static_cast<std::uint32_t>(random_.lognormal(900, 1.3)));
      }
      break;
    case Page::reports: {
      const bool helped = history_.people[person].summaries &&
                          history_.days_back(visit.now()) <= summaries_experiment_start_days_back;
      if (!random_.chance(helped ? 0.4 : 0.3)) break;
      visit.click("Export PDF");
      visit.act(Kind::report_exported, random_.chance(0.75) ? 0 : 1,
                static_cast<std::uint32_t>(random_.between(2, 40)));
      break;
    }
    case Page::search:
      visit.act(Kind::search_performed, 0, static_cast<std::uint32_t>(random_.lognormal(6, 1)));
      break;
    case Page::team_settings:
      if (random_.chance(0.25)) {
        visit.click("Send invite");
        visit.act(Kind::invite_sent, 0, 1);
      }
      break;
    case Page::projects:
      if (random_.chance(0.1)) create_project(visit, false);
      break;
    default:
      break;
  }
  if (random_.chance(0.006)) {
    visit.act(Kind::exception,
              static_cast<std::uint8_t>(random_.chance(0.6) ? Mistake::network : Mistake::resize_observer),
              0);
  }
}

void Journeys::upgrade(std::uint32_t founder, bool business) {
  const Company& company = history_.companies[history_.people[founder].company];
  const std::int64_t at = business ? company.business_plan_at : company.team_plan_at;
  if (day_of(at) >= calendar_.days()) return;
  VisitWriter visit(history_, random_, {founder, 0, direct_channel, Page::projects, at});
  visit.view(Page::projects);
  visit.view(Page::team_settings);
  visit.view(Page::billing);
  visit.pause(40);
  visit.click("Upgrade");
  const auto seats = static_cast<std::uint32_t>(company.seats);
  visit.act(Kind::plan_upgraded, business ? 2 : 1, seats * (business ? business_price : team_price));
  visit.act(Kind::group_identify);
  visit.leave();
}

void Journeys::invoices(std::uint32_t founder) {
  const Company& company = history_.companies[history_.people[founder].company];
  if (company.team_plan_at == never) return;
  for (std::int64_t at = company.team_plan_at + 300 * second_us; day_of(at) < calendar_.days();
       at += 30 * day_us) {
    if (day_of(at) < 0) continue;
    const std::uint32_t price = at > company.business_plan_at ? business_price : team_price;
    VisitWriter server(history_, random_, {founder, server_device, direct_channel, Page::billing, at});
    server.act(Kind::invoice_paid, 0, static_cast<std::uint32_t>(company.seats) * price);
  }
}

}  // namespace leapfrog::demo
