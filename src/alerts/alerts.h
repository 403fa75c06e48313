// The door of this slice: alerts. A saved trend is computed again when data comes or at its times, its newest
// value is held against bounds, and who asked for it is told, by e-mail or webhook, when it leaves them and
// when it comes back.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "base/metrics.h"
#include "base/time.h"
#include "http/router.h"
#include "outbox/outbox.h"
#include "storage/meta/database.h"

namespace leapfrog::alerts {

// Computes a question; given by whoever knows how.
using Answer =
    std::function<Result<json::object>(const accounts::ProjectAccess& access, const json::object& query)>;

// All must outlive the alerts. `database` is the one of accounts.
struct Parts {
  accounts::Accounts& accounts;
  meta::Database& database;
  const Clock& clock;
  outbox::Outbox& outbox;
  Metrics& metrics;
  Answer answer;
  std::function<std::uint64_t()> watermark;  // grows when events have been stored
  std::string origin;                        // of links in messages, "https://app.example.com"
  seconds pause{60};  // at least that long between two looks at an alert that follows the data
};

class Alerts {
 public:
  static std::unique_ptr<Alerts> over(Parts parts);
  virtual ~Alerts() = default;
  // A thread of its own; it sleeps until an alert is due.
  virtual void start() = 0;
  virtual void stop() = 0;
  // alerts/
  virtual void add_routes(http::Router& router) = 0;
};

// The schema, migrations 1150 to 1199, in the database of accounts.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::alerts
