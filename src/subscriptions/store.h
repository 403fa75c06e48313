// Rows of subscriptions.
#pragma once

#include "subscriptions/schedule.h"
#include "subscriptions/subscriptions.h"

namespace leapfrog::subscriptions {

enum class Target : std::uint8_t { email, webhook };
std::string_view target_name(Target target);

struct Subscription {
  std::int64_t id = 0;
  accounts::ProjectId project = 0;
  std::optional<std::int64_t> insight;
  std::optional<std::int64_t> dashboard;
  std::string title;
  Target target = Target::email;
  std::string target_value;  // as PostHog has it: addresses with commas between, or a URL
  Recurrence recurrence;
  std::optional<Instant> next_delivery_at;
  std::optional<Instant> last_delivery_at;
  std::string last_error;
  bool deleted = false;
  Instant created_at;
  std::optional<accounts::UserId> created_by;

  std::vector<std::string> addresses() const;
};

// {frequency, interval, byweekday, bysetpos, count}
json::object recurrence_json(const Recurrence& recurrence);
// Changes what the body says of those, and of start_date and until_date. Errors: `invalid` with the field.
Result<> change_recurrence(Recurrence& recurrence, const json::object& body);

struct Wanted {
  std::optional<std::int64_t> insight;
  std::optional<std::int64_t> dashboard;
};
// Those that are not deleted, the newest first.
Result<std::vector<Subscription>> list_subscriptions(meta::Connection& connection,
                                                     accounts::ProjectId project, const Wanted& wanted);
// Deleted ones too.
Result<std::optional<Subscription>> find_subscription(meta::Connection& connection,
                                                      accounts::ProjectId project, std::int64_t id);
Result<std::int64_t> count_subscriptions(meta::Connection& connection, accounts::ProjectId project);
// Inserts one whose id is 0, else replaces; gives it with its id.
Result<Subscription> store_subscription(meta::Connection& connection, Subscription subscription);
Result<std::vector<Subscription>> due_subscriptions(meta::Connection& connection, Instant now);
Result<std::optional<Instant>> next_due(meta::Connection& connection);

}  // namespace leapfrog::subscriptions
