// Rows of alerts and of what their checks found.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "alerts/rule.h"

namespace leapfrog::alerts {

struct Alert {
  std::string id;
  accounts::ProjectId project = 0;
  std::int64_t insight = 0;
  std::string name;
  bool enabled = true;
  Rule rule;
  std::string calculation_interval = "real_time";  // as data comes; hourly, daily, weekly, monthly
  std::optional<std::string> webhook_url;
  std::vector<accounts::UserId> subscribed_users;  // told by e-mail
  std::optional<Instant> snoozed_until;
  std::string state = "Not firing";  // or Firing, Errored
  std::optional<double> last_value;
  std::string last_error;
  std::optional<Instant> last_checked_at;
  Instant next_check_at;  // 1970: as soon as can be
  std::optional<Instant> last_notified_at;
  std::uint64_t watermark = 0;
  Instant created_at;
  std::optional<accounts::UserId> created_by;
};

struct Check {
  Instant created_at;
  std::string state;
  std::optional<double> value;
  std::string message;
};

// Of one insight, or all; the newest first.
Result<std::vector<Alert>> list_alerts(meta::Connection& connection, accounts::ProjectId project,
                                       std::optional<std::int64_t> insight);
Result<std::optional<Alert>> find_alert(meta::Connection& connection, accounts::ProjectId project,
                                        std::string_view id);
Result<std::int64_t> count_alerts(meta::Connection& connection, accounts::ProjectId project);
// Inserts or replaces.
Result<> store_alert(meta::Connection& connection, const Alert& alert);
Result<> delete_alert(meta::Connection& connection, const Alert& alert);
// Enabled ones whose time has come: those that follow the data only when there is some behind `watermark`.
Result<std::vector<Alert>> due_alerts(meta::Connection& connection, Instant now, std::uint64_t watermark);

// The newest first.
Result<std::vector<Check>> list_checks(meta::Connection& connection, const std::string& alert,
                                       std::int64_t limit);
// Keeps the newest 200 of the alert.
Result<> add_check(meta::Connection& connection, const Alert& alert, const Check& check);

// When alerts have to be looked at next.
struct Due {
  std::optional<Instant> timed;          // those that are looked at by the clock
  std::optional<Instant> with_the_data;  // those that follow the data, when some has come
};
Result<Due> next_due(meta::Connection& connection);

}  // namespace leapfrog::alerts
