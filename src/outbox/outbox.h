// The door of this slice: what the server tells others, by e-mail and by webhook. A message is written down
// in the transaction of whatever caused it, so one is never without the other; it is then tried until it is
// delivered, refused for good, or a day old. At least once: a receiver may see a message again, with the same
// webhook-id or Message-ID. docs/internals/webhooks.md has what webhooks are sent.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "accounts/projects.h"
#include "base/metrics.h"
#include "base/sealing.h"
#include "base/time.h"
#include "http/outbound.h"
#include "http/router.h"
#include "mail/mail.h"
#include "storage/meta/database.h"

namespace leapfrog::accounts {
class Accounts;
}

namespace leapfrog::outbox {

// What a message is about, for the lists of what became of it.
struct About {
  accounts::ProjectId project = 0;  // 0 for what belongs to none, such as resetting a password
  std::string kind;                 // "alert", "rollout", "subscription", …
  std::string id;
};

struct Webhook {
  std::string url;   // passed http::check_outbound_url
  std::string body;  // JSON
};

struct Delivery {
  std::string id;
  std::string channel;  // "mail" or "webhook"
  std::string target;   // an address or a URL
  std::string state;    // "waiting", "delivered" or "given_up"
  Instant created_at;
  std::int64_t attempts = 0;
  std::optional<Instant> next_attempt_at;
  std::optional<Instant> delivered_at;
  std::string answer;  // of the last attempt, in words
};
json::object delivery_json(const Delivery& delivery);
// The names of its fields, for router.add_schema.
json::object delivery_schema();

// The newest first.
Result<std::vector<Delivery>> list_deliveries(meta::Connection& connection, const About& about,
                                              std::int64_t limit);

// All must outlive the outbox. `database` is the one of accounts, with migrations().
struct Parts {
  meta::Database& database;
  const Clock& clock;
  const http::Outbound& outbound;
  const mail::Mailer& mailer;
  const Sealer& sealer;
  Metrics& metrics;
};

class Outbox {
 public:
  static std::unique_ptr<Outbox> over(Parts parts);
  virtual ~Outbox() = default;

  virtual bool has_mail() const = 0;

  // Puts a message in, inside the caller's write transaction on the database of accounts; it leaves once that
  // is committed. What cannot leave (no mail server, 1,000 of the project wait already) is kept as given up.
  // Errors: `invalid` for an address that is none, and those of the database.
  virtual Result<> send(meta::Connection& connection, const About& about, const mail::Letter& letter) = 0;
  virtual Result<> send(meta::Connection& connection, const About& about, const Webhook& webhook) = 0;

  // One try, now, of which nothing is kept: tests that people start. Blocks; not inside a transaction.
  virtual Result<mail::Sent> try_now(const mail::Letter& letter) = 0;
  virtual Result<mail::Sent> try_now(const About& about, const Webhook& webhook) = 0;

  // Makes the secret that messages to this URL are signed with, when the project has none for it; then, and
  // only then, gives it, to be shown once. Inside a write transaction.
  virtual Result<std::optional<std::string>> secret_if_new(meta::Connection& connection,
                                                           accounts::ProjectId project,
                                                           const std::string& url) = 0;

  // Threads of their own, one for each channel; they sleep until something is due.
  virtual void start() = 0;
  virtual void stop() = 0;
  // Delivers what is due, in the calling thread. For tests.
  virtual Result<> round() = 0;

  // webhooks/, outbox/
  virtual void add_routes(http::Router& router, accounts::Accounts& accounts) = 0;
};

// The schema, migrations 1200 to 1229, in the database of accounts.
const std::vector<meta::Migration>& migrations();

}  // namespace leapfrog::outbox
