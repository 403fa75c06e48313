// What the files of this slice that answer requests share.
#pragma once

#include <map>

#include "accounts/accounts.h"
#include "definitions/store.h"

namespace leapfrog::definitions {

void add_event_routes(http::Router& router, const RouteParts& parts);
void add_property_routes(http::Router& router, const RouteParts& parts);

// The users that a page of definitions names, each read once.
class Users {
 public:
  explicit Users(accounts::Accounts& accounts) : accounts_(accounts) {}
  Result<json::value> json(const std::optional<accounts::UserId>& id);

 private:
  accounts::Accounts& accounts_;
  std::map<accounts::UserId, json::value> known_;
};

json::value instant_json(const std::optional<Instant>& instant);
// description, tags, hidden, verified, verified_at, verified_by, updated_at, updated_by
Result<> add_notes(json::object& out, const Notes& notes, Users& users);
// The fields of the activity log.
json::object logged_notes(const Notes& notes);

// description, tags, hidden and verified as the body wants them. Errors: `invalid` with the field.
Result<> change_notes(Notes& notes, const json::object& body, const accounts::ProjectAccess& access,
                      Instant now);

// A parameter of the query that lists names: JSON, or separated by commas.
Result<std::vector<std::string>> names_parameter(const http::Request& request, std::string_view name);

// The change is made, in another database than the log's; a failure of the log is ours to mend.
void log_change(const RouteParts& parts, const accounts::ProjectAccess& access,
                const accounts::Activity& activity);

}  // namespace leapfrog::definitions
