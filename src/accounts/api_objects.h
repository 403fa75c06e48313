// The JSON objects of this slice's answers, in PostHog's keys.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "accounts/activity.h"
#include "accounts/invite_store.h"
#include "accounts/key_store.h"
#include "accounts/organization_store.h"
#include "accounts/project_store.h"
#include "accounts/session_store.h"
#include "accounts/user_store.h"

namespace leapfrog::accounts {

json::value instant_json(const std::optional<Instant>& instant);

// The whole team object. `secret` only in the answer that made it.
json::object project_json(const ProjectRow& project, Role role, const std::optional<std::string>& secret);
// What lists show of a project.
json::object project_summary_json(const ProjectRow& project);

// With the projects in it.
json::object organization_json(const OwnOrganization& own, const std::vector<ProjectRow>& projects,
                               std::int64_t member_count);
json::object organization_summary_json(const OwnOrganization& own);

// /api/users/@me/, read through `connection`.
Result<json::object> me_json(meta::Connection& connection, const UserRow& user);

json::object member_json(const Membership& membership);
json::object invite_json(const Invite& invite, Instant now);
json::object key_json(const PersonalKey& key, const std::optional<std::string>& value);
json::object session_json(const Session& session, bool is_current);
json::object activity_json(const ActivityEntry& entry);

}  // namespace leapfrog::accounts
