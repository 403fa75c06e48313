// The places that webhooks of a project go to, each with the secret that its messages are signed with.
#pragma once

#include "outbox/store.h"

namespace leapfrog::outbox {

class Destinations {
 public:
  explicit Destinations(const Sealer& sealer) : sealer_(sealer) {}

  // See Outbox.
  Result<std::optional<std::string>> secret_if_new(meta::Connection& connection, accounts::ProjectId project,
                                                   const std::string& url, Instant now) const;
  // What a message is signed with: the secret, and the one before for a day after it was replaced. Makes one
  // when there is none.
  Result<std::vector<std::string>> secrets(meta::Database& database, accounts::ProjectId project,
                                           const std::string& url, Instant now) const;
  // A new secret in place of the old one; gives it, to be shown once.
  Result<std::string> replace_secret(meta::Connection& connection, Destination destination,
                                     Instant now) const;

 private:
  Result<std::pair<Destination, std::string>> make(meta::Connection& connection, accounts::ProjectId project,
                                                   const std::string& url, Instant now) const;
  const Sealer& sealer_;
};

}  // namespace leapfrog::outbox
