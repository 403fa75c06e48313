// Every route of this slice against every kind of caller. A route that is missing here fails the test.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "accounts/accounts_fixture.h"
#include "accounts/csrf.h"
#include "accounts/founding.h"
#include "accounts/invite_store.h"
#include "accounts/key_store.h"
#include "accounts/session_store.h"
#include "accounts/signing_in.h"
#include "accounts/state.h"
#include "base/uuid.h"
#include "storage/meta/rows.h"

namespace leapfrog::accounts {
namespace {

constexpr std::array<std::string_view, 7> actors = {"anonymous",
                                                    "viewer",
                                                    "member",
                                                    "admin",
                                                    "owner",
                                                    "a key without the scope",
                                                    "a key of another organization"};

// Two organisations with everything in them. Made anew for every question, since the answers change it; so
// the password hashes are no hashes.
class World : public AccountsFixture {
 public:
  World() {
    const auto made =
        meta::in_write(*database, [&](meta::Connection& connection) { return fill(connection); });
    EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().detail);
    EXPECT_TRUE(accounts->state().refresh_projects().has_value());
  }
  void TestBody() override {}
  const std::vector<std::unique_ptr<http::Route>>& routes() const { return router.routes(); }

  TestClient client(std::size_t actor) {
    if (actor == 0) return TestClient(router);
    if (actor == 5) return TestClient(router, poor_key);
    if (actor == 6) return TestClient(router, other_key);
    TestClient out(router);
    const auto& secret = sessions[actor - 1];
    out.cookies = {{"leapfrog_session", secret}, {"leapfrog_csrf", csrf_token(secret)}};
    return out;
  }
  std::string filled_in(std::string text) const {
    for (const auto& [name, value] : names) {
      for (auto at = text.find(name); at != std::string::npos; at = text.find(name))
        text.replace(at, name.size(), value);
    }
    return text;
  }

 private:
  Result<bool> fill(meta::Connection& connection);
  Result<User> add_member(meta::Connection& connection, const std::string& organization,
                          const std::string& email, Role role);
  Result<std::string> add_key(meta::Connection& connection, const User& user, std::string scope);

