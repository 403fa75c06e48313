// Hedgerow itself: its pages, the buttons on them, its releases and flags.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace leapfrog::demo {

enum class Page : std::uint8_t {
  home,
  pricing,
  features,
  customers,
  changelog,
  docs,
  blog_handover,
  blog_pricing,
  signup,
  invitation,
  login,
  onboarding_workspace,
  onboarding_team,
  projects,
  new_project,
  project,
  files,
  reports,
  inbox,
  search,
  team_settings,
  billing
};

struct PageRow {
  std::string_view host;
  std::string_view path;  // "{project}" stands for the project's id
  std::string_view title;
};
const PageRow& row_of(Page page);
bool is_app(Page page);

// Where people click on a page, for autocapture.
struct Button {
  Page page;
  std::string_view text;
  std::string_view id;       // attr id, "" when none
  std::string_view classes;  // sorted, separated by spaces
  std::string_view href;     // "" for a button
  std::string_view parent;   // class of the element around it
};
std::span<const Button> buttons();

// The version that was live on a day, counted back from the day of the end.
std::string_view version_on(int days_back);

// The share of people who had the new editor switched on, in percent.
int new_editor_rollout(int days_back);
// From then on half of the people saw AI summaries (variant "test") in an experiment.
constexpr int summaries_experiment_start_days_back = 55;

}  // namespace leapfrog::demo
