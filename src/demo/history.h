// The history before it is written out: who there is, when they visited, what they did. Compact, because all
// of it is held at once to be put in order of time.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/uuid.h"
#include "demo/demo.h"
#include "demo/names.h"
#include "demo/product.h"

namespace leapfrog::demo {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_us = 86'400 * second_us;
constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint8_t server_device = 255;  // Visit::device of what the product's own server reports

// All times are microseconds since 1970, UTC.
struct Company {
  CompanyName name;
  std::uint32_t number = 0;
  std::int64_t created_at = 0;
  std::int64_t team_plan_at = never;
  std::int64_t business_plan_at = never;
  int employees = 0;
  int seats = 1;
};

struct Device {
  std::uint16_t model = 0;  // row of desktops() or phones()
  bool is_phone = false;
  Uuid id;                             // also the anonymous distinct id
  std::int64_t identified_at = never;  // login on this device
};

struct Person {
  std::uint32_t company = nobody;  // nobody: a visitor without an account
  std::uint16_t place = 0;
  std::uint16_t channel = 0;    // of the first visit
  std::uint8_t percentile = 0;  // 0 to 99, decides rollouts
  bool summaries = false;       // variant of the experiment
  std::string distinct_id;
  PersonName name;
  std::string email;
  std::string_view role;
  std::string ip;
  std::int64_t signed_up_at = never;
  std::array<Device, 2> devices;
};

struct Visit {
  std::uint32_t person = 0;
  std::uint8_t device = 0;
  std::uint8_t channel = 0;
  Page entry = Page::home;
  std::uint16_t project = 0;  // the one worked on
  std::int64_t start = 0;
  Uuid session;
  Uuid window;
};

enum class Kind : std::uint8_t {
  pageview,
  pageleave,
  click,
  rage_click,
  web_vitals,
  flag_called,
  exception,
  identify,
  group_identify,
  // Hedgerow's own events
  signed_up,
  onboarding_step_completed,
  project_created,
  file_uploaded,
  invite_sent,
  comment_added,
  task_completed,
  search_performed,
  report_exported,
  plan_upgraded,
  invoice_paid  // by the server
};

struct Action {
  std::int64_t at = 0;
  std::uint32_t visit = 0;
  std::uint16_t ordinal = 0;   // of the page within the visit
  std::uint16_t dwelt_ds = 0;  // tenths of a second on the page before
  Kind kind = Kind::pageview;
  Page page = Page::home;
  Page before = Page::home;  // the page before
  std::uint8_t detail = 0;   // button, step, flag, error: row of its table
  std::uint32_t number = 0;  // size, revenue, count, …
};

struct History {
  std::int64_t first_day = 0;  // midnight UTC of day 0
  std::int64_t end = 0;
  int days = 0;
  std::uint64_t seed = 0;
  std::vector<Company> companies;
  std::vector<Person> people;
  std::vector<Visit> visits;
  std::vector<Action> actions;  // in order of time

  // 0 on the day of the end.
  int days_back(std::int64_t at) const { return days - 1 - static_cast<int>((at - first_day) / day_us); }
};

// Tables behind Action::detail.
enum class Flag : std::uint8_t { new_editor, ai_summaries };
enum class Mistake : std::uint8_t { template_undefined, network, resize_observer };
enum class OnboardingStep : std::uint8_t { workspace, team };

Result<History> plan_history(const Options& options);
Totals totals_of(const History& history);

}  // namespace leapfrog::demo
