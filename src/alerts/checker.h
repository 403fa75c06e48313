// One round of the alerts: look at those whose time has come, write down what was found, tell who is to be
// told.
#pragma once

#include "alerts/alert_store.h"
#include "alerts/alerts.h"
#include "dashboards/kept.h"

namespace leapfrog::alerts {

class Checker {
 public:
  explicit Checker(Parts parts);

  // Errors are of our own databases; what is wrong with an alert or a receiver is written down with it.
  Result<> round();
  // A message of now, whatever the state. Errors are those of http::Outbound::send.
  Result<http::OutboundResponse> send_test(const Alert& alert);

 private:
  struct Subject {
    dashboards::KeptInsight insight;
    std::string title;
  };
  Result<> check(Alert alert, std::uint64_t watermark);
  Result<Finding> look(const accounts::ProjectAccess& access, const Alert& alert, const Subject& subject);
  Result<std::optional<Subject>> subject_of(const Alert& alert);
  Result<> deliver(Delivery delivery);
  std::string message_for(const Alert& alert, const std::string& before, const std::string& message,
                          const Subject& subject, const std::string& project_name) const;

  const Parts parts_;
  Counter& checks_;
  Counter& delivered_;
  Counter& failed_;
};

// When an alert is looked at again: after the pause, or at the next hour, day, week, month of the project.
Result<Instant> next_check(const Alert& alert, const accounts::Project& project, Instant now, seconds pause);

}  // namespace leapfrog::alerts
