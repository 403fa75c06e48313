// The door of this slice: subscriptions. A saved insight or dashboard is computed at times that somebody
// chose, and its numbers and pictures are sent by e-mail or to a webhook.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "base/metrics.h"
#include "base/sealing.h"
#include "base/time.h"
#include "http/router.h"
#include "outbox/outbox.h"
#include "storage/meta/database.h"

namespace leapfrog::subscriptions {

// Computes a question; given by whoever knows how.
using Answer =
    std::function<Result<json::object>(const accounts::ProjectAccess& access, const json::object& query)>;

// All must outlive the subscriptions. `database` is the one of accounts.
struct Parts {
  accounts::Accounts& accounts;
  meta::Database& database;
  const Clock& clock;
  outbox::Outbox& outbox;
  const Sealer& sealer;
  Metrics& metrics;
  Answer answer;
  std::string origin;  // of links in messages, "https://app.example.com"
  std::string fonts;   // directory of those in pictures
};

class Subscriptions {
 public:
  static std::unique_ptr<Subscriptions> over(Parts parts);
  virtual ~Subscriptions() = default;
  // A thread of its own that sleeps until the next delivery.
  virtual void start() = 0;
  virtual void stop() = 0;
  // subscriptions/, /unsubscribe/{token}
  virtual void add_routes(http::Router& router) = 0;
};

// The schema, migrations 1230 to 1259, in the database of accounts.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::subscriptions
