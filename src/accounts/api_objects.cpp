#include "accounts/api_objects.h"

#include "accounts/roles.h"

namespace leapfrog::accounts {
namespace {

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

template <class List>
json::array array_of(const List& list) {
  json::array out;
  for (const auto& item : list) out.emplace_back(item);
  return out;
}

// PostHog gives null for "all".
template <class List>
json::value array_or_null(const List& list) {
  return list.empty() ? json::value(nullptr) : json::value(array_of(list));
}

}  // namespace

json::value instant_json(const std::optional<Instant>& instant) {
  return instant ? json::value(format_iso(*instant)) : json::value(nullptr);
}

json::value user_json(const std::optional<User>& user) {
  if (!user) return nullptr;
  json::object out;
  out["id"] = user->id;
  out["uuid"] = user->uuid;
  out["distinct_id"] = user->uuid;
  out["first_name"] = user->first_name;
  out["last_name"] = user->last_name;
  out["email"] = user->email;
  out["is_email_verified"] = nullptr;
  out["hedgehog_config"] = nullptr;
  out["role_at_organization"] = nullptr;
  return out;
}

json::object project_summary_json(const ProjectRow& project) {
  json::object out;
  out["id"] = project.id;
  out["uuid"] = project.uuid;
  out["organization"] = project.organization_id;
  out["project_id"] = project.id;
  out["api_token"] = project.api_token;
  out["name"] = project.name;
  out["completed_snippet_onboarding"] = project.settings.at("completed_snippet_onboarding");
  out["has_completed_onboarding_for"] = project.settings.at("has_completed_onboarding_for");
  out["is_demo"] = false;
  out["timezone"] = project.settings.at("timezone");
  out["access_control"] = false;
  return out;
}

json::object project_json(const ProjectRow& project, Role role, const std::optional<std::string>& secret) {
  auto out = project_summary_json(project);
  out["secret_api_token"] = text_or_null(secret);
  out["secret_api_token_mask"] = text_or_null(project.secret_mask);
  out["created_at"] = format_iso(project.created_at);
  out["updated_at"] = format_iso(project.updated_at);
  out["effective_membership_level"] = level_of(role);
  out["user_access_level"] = role >= Role::admin ? "admin" : "member";
  for (const auto& [key, value] : project.settings) out[key] = value;
  out["default_modifiers"] = json::object();
  out["live_events_token"] = nullptr;
  out["group_types"] = json::array();
  return out;
}

json::object organization_summary_json(const OwnOrganization& own) {
  json::object out;
  out["id"] = own.organization.id;
  out["name"] = own.organization.name;
  out["slug"] = own.organization.slug;
  out["logo_media_id"] = nullptr;
  out["membership_level"] = level_of(own.role);
  return out;
}

json::object organization_json(const OwnOrganization& own, const std::vector<ProjectRow>& projects,
                               std::int64_t member_count) {
  auto out = organization_summary_json(own);
  out["created_at"] = format_iso(own.organization.created_at);
  out["updated_at"] = format_iso(own.organization.updated_at);
  out["available_product_features"] = json::array();
  out["is_member_join_email_enabled"] = false;
  out["enforce_2fa"] = nullptr;
  out["member_count"] = member_count;
  json::array list;
  for (const auto& project : projects) list.push_back(project_summary_json(project));
  out["teams"] = list;
  out["projects"] = std::move(list);
  return out;
}

Result<json::object> me_json(meta::Connection& connection, const UserRow& user) {
  const auto own = TRY(organizations_of(connection, user.user.id));
  const auto projects = TRY(projects_of(connection, user.user.id));
  const auto current = TRY(current_project(connection, user.user.id));
  json::object out;
  out["id"] = user.user.id;
  out["uuid"] = user.user.uuid;
  out["distinct_id"] = user.distinct_id;
  out["date_joined"] = format_iso(user.created_at);
  out["last_login"] = instant_json(user.last_login_at);
  out["first_name"] = user.user.first_name;
  out["last_name"] = user.user.last_name;
  out["email"] = user.user.email;
  out["is_email_verified"] = nullptr;
  out["is_staff"] = false;
  out["has_password"] = true;
  out["theme_mode"] = text_or_null(user.theme_mode);
  out["team"] = nullptr;
  for (const auto& project : projects) {
    if (project.id == current) out["team"] = project_summary_json(project);
  }
  out["organization"] = nullptr;
  json::array organizations;
  for (const auto& each : own) {
    organizations.push_back(organization_summary_json(each));
    const bool is_current = user.current_organization ? each.organization.id == *user.current_organization
                                                      : &each == &own.front();
    if (!is_current) continue;
    std::vector<ProjectRow> in_it;
    for (const auto& project : projects) {
      if (project.organization_id == each.organization.id) in_it.push_back(project);
    }
    out["organization"] =
        organization_json(each, in_it, TRY(count_memberships(connection, each.organization.id)));
  }
  out["organizations"] = std::move(organizations);
  return out;
}

json::object member_json(const Membership& membership) {
  json::object out;
  out["id"] = membership.id;
  out["user"] = user_json(membership.user);
  out["level"] = level_of(membership.role);
  out["joined_at"] = format_iso(membership.joined_at);
  out["updated_at"] = format_iso(membership.updated_at);
  out["last_login"] = instant_json(membership.last_login_at);
  out["is_2fa_enabled"] = false;
  out["has_social_auth"] = false;
  return out;
}

json::object invite_json(const Invite& invite, Instant now) {
  json::object out;
  out["id"] = invite.id;
  out["target_email"] = text_or_null(invite.target_email);
  out["first_name"] = invite.first_name;
  out["message"] = text_or_null(invite.message);
  out["level"] = level_of(invite.role);
  out["emailing_attempt_made"] = invite.emailed_at.has_value();
  out["is_expired"] = invite.expires_at <= now;
  out["expires_at"] = format_iso(invite.expires_at);
  out["created_at"] = format_iso(invite.created_at);
  out["updated_at"] = format_iso(invite.created_at);
  out["created_by"] = user_json(invite.created_by);
  return out;
}

json::object key_json(const PersonalKey& key, const std::optional<std::string>& value) {
  json::object out;
  out["id"] = key.id;
  out["label"] = key.label;
  out["value"] = text_or_null(value);
  out["mask_value"] = key.mask;
  out["user_id"] = key.user;
  out["created_at"] = format_iso(key.created_at);
  out["last_used_at"] = instant_json(key.last_used_at);
  out["last_rolled_at"] = instant_json(key.last_rolled_at);
  out["scopes"] = array_of(key.scopes);
  out["scoped_teams"] = array_or_null(key.scoped_projects);
  out["scoped_organizations"] = array_or_null(key.scoped_organizations);
  return out;
}

json::object session_json(const Session& session, bool is_current) {
  json::object out;
  out["id"] = session.id;
  out["created_at"] = format_iso(session.created_at);
  out["last_seen_at"] = format_iso(session.last_seen_at);
  out["expires_at"] = format_iso(session.expires_at);
  out["ip"] = session.ip;
  out["user_agent"] = session.user_agent;
  out["is_current"] = is_current;
  return out;
}

json::object activity_json(const ActivityEntry& entry) {
  json::object out;
  out["id"] = entry.id;
  out["user"] = user_json(entry.user);
  out["activity"] = entry.activity;
  out["scope"] = entry.scope;
  out["item_id"] = entry.item_id;
  out["detail"] = json::parse(entry.detail);  // written by ourselves
  out["created_at"] = format_iso(entry.created_at);
  out["is_system"] = !entry.place.user.has_value();
  out["unread"] = false;
  out["organization_id"] = entry.place.organization_id;
  out["project_id"] = entry.place.project ? json::value(*entry.place.project) : json::value(nullptr);
  return out;
}

}  // namespace leapfrog::accounts
