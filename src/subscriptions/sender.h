// Delivers: what is due, and tests.
#pragma once

#include "subscriptions/report.h"

namespace leapfrog::subscriptions {

class Sender {
 public:
  explicit Sender(const Parts& parts);

  // Delivers what is due; gives when the next delivery is. Errors are of our own databases; what is wrong
  // with a subscription is written down with it.
  Result<std::optional<Instant>> round();

  struct Told {
    std::string target;
    mail::Sent sent;
  };
  // Computes and sends it now. Errors: those of make_report.
  Result<std::vector<Told>> send_test(const accounts::ProjectAccess& access,
                                      const Subscription& subscription);

 private:
  // False: the engine is away, and it is tried again.
  Result<bool> deliver(const Subscription& subscription);
  Result<> put_in(meta::Connection& connection, const Subscription& subscription, const Report& report);
  mail::Letter letter(const Subscription& subscription, const Report& report, const std::string& to,
                      bool test) const;

  const Parts& parts_;
  Counter& delivered_;
};

// When it is delivered next after `now`, in its project's time zone.
Result<std::optional<Instant>> next_delivery_of(const Subscription& subscription,
                                                const accounts::Project& project, Instant now);

}  // namespace leapfrog::subscriptions
