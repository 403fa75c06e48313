// Users, organisations, members, invitations, projects, keys and the activity log, over the routes.
#include <gmock/gmock.h>

#include "accounts/accounts_fixture.h"

namespace leapfrog::accounts {
namespace {

using testing::HasSubstr;
using testing::Not;

class ObjectsTest : public AccountsFixture {
 protected:
  ObjectsTest() : made(set_up()), ada(signed_in("ada@example.com", "correct horse")) {}

  // Someone new through an invitation made by Ada.
  TestClient join(const std::string& email, std::int64_t level) {
    const auto invite = body_of(ada.post("/api/organizations/@current/invites/", {{"level", level}}));
    TestClient client(router);
    const auto response =
        client.post("/api/signup/" + std::string(invite.at("token").as_string()) + "/",
                    {{"email", email}, {"password", "correct horse"}, {"first_name", "New"}});
    EXPECT_EQ(response.status, 201) << response.body;
    return client;
  }
  std::string uuid_of(TestClient& client) {
    return std::string(body_of(client.get("/api/users/@me/")).at("uuid").as_string());
  }
  json::array activity(const std::string& target) {
    return body_of(ada.get(target)).at("results").as_array();
  }

  Bootstrapped made;
  TestClient ada;
};

constexpr std::string_view denied = "permission_denied";
constexpr std::string_view authentication = "authentication_error";
constexpr std::string_view validation = "validation_error";

TEST_F(ObjectsTest, MeShowsAndChangesWhatIsMine) {
  const auto me = body_of(ada.get("/api/users/@me/"));
  EXPECT_EQ(me.at("email"), "ada@example.com");
  EXPECT_EQ(me.at("team").at("id"), 1);
  EXPECT_EQ(me.at("team").at("api_token"), json::value(made.project_token));
  EXPECT_EQ(me.at("organization").at("id"), json::value(made.organization));
  EXPECT_EQ(me.at("organization").at("projects").at(0).at("name"), "Shop");
  EXPECT_EQ(me.at("organization").at("member_count"), 1);
  EXPECT_EQ(me.at("organizations").as_array().size(), 1u);
  const auto changed = body_of(ada.patch(
      "/api/users/@me/", {{"first_name", " Ada "}, {"last_name", "Lovelace"}, {"theme_mode", "dark"}}));
  EXPECT_EQ(changed.at("first_name"), "Ada");
  EXPECT_EQ(changed.at("last_name"), "Lovelace");
  EXPECT_EQ(changed.at("theme_mode"), "dark");
  EXPECT_TRUE(body_of(ada.patch("/api/users/@me/", {{"theme_mode", nullptr}})).at("theme_mode").is_null());
  expect_error(ada.patch("/api/users/@me/", {{"theme_mode", "pink"}}), 400, validation, "invalid_choice",
               "Must be one of: light, dark, system.", "theme_mode");
  expect_error(ada.patch("/api/users/@me/", {{"set_current_team", 99}}), 400, validation, "does_not_exist",
               "There is no such project of yours.", "set_current_team");
  expect_error(ada.patch("/api/users/@me/", {{"set_current_organization", "x"}}), 400, validation,
               "does_not_exist", "You are not a member of such an organization.", "set_current_organization");
}

TEST_F(ObjectsTest, CurrentFollowsWhatWasChosen) {
  const auto second = body_of(ada.post("/api/projects/", {{"name", "Second"}}));
  EXPECT_EQ(body_of(ada.get("/api/projects/@current/")).at("id"), 1);
  EXPECT_EQ(ada.patch("/api/users/@me/", {{"set_current_team", second.at("id")}}).status, 200);
  EXPECT_EQ(body_of(ada.get("/api/projects/@current/")).at("id"), second.at("id"));
  const auto other = body_of(ada.post("/api/organizations/", {{"name", "Other"}}));
  EXPECT_EQ(body_of(ada.get("/api/organizations/@current/")).at("id"), other.at("id"));
  const auto in_other = body_of(ada.post("/api/projects/", {{"name", "In other"}}));
  EXPECT_EQ(in_other.at("organization"), other.at("id"));
  EXPECT_EQ(body_of(ada.get("/api/projects/@current/")).at("id"), in_other.at("id"));
  EXPECT_EQ(ada.patch("/api/users/@me/", {{"set_current_organization", std::string_view(made.organization)}})
                .status,
            200);
  EXPECT_EQ(body_of(ada.get("/api/projects/@current/")).at("id"), 1);
  EXPECT_EQ(body_of(ada.get("/api/projects/")).at("count"), 3);
  EXPECT_EQ(body_of(ada.get("/api/organizations/" + made.organization + "/projects/")).at("count"), 2);
  EXPECT_EQ(ada.get("/api/organizations/" + std::string(other.at("id").as_string()) + "/projects/1/").status,
            404);
}

TEST_F(ObjectsTest, OrganizationsAreMadeRenamedAndListed) {
  const auto created = ada.post("/api/organizations/", {{"name", "Acme"}});
  ASSERT_EQ(created.status, 201) << created.body;
  EXPECT_EQ(body_of(created).at("membership_level"), 15);
  EXPECT_NE(body_of(created).at("slug"), "acme");  // taken by the first
  EXPECT_THAT(std::string(body_of(created).at("slug").as_string()), testing::StartsWith("acme-"));
  EXPECT_EQ(body_of(ada.get("/api/organizations/")).at("count"), 2);
  EXPECT_EQ(body_of(ada.get("/api/organizations/?limit=1")).at("results").as_array().size(), 1u);
  EXPECT_EQ(
      body_of(ada.patch("/api/organizations/" + made.organization + "/", {{"name", "Acme Ltd"}})).at("name"),
      "Acme Ltd");
  expect_error(ada.post("/api/organizations/"), 400, validation, "required", "This field is required.",
               "name");
  expect_error(ada.get("/api/organizations/nope/"), 404, "invalid_request", "not_found", "Not found.");
}

TEST_F(ObjectsTest, MembersChangeRolesWithinTheirOwn) {
  auto admin = join("admin@example.com", 8);
  auto member = join("member@example.com", 1);
  const auto path = [&](TestClient& client) {
    return "/api/organizations/" + made.organization + "/members/" + uuid_of(client) + "/";
  };
  const auto list = body_of(ada.get("/api/organizations/@current/members/"));
  EXPECT_EQ(list.at("count"), 3);
  EXPECT_EQ(list.at("results").at(1).at("user").at("email"), "admin@example.com");
  EXPECT_EQ(list.at("results").at(1).at("level"), 8);
  EXPECT_EQ(body_of(admin.patch(path(member), {{"level", 0}})).at("level"), 0);
  EXPECT_EQ(body_of(member.get(path(ada))).at("level"), 15);
  expect_error(admin.patch(path(ada), {{"level", 1}}), 403, authentication, denied,
               "You can only edit others with level lower or equal to you.");
  expect_error(admin.patch(path(member), {{"level", 15}}), 403, authentication, denied,
               "You can only change access level of others to lower or equal to your current one.");
  expect_error(admin.patch(path(admin), {{"level", 1}}), 403, authentication, denied,
               "You can't change your own access level.");
  expect_error(ada.patch(path(member), {{"level", 3}}), 400, validation, "invalid_choice",
               "Must be one of: 0 (viewer), 1 (member), 8 (admin), 15 (owner).", "level");
  expect_error(ada.patch(path(member), json::object()), 400, validation, "required",
               "This field is required.", "level");
  EXPECT_EQ(ada.patch("/api/organizations/@current/members/nobody/", {{"level", 1}}).status, 404);
  expect_error(admin.del(path(ada)), 403, authentication, denied,
               "You can only remove others with level lower or equal to you.");
  expect_error(member.del(path(admin)), 403, authentication, denied,
               "Your organization access level is insufficient.");
  expect_error(ada.del(path(ada)), 403, authentication, denied,
               "The last owner cannot leave. Make someone else an owner first.");
  EXPECT_EQ(ada.patch(path(admin), {{"level", 15}}).status, 200);
  EXPECT_EQ(ada.del(path(ada)).status, 204);
  EXPECT_EQ(ada.get("/api/projects/1/").status, 404);
  EXPECT_TRUE(body_of(ada.get("/api/users/@me/")).at("organization").is_null());
  EXPECT_EQ(member.del("/api/organizations/" + made.organization + "/members/@me/").status, 204);
  EXPECT_EQ(member.get("/api/organizations/" + made.organization + "/").status, 404);
}

TEST_F(ObjectsTest, AnInvitationIsUsedOnceAndInTime) {
  const auto response = ada.post("/api/organizations/@current/invites/",
                                 {{"target_email", "bob@example.com"}, {"level", 8}, {"first_name", "Bob"}});
  ASSERT_EQ(response.status, 201);
  const auto invite = body_of(response);
  const std::string token(invite.at("token").as_string());
  EXPECT_EQ(invite.at("link"), json::value("https://leapfrog.test/signup/" + token));
  const auto listed = ada.get("/api/organizations/@current/invites/");
  EXPECT_EQ(body_of(listed).at("count"), 1);
  EXPECT_THAT(listed.body, Not(HasSubstr(token)));
  const auto path = "/api/signup/" + token + "/";

  TestClient bob(router);
  const auto seen = body_of(bob.get(path));
  EXPECT_EQ(seen.at("target_email"), "b*****b@example.com");
  EXPECT_EQ(seen.at("organization_name"), "Acme");
  expect_error(bob.post(path, {{"email", "eve@example.com"}, {"password", "correct horse"}}), 400, validation,
               "invalid_recipient",
               "This invite is intended for another email address: b*****b@example.com.");
  expect_error(bob.post(path, {{"password", "short"}}), 400, validation, "password_too_short",
               "This password is too short. It must contain at least 8 characters.", "password");
  clock.advance(std::chrono::days(3) - seconds(1));
  const auto joined =
      body_of(bob.post(path, {{"password", "correct horse"}}));  // the email is the invitation's
  EXPECT_EQ(joined.at("email"), "bob@example.com");
  EXPECT_EQ(joined.at("organization").at("membership_level"), 8);
  TestClient late(router);
  expect_error(late.get(path), 400, validation, "invalid_invite",
               "This invitation does not exist, was withdrawn or has been used already.");
  expect_error(late.post(path, {{"email", "c@example.com"}, {"password", "correct horse"}}), 400, validation,
               "invalid_invite", "This invitation does not exist, was withdrawn or has been used already.");
}

TEST_F(ObjectsTest, InvitationsExpireAndAreWithdrawn) {
  const auto invite = body_of(ada.post("/api/organizations/@current/invites/"));
  const auto path = "/api/signup/" + std::string(invite.at("token").as_string()) + "/";
  TestClient bob(router);
  expect_error(bob.post(path, {{"password", "correct horse"}}), 400, validation, "required",
               "This field is required.", "email");
  clock.advance(std::chrono::days(3));
  expect_error(bob.get(path), 400, validation, "expired",
               "This invite has expired. Please ask your admin for a new one.");
  EXPECT_EQ(body_of(ada.get("/api/organizations/@current/invites/")).at("results").at(0).at("is_expired"),
            true);
  const auto withdrawn =
      "/api/organizations/@current/invites/" + std::string(invite.at("id").as_string()) + "/";
  EXPECT_EQ(ada.del(withdrawn).status, 204);
  EXPECT_EQ(ada.del(withdrawn).status, 404);
  EXPECT_EQ(body_of(bob.get(path)).at("code"), "invalid_invite");

  auto admin = join("admin@example.com", 8);
  expect_error(admin.post("/api/organizations/@current/invites/", {{"level", 15}}), 403, authentication,
               denied, "You cannot invite to a higher permission level than your own.");
  expect_error(ada.post("/api/organizations/@current/invites/", {{"target_email", "x"}}), 400, validation,
               "invalid_input", "Enter a valid email address.", "target_email");
}

TEST_F(ObjectsTest, WhoIsSignedInJoinsWithTheirAccount) {
  auto bob = join("bob@example.com", 1);
  const auto other = body_of(ada.post("/api/organizations/", {{"name", "Other"}}));
  const auto invite = body_of(ada.post("/api/organizations/@current/invites/"));
  const auto path = "/api/signup/" + std::string(invite.at("token").as_string()) + "/";
  TestClient someone(router);
  expect_error(
      someone.post(path, {{"email", "bob@example.com"}, {"password", "another horse"}}), 400, validation,
      "unique",
      "There already is an account with this email address. Sign in first, then open the link again.",
      "email");
  bob.send_csrf = false;
  EXPECT_EQ(bob.post(path).status, 403);
  bob.send_csrf = true;
  const auto joined = bob.post(path);
  ASSERT_EQ(joined.status, 201) << joined.body;
  EXPECT_EQ(body_of(joined).at("organization").at("id"), other.at("id"));
  const auto again = body_of(ada.post("/api/organizations/@current/invites/"));
  expect_error(bob.post("/api/signup/" + std::string(again.at("token").as_string()) + "/"), 400, validation,
               "user_already_member", "You already are a member of this organization.");
  EXPECT_EQ(body_of(ada.get("/api/organizations/@current/invites/")).at("count"), 1);  // not used up
}

TEST_F(ObjectsTest, ProjectsAreMadeWithASecretShownOnce) {
  const auto response = ada.post("/api/projects/", {{"name", "Blog"}, {"timezone", "Europe/Berlin"}});
  ASSERT_EQ(response.status, 201) << response.body;
  const auto project = body_of(response);
  EXPECT_EQ(project.at("id"), 2);
  EXPECT_EQ(project.at("name"), "Blog");
  EXPECT_EQ(project.at("timezone"), "Europe/Berlin");
  EXPECT_THAT(std::string(project.at("api_token").as_string()), testing::MatchesRegex("phc_[0-9A-Za-z]{43}"));
  const std::string secret(project.at("secret_api_token").as_string());
  EXPECT_THAT(secret, testing::StartsWith("phs_"));
  const auto shown = body_of(ada.get("/api/projects/2/"));
  EXPECT_TRUE(shown.at("secret_api_token").is_null());
  EXPECT_EQ(shown.at("secret_api_token_mask"), json::value("phs_..." + secret.substr(secret.size() - 4)));
  EXPECT_EQ(shown.at("effective_membership_level"), 15);
  for (const auto* key : {"app_urls", "recording_domains", "session_recording_opt_in", "surveys_opt_in",
                          "heatmaps_opt_in", "path_cleaning_filters", "data_attributes", "base_currency",
                          "cookieless_server_hash_mode", "group_types", "live_events_token", "modifiers"})
    EXPECT_TRUE(shown.as_object().contains(key)) << key;

  const auto rotated = body_of(ada.patch("/api/projects/2/rotate_secret_token/", json::object()));
  EXPECT_NE(rotated.at("secret_api_token"), json::value(secret));
  EXPECT_THAT(std::string(rotated.at("secret_api_token").as_string()), testing::StartsWith("phs_"));
  expect_error(ada.patch("/api/projects/2/", {{"name", ""}}), 400, validation, "blank",
               "This field may not be blank.", "name");
  expect_error(ada.patch("/api/projects/2/", {{"timezone", nullptr}}), 400, validation, "null",
               "This field may not be null.", "timezone");
  expect_error(ada.patch("/api/projects/2/", {{"name", "New"}, {"timezone", "x"}}), 400, validation,
               "invalid_input", "Unknown time zone. Use a name like \"Europe/Berlin\" or \"UTC\".",
               "timezone");
  EXPECT_EQ(body_of(ada.get("/api/projects/2/")).at("name"), "Blog");
  expect_error(ada.get("/api/projects/?limit=x"), 400, validation, "invalid_input",
               "Expected a whole number of at least 1.", "limit");
}

TEST_F(ObjectsTest, DeletingAProjectTakesItsTypedName) {
  EXPECT_EQ(ada.post("/api/projects/", {{"name", "Blog"}}).status, 201);
  const std::string_view sentence = "To delete the project, send its exact name in the field \"name\".";
  expect_error(ada.del("/api/projects/2/"), 400, validation, "confirmation", sentence, "name");
  expect_error(ada.del("/api/projects/2/", {{"name", "blog"}}), 400, validation, "confirmation", sentence,
               "name");
  EXPECT_EQ(ada.del("/api/projects/2/", {{"name", "Blog"}}).status, 204);
  EXPECT_EQ(ada.get("/api/projects/2/").status, 404);
  EXPECT_EQ(body_of(ada.post("/api/projects/")).at("id"), 3);  // a number never comes back
}

TEST_F(ObjectsTest, KeysAreShownOnceRolledAndRevoked) {
  const auto created = ada.post("/api/personal_api_keys/", {{"label", "CI"}, {"scopes", {"query:read"}}});
  ASSERT_EQ(created.status, 201) << created.body;
  const auto key = body_of(created);
  const std::string value(key.at("value").as_string());
  EXPECT_EQ(key.at("mask_value"), json::value("phx_..." + value.substr(value.size() - 4)));
  EXPECT_TRUE(key.at("scoped_teams").is_null());
  const auto listed = ada.get("/api/personal_api_keys/");
  EXPECT_EQ(body_of(listed).as_array().size(), 2u);
  EXPECT_THAT(listed.body, Not(HasSubstr(value)));
  const auto path = "/api/personal_api_keys/" + std::string(key.at("id").as_string()) + "/";
  EXPECT_TRUE(body_of(ada.get(path)).at("value").is_null());
  EXPECT_EQ(body_of(TestClient(router, value).get("/api/personal_api_keys/@current/")).at("label"), "CI");

  const auto changed =
      body_of(ada.patch(path, {{"label", "Build"}, {"scopes", {"*"}}, {"scoped_teams", {1}}}));
  EXPECT_EQ(changed.at("label"), "Build");
  EXPECT_EQ(changed.at("scoped_teams"), (json::array{1}));
  const std::string rolled(body_of(ada.post(path + "roll/")).at("value").as_string());
  EXPECT_EQ(TestClient(router, value).get("/api/projects/1/").status, 401);
  EXPECT_EQ(TestClient(router, rolled).get("/api/projects/1/").status, 200);
  EXPECT_EQ(ada.del(path).status, 204);
  EXPECT_EQ(TestClient(router, rolled).get("/api/projects/1/").status, 401);
  EXPECT_EQ(ada.get(path).status, 404);
}

TEST_F(ObjectsTest, KeysSayWhatIsWrong) {
  struct Case {
    json::object body;
    std::string_view code;
    std::string_view detail;
    std::string_view attr;
  };
  const json::array star = {"*"};
  const Case cases[] = {
      {{{"scopes", star}}, "required", "This field is required.", "label"},
      {{{"label", " "}, {"scopes", star}}, "blank", "This field may not be blank.", "label"},
      {{{"label", std::string(41, 'x')}, {"scopes", star}},
       "max_length",
       "Ensure this field has no more than 40 characters.",
       "label"},
      {{{"label", "l"}}, "required", "This field is required.", "scopes"},
      {{{"label", "l"}, {"scopes", {"bogus:read"}}}, "invalid_input", "Invalid scope: bogus:read", "scopes"},
      {{{"label", "l"}, {"scopes", star}, {"scoped_teams", 1}},
       "not_a_list",
       "Expected a list of items.",
       "scoped_teams"},
      {{{"label", "l"}, {"scopes", star}, {"scoped_teams", {9}}},
       "does_not_exist",
       "Name projects of yours by their id.",
       "scoped_teams"},
      {{{"label", "l"}, {"scopes", star}, {"scoped_organizations", {"x"}}},
       "does_not_exist",
       "Name organizations of yours by their id.",
       "scoped_organizations"},
  };
  for (const auto& each : cases)
    expect_error(ada.post("/api/personal_api_keys/", each.body), 400, validation, each.code, each.detail,
                 each.attr);
  for (int i = 1; i < 100; ++i)
    ASSERT_EQ(ada.post("/api/personal_api_keys/", {{"label", "l"}, {"scopes", star}}).status, 201);
  expect_error(ada.post("/api/personal_api_keys/", {{"label", "l"}, {"scopes", star}}), 400, validation,
               "invalid_input", "You can have 100 personal API keys. Delete one that you no longer use.");
}

TEST_F(ObjectsTest, TheActivityLogTellsWhoChangedWhatAndNoSecrets) {
  EXPECT_EQ(ada.patch("/api/projects/1/", {{"name", "Store"}, {"timezone", "Asia/Tokyo"}}).status, 200);
  EXPECT_EQ(ada.patch("/api/projects/1/", {{"name", "Store"}}).status, 200);  // changes nothing: not logged
  const auto secret = body_of(ada.post("/api/projects/1/rotate_secret_token/")).at("secret_api_token");
  const auto log = activity("/api/projects/1/activity_log/");
  ASSERT_EQ(log.size(), 3u);
  EXPECT_EQ(log[0].at("activity"), "secret rotated");
  EXPECT_EQ(log[1].at("activity"), "updated");
  EXPECT_EQ(log[1].at("scope"), "Project");
  EXPECT_EQ(log[1].at("item_id"), "1");
  EXPECT_EQ(log[1].at("user").at("email"), "ada@example.com");
  EXPECT_EQ(log[1].at("is_system"), false);
  const auto& changes = log[1].at("detail").at("changes").as_array();
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].at("field"), "timezone");
  EXPECT_EQ(changes[0].at("before"), "UTC");
  EXPECT_EQ(changes[0].at("after"), "Asia/Tokyo");
  EXPECT_EQ(changes[1].at("field"), "name");
  EXPECT_EQ(log[2].at("activity"), "created");

