// One round of the alerts: look at those whose time has come, write down what was found, and with it what the
// outbox is to tell.
#pragma once

#include "alerts/alert_store.h"
#include "alerts/alerts.h"
#include "alerts/delivery.h"
#include "dashboards/kept.h"

namespace leapfrog::alerts {

class Checker {
 public:
  explicit Checker(Parts parts);

  // Errors are of our own databases; what is wrong with an alert or a receiver is written down with it.
  Result<> round();
  // A message of now to everybody, whatever the state. Errors: `invalid` when there is nobody to tell.
  struct Told {
    std::string target;
    mail::Sent sent;
  };
  Result<std::vector<Told>> send_test(const Alert& alert);

 private:
  struct Subject {
    dashboards::KeptInsight insight;
    std::string title;
  };
  Result<> check(Alert alert, std::uint64_t watermark);
  Result<Finding> look(const accounts::ProjectAccess& access, const Alert& alert, const Subject& subject);
  Result<std::optional<Subject>> subject_of(const Alert& alert);
  News news_of(const Alert& alert, const Subject& subject, const accounts::Project& project) const;
  // Addresses of those of its subscribers who still may see the project.
  Result<std::vector<std::string>> addresses(const Alert& alert, const accounts::Project& project);

  const Parts parts_;
  Counter& checks_;
};

// When an alert is looked at again: after the pause, or at the next hour, day, week, month of the project.
Result<Instant> next_check(const Alert& alert, const accounts::Project& project, Instant now, seconds pause);

}  // namespace leapfrog::alerts
