#include "demo/product.h"

#include <algorithm>
#include <iterator>

#include "demo/demo.h"

namespace leapfrog::demo {

constexpr BadRelease bad_release_row{"4.3.0", 33, 30};
const BadRelease bad_release = bad_release_row;
const std::string_view staff_domain = "hedgerow.example";

namespace {

constexpr std::string_view site = "www.hedgerow.example";
constexpr std::string_view app = "app.hedgerow.example";

// In the order of Page.
constexpr PageRow pages[] = {
    {site, "/", "Hedgerow: one tidy place for client projects"},
    {site, "/pricing", "Pricing | Hedgerow"},
    {site, "/features", "Features | Hedgerow"},
    {site, "/customers", "Customer stories | Hedgerow"},
    {site, "/changelog", "Changelog | Hedgerow"},
    {site, "/docs/getting-started", "Getting started | Hedgerow docs"},
    {site, "/blog/client-handover-checklist", "The client handover checklist | Hedgerow"},
    {site, "/blog/pricing-your-studio", "Pricing your studio's work | Hedgerow"},
    {app, "/signup", "Create your account | Hedgerow"},
    {app, "/invitation", "Join your team | Hedgerow"},
    {app, "/login", "Log in | Hedgerow"},
    {app, "/onboarding/workspace", "Name your workspace | Hedgerow"},
    {app, "/onboarding/team", "Tell us about your team | Hedgerow"},
    {app, "/projects", "Projects | Hedgerow"},
    {app, "/projects/new", "New project | Hedgerow"},
    {app, "/projects/{project}", "Project | Hedgerow"},
    {app, "/projects/{project}/files", "Files | Hedgerow"},
    {app, "/projects/{project}/reports", "Reports | Hedgerow"},
    {app, "/inbox", "Inbox | Hedgerow"},
    {app, "/search", "Search | Hedgerow"},
    {app, "/settings/team", "Team | Hedgerow"},
    {app, "/settings/billing", "Plan and billing | Hedgerow"},
};
static_assert(std::size(pages) == static_cast<std::size_t>(Page::billing) + 1);

constexpr Button button_table[] = {
    {Page::home, "Start free", "hero-start", "btn btn-primary", "/signup", "hero"},
    {Page::home, "Watch the tour", "", "btn btn-ghost", "", "hero"},
    {Page::home, "Pricing", "", "nav-link", "/pricing", "site-nav"},
    {Page::pricing, "Yearly", "billing-yearly", "toggle", "", "plan-toggle"},
    {Page::pricing, "Start with Team", "", "btn btn-primary", "/signup", "plan-card"},
    {Page::features, "See all features", "", "btn btn-ghost", "", "feature-grid"},
    {Page::customers, "Read the story", "", "card-link", "", "story-card"},
    {Page::changelog, "Older releases", "", "btn btn-ghost", "", "changelog"},
    {Page::docs, "Next: invite your client", "", "doc-next", "", "doc-footer"},
    {Page::blog_handover, "Copy checklist", "copy-checklist", "btn", "", "article"},
    {Page::blog_pricing, "Download template", "", "btn", "", "article"},
    {Page::signup, "Create account", "signup-submit", "btn btn-block btn-primary", "", "signup-form"},
    {Page::invitation, "Accept invitation", "accept", "btn btn-block btn-primary", "", "invitation-form"},
    {Page::login, "Log in", "login-submit", "btn btn-block btn-primary", "", "login-form"},
    {Page::onboarding_workspace, "Continue", "workspace-continue", "btn btn-primary", "", "onboarding-step"},
    {Page::onboarding_team, "Continue", "team-continue", "btn btn-primary", "", "onboarding-step"},
    {Page::projects, "New project", "new-project", "btn btn-primary", "", "page-header"},
    {Page::projects, "Archived", "", "tab", "", "tabs"},
    {Page::projects, "Sort by activity", "", "btn btn-quiet", "", "toolbar"},
    {Page::new_project, "Create project", "create-project", "btn btn-primary", "", "project-form"},
    {Page::project, "Add task", "", "btn", "", "task-list"},
    {Page::project, "Mark as done", "", "checkbox", "", "task-row"},
    {Page::project, "Comment", "comment-send", "btn btn-primary", "", "comment-box"},
    {Page::files, "Upload", "upload", "btn btn-primary", "", "page-header"},
    {Page::files, "Download", "", "btn btn-quiet", "", "file-row"},
    {Page::files, "Share with client", "", "btn", "", "file-row"},
    {Page::reports, "Export PDF", "export-pdf", "btn btn-primary", "", "page-header"},
    {Page::reports, "Last month", "", "tab", "", "tabs"},
    {Page::inbox, "Mark all as read", "", "btn btn-quiet", "", "page-header"},
    {Page::search, "Open", "", "result-link", "", "result-row"},
    {Page::team_settings, "Send invite", "invite-send", "btn btn-primary", "", "invite-form"},
    {Page::billing, "Upgrade", "upgrade", "btn btn-primary", "", "plan-card"},
};

struct Release {
  std::string_view version;
  int first_day_back;
};

constexpr Release releases[] = {
    {"4.7.1", 2},
    {"4.7.0", 5},
    {"4.6.0", 12},
    {"4.5.0", 19},
    {"4.4.0", 26},
    {"4.3.1", bad_release_row.last_day_back - 1},
    {bad_release_row.version, bad_release_row.first_day_back},
    {"4.2.2", 40},
    {"4.2.0", 47},
    {"4.1.0", 58},
    {"4.0.1", 66},
    {"4.0.0", 72},
    {"3.9.0", 83},
};

}  // namespace

const PageRow& row_of(Page page) { return pages[static_cast<std::size_t>(page)]; }

bool is_app(Page page) { return page >= Page::signup; }

std::span<const Button> buttons() { return button_table; }

std::string_view version_on(int days_back) {
  const auto* live =
      std::ranges::find_if(releases, [&](const Release& r) { return days_back <= r.first_day_back; });
  return live == std::end(releases) ? std::string_view("3.8.2") : live->version;
}

int new_editor_rollout(int days_back) {
  if (days_back > 60) return 0;
  if (days_back > 46) return 10;
  return days_back > 21 ? 50 : 100;
}

}  // namespace leapfrog::demo
