#include "outbox/destinations.h"

#include "base/uuid.h"
#include "outbox/signature.h"
#include "storage/meta/rows.h"

namespace leapfrog::outbox {
namespace {

constexpr auto both_are_good_for = std::chrono::hours(24);

std::string context_of(const Destination& destination) { return "webhook " + destination.id; }

}  // namespace

Result<std::pair<Destination, std::string>> Destinations::make(meta::Connection& connection,
                                                               accounts::ProjectId project,
                                                               const std::string& url, Instant now) const {
  Destination destination;
  destination.id = Uuid::random().text();
  destination.project = project;
  destination.url = url;
  destination.created_at = now;
  auto secret = make_signing_secret();
  destination.secret = sealer_.seal(secret, context_of(destination));
  TRY(store_destination(connection, destination));
  return std::pair(std::move(destination), std::move(secret));
}

Result<std::optional<std::string>> Destinations::secret_if_new(meta::Connection& connection,
                                                               accounts::ProjectId project,
                                                               const std::string& url, Instant now) const {
  if (TRY(find_destination(connection, project, url))) return std::nullopt;
  return TRY(make(connection, project, url, now)).second;
}

Result<std::vector<std::string>> Destinations::secrets(meta::Database& database, accounts::ProjectId project,
                                                       const std::string& url, Instant now) const {
  auto found = TRY(meta::in_read(
      database, [&](meta::Connection& connection) { return find_destination(connection, project, url); }));
  if (!found)
    found =
        TRY(meta::in_write(database, [&](meta::Connection& connection) -> Result<std::optional<Destination>> {
          if (auto there = TRY(find_destination(connection, project, url))) return there;
          return TRY(make(connection, project, url, now)).first;
        }));
  std::vector<std::string> all{TRY(sealer_.open_sealed(found->secret, context_of(*found)))};
  if (found->previous_secret && found->previous_until && now < *found->previous_until)
    all.push_back(TRY(sealer_.open_sealed(*found->previous_secret, context_of(*found))));
  return all;
}

Result<std::string> Destinations::replace_secret(meta::Connection& connection, Destination destination,
                                                 Instant now) const {
  auto secret = make_signing_secret();
  destination.previous_secret = std::move(destination.secret);
  destination.previous_until = now + both_are_good_for;
  destination.secret = sealer_.seal(secret, context_of(destination));
  TRY(store_destination(connection, destination));
  return secret;
}

}  // namespace leapfrog::outbox