  auto bob = join("bob@example.com", 1);
  EXPECT_EQ(ada.patch("/api/organizations/@current/", {{"name", "Acme Ltd"}}).status, 200);
  const auto key = body_of(ada.post("/api/personal_api_keys/", {{"label", "CI"}, {"scopes", {"*"}}}));
  const auto whole = ada.get("/api/organizations/@current/activity_log/");
  for (const auto* scope :
       {"Project", "Organization", "OrganizationInvite", "OrganizationMembership", "PersonalAPIKey"})
    EXPECT_THAT(whole.body, HasSubstr("\"scope\":\"" + std::string(scope) + "\""));
  EXPECT_THAT(whole.body, Not(HasSubstr(std::string(secret.as_string()))));
  EXPECT_THAT(whole.body, Not(HasSubstr(std::string(key.at("value").as_string()))));
  const auto only = body_of(ada.get("/api/organizations/@current/activity_log/?scope=Project&limit=2"));
  EXPECT_EQ(only.at("count"), 3);
  EXPECT_EQ(only.at("results").as_array().size(), 2u);
  EXPECT_EQ(only.at("next"),
            "https://leapfrog.test/api/organizations/@current/activity_log/?scope=Project&limit=2&offset=2");
  EXPECT_EQ(body_of(ada.get("/api/projects/1/activity_log/?item_id=none")).at("count"), 0);
}

TEST(Changes, AreTheFieldsThatDiffer) {
  const auto changes =
      changes_between({{"a", 1}, {"b", 2}, {"gone", 3}}, {{"a", 1}, {"b", 3}, {"new", nullptr}, {"c", 4}});
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[0].field, "b");
  EXPECT_EQ(changes[1].field, "gone");
  EXPECT_TRUE(changes[1].after.is_null());
  EXPECT_EQ(changes[2].field, "c");
  EXPECT_TRUE(changes[2].before.is_null());
}

}  // namespace
}  // namespace leapfrog::accounts