  std::array<std::string, 4> sessions;  // viewer, member, admin, owner
  std::string poor_key;
  std::string other_key;
  std::map<std::string, std::string> names;
};

Result<User> World::add_member(meta::Connection& connection, const std::string& organization,
                               const std::string& email, Role role) {
  const auto user = TRY(insert_user(connection, {email, "", "", "none"}, clock.now()));
  TRY(insert_membership(connection, organization, user.user.id, role, clock.now()));
  return user.user;
}

Result<std::string> World::add_key(meta::Connection& connection, const User& user, std::string scope) {
  const auto secret = make_secret("phx_");
  PersonalKey key;
  key.id = Uuid::at(clock.now()).text();
  key.user = user.id;
  key.label = "key";
  key.mask = secret.mask;
  key.scopes = {std::move(scope)};
  key.created_at = clock.now();
  TRY(insert_key(connection, key, secret.hash));
  names["$key"] = key.id;
  return secret.value;
}

Result<bool> World::fill(meta::Connection& connection) {
  const auto founded = TRY(found(connection, {"owner@a.test", "", "", "none"}, "Acme", "Shop", clock.now()));
  const auto& organization = founded.organization.id;
  names["$org"] = organization;
  const auto viewer = TRY(add_member(connection, organization, "viewer@a.test", Role::viewer));
  const auto member = TRY(add_member(connection, organization, "member@a.test", Role::member));
  const auto admin = TRY(add_member(connection, organization, "admin@a.test", Role::admin));
  const auto victim = TRY(add_member(connection, organization, "victim@a.test", Role::viewer));
  names["$victim"] = victim.uuid;
  const http::Request request;
  sessions[0] = TRY(start_session(connection, viewer.id, request, clock.now()));
  sessions[1] = TRY(start_session(connection, member.id, request, clock.now()));
  sessions[2] = TRY(start_session(connection, admin.id, request, clock.now()));
  sessions[3] = TRY(start_session(connection, founded.user.user.id, request, clock.now()));
  TRY(start_session(connection, victim.id, request, clock.now()));
  names["$session"] = TRY(list_sessions(connection, victim.id, clock.now())).front().id;

  const auto token = make_secret("");
  Invite invite;
  invite.id = Uuid::at(clock.now()).text();
  invite.organization_id = organization;
  invite.created_at = clock.now();
  invite.expires_at = clock.now() + std::chrono::days(3);
  TRY(insert_invite(connection, invite, token.hash));
  names["$invite"] = invite.id;
  names["$token"] = token.value;

  const auto other = TRY(found(connection, {"owner@b.test", "", "", "none"}, "Other", "Theirs", clock.now()));
  other_key = TRY(add_key(connection, other.user.user, "*"));
  poor_key = TRY(add_key(connection, admin, "annotation:write"));  // last: $key is the admin's
  return true;
}

struct Row {
  http::Method method;
  std::string pattern;
  std::string target;
  std::string body;
  std::array<int, 7> statuses;
};

std::vector<Row> table() {
  using enum http::Method;
  using Statuses = std::array<int, 7>;
  const Statuses everyone = {200, 200, 200, 200, 200, 200, 200};
  const Statuses members = {401, 200, 200, 200, 200, 403, 404};
  const Statuses writers = {401, 403, 200, 200, 200, 403, 404};
  const Statuses admins = {401, 403, 403, 200, 200, 403, 404};
  const Statuses admins_create = {401, 403, 403, 201, 201, 403, 404};
  const Statuses admins_delete = {401, 403, 403, 204, 204, 403, 404};
  const Statuses own = {401, 200, 200, 200, 200, 403, 200};
  const Statuses wrong = {400, 400, 400, 400, 400, 400, 400};
  const Statuses signed_in = {401, 200, 200, 200, 200, 403, 403};
  const Statuses key_owner = {401, 404, 404, 200, 404, 403, 403};
  const std::string org = "/api/organizations/{organization_id}/";
  const std::string acme = "/api/organizations/$org/";
  const std::string key = "/api/personal_api_keys/{key_id}/";
  const std::string admins_key = "/api/personal_api_keys/$key/";
  std::vector<Row> rows = {
      {get, "/_preflight/", "/_preflight/", "", everyone},
      {post, "/api/login/", "/api/login/", "{}", {400, 400, 400, 400, 400, 400, 400}},
      {post, "/api/logout/", "/api/logout/", "", {204, 204, 204, 204, 204, 204, 204}},
      {post, "/logout", "/logout", "", {302, 302, 302, 302, 302, 302, 302}},
      {post, "/api/signup/", "/api/signup/", "{}", {403, 403, 403, 403, 403, 403, 403}},
      {get, "/api/signup/{invite}/", "/api/signup/$token/", "", everyone},
      {post, "/api/signup/{invite}/", "/api/signup/$token/", "{}", {400, 400, 400, 400, 400, 403, 403}},
      {post, "/api/reset/", "/api/reset/", "{}", wrong},
      {get, "/api/reset/{user_uuid}/", "/api/reset/$victim/", "", wrong},
      {post, "/api/reset/{user_uuid}/", "/api/reset/$victim/", R"({"token":"x","password":"p"})", wrong},
      {get, "/api/users/@me/", "/api/users/@me/", "", own},
      {patch, "/api/users/@me/", "/api/users/@me/", "{}", own},
      {get, "/api/users/@me/sessions/", "/api/users/@me/sessions/", "", signed_in},
      {del, "/api/users/@me/sessions/", "/api/users/@me/sessions/", "", {401, 204, 204, 204, 204, 403, 403}},
      {del,
       "/api/users/@me/sessions/{session_id}/",
       "/api/users/@me/sessions/$session/",
       "",
       {401, 404, 404, 404, 404, 403, 403}},
      {get, "/api/personal_api_keys/", "/api/personal_api_keys/", "", signed_in},
      {post,
       "/api/personal_api_keys/",
       "/api/personal_api_keys/",
       R"({"label":"l","scopes":["*"]})",
       {401, 201, 201, 201, 201, 403, 403}},
      {get,
       "/api/personal_api_keys/@current/",
       "/api/personal_api_keys/@current/",
       "",
       {401, 404, 404, 404, 404, 200, 200}},
      {get, key, admins_key, "", key_owner},
      {patch, key, admins_key, "{}", key_owner},
      {del, key, admins_key, "", {401, 404, 404, 204, 404, 403, 403}},
      {post, key + "roll/", admins_key + "roll/", "", key_owner},
      {get, "/api/organizations/", "/api/organizations/", "", own},
      {post,
       "/api/organizations/",
       "/api/organizations/",
       R"({"name":"N"})",
       {401, 201, 201, 201, 201, 403, 201}},
      {get, org, acme, "", members},
      {patch, org, acme, R"({"name":"N"})", admins},
      {get, org + "members/", acme + "members/", "", members},
      {get, org + "members/{user_uuid}/", acme + "members/$victim/", "", members},
      {patch, org + "members/{user_uuid}/", acme + "members/$victim/", R"({"level":1})", admins},
      {del, org + "members/{user_uuid}/", acme + "members/$victim/", "", admins_delete},
      {get, org + "invites/", acme + "invites/", "", admins},
      {post, org + "invites/", acme + "invites/", "{}", admins_create},
      {del, org + "invites/{invite_id}/", acme + "invites/$invite/", "", admins_delete},
      {get, org + "mail/", acme + "mail/", "", admins},
      {post, org + "mail/test/", acme + "mail/test/", "", {401, 403, 403, 400, 400, 403, 403}},
      {get, org + "projects/", acme + "projects/", "", members},
      {post, org + "projects/", acme + "projects/", "{}", admins_create},
      {get, org + "activity_log/", acme + "activity_log/", "", admins},
  };
  for (const std::string noun : {"projects", "environments"}) {
    const auto all = "/api/" + noun + "/";
    rows.push_back({get, all, all, "", own});
    rows.push_back({post, all, all, "{}", {401, 403, 403, 201, 201, 403, 201}});
    rows.push_back({get, all + "{project_id}/activity_log/", all + "1/activity_log/", "", members});
    rows.push_back({post, all + "{project_id}/visits/", all + "1/visits/", "", signed_in});
  }
  const std::pair<std::string, std::string> places[] = {
      {"/api/projects/{project_id}/", "/api/projects/1/"},
      {"/api/environments/{project_id}/", "/api/environments/1/"},
      {org + "projects/{project_id}/", acme + "projects/1/"}};
  for (const auto& [pattern, target] : places) {
    rows.push_back({get, pattern, target, "", members});
    rows.push_back({patch, pattern, target, R"({"name":"N"})", writers});
    rows.push_back({del, pattern, target, R"({"name":"Shop"})", admins_delete});
    for (const std::string action : {"reset_token/", "rotate_secret_token/"}) {
      rows.push_back({patch, pattern + action, target + action, "", admins});
      rows.push_back({post, pattern + action, target + action, "", admins});
    }
  }
  return rows;
}

std::string named(http::Method method, std::string_view pattern) {
  return fmt::format("{} {}", http::method_name(method), pattern);
}

TEST(Permissions, EveryRouteIsInTheTable) {
  const World world;
  std::set<std::string> listed;
  for (const auto& row : table())
    EXPECT_TRUE(listed.insert(named(row.method, row.pattern)).second) << row.pattern;
  std::set<std::string> existing;
  for (const auto& route : world.routes()) existing.insert(named(route->method, route->pattern));
  EXPECT_EQ(listed, existing);
}

TEST(Permissions, EveryRouteForEveryCaller) {
  auto world = std::make_unique<World>();
  for (const auto& row : table()) {
    for (std::size_t actor = 0; actor < actors.size(); ++actor) {
      auto client = world->client(actor);
      const auto response = client.send_raw(row.method, world->filled_in(row.target), row.body);
      EXPECT_EQ(response.status, row.statuses[actor])
          << named(row.method, row.pattern) << " as " << actors[actor] << ": " << response.body;
      if (response.status >= 400) {
        EXPECT_EQ(body_of(response).at("type"), response.status == 400   ? "validation_error"
                                                : response.status == 404 ? "invalid_request"
                                                                         : "authentication_error");
      } else if (row.method != http::Method::get) {
        world = std::make_unique<World>();
      }
    }
  }
}

}  // namespace
}  // namespace leapfrog::accounts
