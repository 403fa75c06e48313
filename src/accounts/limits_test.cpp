// What happens at the bounds of this slice: how many of each thing there may be.
#include <fmt/format.h>

#include "accounts/accounts_fixture.h"
#include "accounts/csrf.h"
#include "accounts/founding.h"
#include "accounts/invite_store.h"
#include "accounts/project_settings.h"
#include "accounts/session_store.h"
#include "accounts/signing_in.h"
#include "accounts/state.h"
#include "storage/meta/rows.h"

namespace leapfrog::accounts {
namespace {

class LimitsTest : public AccountsFixture {
 protected:
  LimitsTest() {
    const auto made = meta::in_write(*database, [&](meta::Connection& connection) -> Result<std::string> {
      founded = TRY(found(connection, {"ada@a.test", "", "", "none"}, "Acme", "Shop", clock.now()));
      return start_session(connection, founded.user.user.id, http::Request(), clock.now());
    });
    EXPECT_TRUE(made.has_value());
    EXPECT_TRUE(accounts->state().refresh_projects().has_value());
    client.cookies = {{"leapfrog_session", *made}, {"leapfrog_csrf", csrf_token(*made)}};
  }
  // Runs `make` `times` in one transaction.
  void fill(int times, const std::function<Result<>(meta::Connection&, int)>& make) {
    const auto result = database->write([&](meta::Connection& connection) -> Result<> {
      for (int i = 0; i < times; ++i) TRY(make(connection, i));
      return {};
    });
    ASSERT_TRUE(result.has_value()) << result.error().detail;
  }
  void expect_refused(const http::Response& response, std::string_view detail, std::string_view attr = "") {
    expect_error(response, 400, "validation_error", "invalid_input", detail, attr);
  }

  Founded founded;
  TestClient client{router};
};

TEST_F(LimitsTest, OrganizationsOfAUser) {
  fill(99, [&](meta::Connection& connection, int i) -> Result<> {
    TRY(make_organization(connection, fmt::format("Org {}", i), founded.user.user.id, clock.now()));
    return {};
  });
  expect_refused(client.post("/api/organizations/", {{"name", "One more"}}),
                 "You can be in 100 organizations.");
}

TEST_F(LimitsTest, OpenInvitations) {
  fill(1'000, [&](meta::Connection& connection, int i) {
    Invite invite;
    invite.id = std::to_string(i);
    invite.organization_id = founded.organization.id;
    invite.created_at = invite.expires_at = clock.now();
    return insert_invite(connection, invite, std::to_string(i));
  });
  expect_refused(client.post("/api/organizations/@current/invites/"),
                 "An organization can have 1000 open invitations. Withdraw some first.");
}

TEST_F(LimitsTest, ProjectsOfAnOrganization) {
  fill(9'999, [&](meta::Connection& connection, int i) {
    const auto text = std::to_string(i);
    return connection.execute(
        "INSERT INTO projects (uuid, organization_id, name, api_token, settings, created_at, updated_at) "
        "VALUES (?, ?, ?, ?, '{}', 0, 0)",
        {text, founded.organization.id, text, text});
  });
  expect_refused(client.post("/api/projects/"), "An organization can have 10000 projects.");
}

TEST_F(LimitsTest, TheOldestSessionEndsBeyondTheBound) {
  const http::Request request;
  fill(100, [&](meta::Connection& connection, int) -> Result<> {
    clock.advance(seconds(1));
    TRY(start_session(connection, founded.user.user.id, request, clock.now()));
    return {};
  });
  EXPECT_EQ(client.get("/api/users/@me/").status, 401);
  const auto left = meta::in_read(*database, [&](meta::Connection& connection) {
    return list_sessions(connection, founded.user.user.id, clock.now());
  });
  EXPECT_EQ(left->size(), 100u);
}

TEST_F(LimitsTest, ListsInRequests) {
  json::array many;
  for (int i = 0; i < 1'001; ++i) many.push_back("x");
  expect_refused(client.patch("/api/projects/1/", {{"app_urls", many}}),
                 "Ensure this field has no more than 1000 items.", "app_urls");
  json::array ids;
  for (int i = 0; i < 201; ++i) ids.push_back(1);
  const json::array star = {"*"};
  expect_refused(
      client.post("/api/personal_api_keys/", {{"label", "l"}, {"scopes", star}, {"scoped_teams", ids}}),
      "Ensure this field has no more than 200 items.", "scoped_teams");
  const auto response = client.post("/api/personal_api_keys/", {{"label", "l"}, {"scopes", many}});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(body_of(response).at("attr"), "scopes");
}

TEST_F(LimitsTest, AScopedKeyCannotReachBeyondItsScopeByMakingAnOrganization) {
  const json::array star = {"*"};
  const auto key = body_of(
      client.post("/api/personal_api_keys/", {{"label", "l"}, {"scopes", star}, {"scoped_teams", {1}}}));
  TestClient script(router, std::string(key.at("value").as_string()));
  expect_error(script.post("/api/organizations/", {{"name", "Mine"}}), 403, "authentication_error",
               "permission_denied",
               "An API key that is scoped to projects or organizations cannot create an organization.");
}

TEST_F(LimitsTest, LongValuesAreCutInTheActivityLog) {
  json::object large;
  for (int i = 0; i < 10; ++i) large["k" + std::to_string(i)] = json::value(std::string(3'000, 'x'));
  EXPECT_EQ(client.patch("/api/projects/1/", {{"extra_settings", large}}).status, 200);
  const auto log = body_of(client.get("/api/projects/1/activity_log/")).at("results");
  const auto& change = log.at(0).at("detail").at("changes").at(0);
  EXPECT_EQ(change.at("field"), "extra_settings");
  EXPECT_EQ(change.at("action"), "created");
  EXPECT_EQ(change.at("after"), json::value(fmt::format("({} bytes)", json::serialize(large).size())));
}

}  // namespace
}  // namespace leapfrog::accounts
