// Credentials, scopes and roles as they meet in Accounts::authorize and authorize_project.
#include "accounts/accounts_fixture.h"

namespace leapfrog::accounts {
namespace {

class AuthorizeTest : public AccountsFixture {
 protected:
  AuthorizeTest() : made(set_up()) {
    add_project_route(router, *accounts, http::Method::get, "persons/", {"List", "t", "person:read", "", ""},
                      [](const ProjectAccess& access, http::Request&) {
                        return http::Response::json(json::object{{"project", access.id()},
                                                                 {"user", access.user_id().value_or(0)},
                                                                 {"name", access.project().name}});
                      });
    add_project_route(router, *accounts, http::Method::post, "persons/",
                      {"Make", "t", "person:write", "", ""},
                      [](const ProjectAccess&, http::Request&) -> Result<http::Response> {
                        return invalid("Refused by the handler.", "field");
                      });
    add_project_route(
        router, *accounts, http::Method::get, "flags/", {"Flags", "t", "feature_flag:read", "", ""},
        [](const ProjectAccess& access, http::Request&) { return http::Response::json(access.id()); },
        {.role = {}, .project_secret = true, .session_only = false});
    add_project_route(router, *accounts, http::Method::post, "flags/",
                      {"Flags", "t", "feature_flag:write", "", ""},
                      [](const ProjectAccess&, http::Request&) { return http::Response::empty(); },
                      {.role = Role::admin, .project_secret = true, .session_only = false});
  }
  TestClient key(const std::string& value) { return TestClient(router, value); }
  std::string new_key(const json::object& body) {
    auto client = signed_in("ada@example.com", "correct horse");
    const auto response = client.post("/api/personal_api_keys/", body);
    EXPECT_EQ(response.status, 201) << response.body;
    return std::string(body_of(response).at("value").as_string());
  }

  Bootstrapped made;
};

TEST_F(AuthorizeTest, AKeyWorksFromHeaderQueryAndBody) {
  const json::value wanted = {{"project", made.project}, {"user", made.user}, {"name", "Shop"}};
  EXPECT_EQ(body_of(key(made.personal_api_key).get("/api/projects/1/persons/")), wanted);
  EXPECT_EQ(body_of(key(made.personal_api_key).get("/api/environments/1/persons/")), wanted);
  EXPECT_EQ(body_of(key(made.personal_api_key).get("/api/projects/@current/persons")), wanted);
  TestClient bare(router);
  EXPECT_EQ(body_of(bare.get("/api/projects/1/persons/?personal_api_key=" + made.personal_api_key)), wanted);
  expect_error(bare.post("/api/projects/1/persons/", {{"personal_api_key", made.personal_api_key}}), 400,
               "validation_error", "invalid_input", "Refused by the handler.", "field");
}

TEST_F(AuthorizeTest, MissingAndWrongCredentials) {
  TestClient bare(router);
  expect_error(bare.get("/api/projects/1/persons/"), 401, "authentication_error", "not_authenticated",
               "Authentication credentials were not provided.");
  expect_error(key("phx_wrong").get("/api/projects/1/persons/"), 401, "authentication_error",
               "authentication_failed", "Personal API key found in request Authorization header is invalid.");
  expect_error(bare.get("/api/projects/1/persons/?personal_api_key=phx_no"), 401, "authentication_error",
               "authentication_failed", "Personal API key found in request query parameters is invalid.");
  expect_error(bare.post("/api/projects/1/persons/", {{"personal_api_key", "phx_no"}}), 401,
               "authentication_error", "authentication_failed",
               "Personal API key found in request body is invalid.");
  expect_error(
      key(made.project_token).get("/api/projects/1/persons/"), 401, "authentication_error",
      "authentication_failed",
      "A project token (phc_…) can only send events and read flags. Use a personal API key (phx_…).");
  expect_error(key("phs_wrong").get("/api/projects/1/flags/"), 401, "authentication_error",
               "authentication_failed",
               "Project secret token found in request Authorization header is invalid.");
  bare.cookies["leapfrog_session"] = "made-up";
  expect_error(bare.get("/api/projects/1/persons/"), 401, "authentication_error", "not_authenticated",
               "Your session has ended. Please sign in again.");
  bare.headers["Authorization"] = "Basic abc";
  EXPECT_EQ(bare.get("/api/projects/1/persons/").status, 401);
}

TEST_F(AuthorizeTest, WhatIsNotThereAndWhatIsOthersLooksTheSame) {
  for (const auto* id : {"2", "0", "-1", "999999999999999999999", "abc", "1x", "@other"})
    expect_error(key(made.personal_api_key).get("/api/projects/" + std::string(id) + "/persons/"), 404,
                 "invalid_request", "not_found", "Not found.");
}

TEST_F(AuthorizeTest, ScopesAndWhatTheyAreLimitedTo) {
  const auto reader = new_key({{"label", "reader"}, {"scopes", {"person:read"}}});
  EXPECT_EQ(key(reader).get("/api/projects/1/persons/").status, 200);
  expect_error(key(reader).post("/api/projects/1/persons/"), 403, "authentication_error", "permission_denied",
               "API key missing required scope 'person:write'");
  const auto writer = new_key({{"label", "writer"}, {"scopes", {"person:write"}}});
  EXPECT_EQ(key(writer).get("/api/projects/1/persons/").status, 200);

  const auto second = body_of(key(made.personal_api_key).post("/api/projects/", {{"name", "Second"}}));
  const auto scoped = new_key({{"label", "scoped"}, {"scopes", {"*"}}, {"scoped_teams", {second.at("id")}}});
  EXPECT_EQ(key(scoped).get("/api/projects/2/persons/").status, 200);
  expect_error(key(scoped).get("/api/projects/1/persons/"), 403, "authentication_error", "permission_denied",
               "API key does not have access to the requested project: ID 1.");
  expect_error(key(scoped).get("/api/organizations/@current/"), 403, "authentication_error",
               "permission_denied",
               "API keys with scoped projects are only supported on project-based endpoints.");

  const auto other =
      body_of(signed_in("ada@example.com", "correct horse").post("/api/organizations/", {{"name", "Other"}}));
  const auto in_other =
      new_key({{"label", "o"}, {"scopes", {"*"}}, {"scoped_organizations", {other.at("id")}}});
  expect_error(key(in_other).get("/api/projects/1/persons/"), 403, "authentication_error",
               "permission_denied",
               "API key does not have access to the requested organization: ID " + made.organization + ".");
}

TEST_F(AuthorizeTest, AProjectSecretOpensOnlyItsProjectAndOnlyWhereAllowed) {
  EXPECT_EQ(body_of(key(made.project_secret).get("/api/projects/1/flags/")), 1);
  EXPECT_EQ(body_of(key(made.project_secret).get("/api/projects/@current/flags/")), 1);
  expect_error(key(made.project_secret).get("/api/projects/1/persons/"), 403, "authentication_error",
               "permission_denied", "This action does not support project secret token access.");
  expect_error(key(made.project_secret).post("/api/projects/1/flags/"), 403, "authentication_error",
               "permission_denied", "Your project access level is insufficient.");
  EXPECT_EQ(key(made.personal_api_key).post("/api/projects/1/flags/").status, 204);
  EXPECT_EQ(key(made.personal_api_key).post("/api/projects/").status, 201);
  expect_error(key(made.project_secret).get("/api/projects/2/flags/"), 404, "invalid_request", "not_found",
               "Not found.");
}

TEST_F(AuthorizeTest, NotesTheLastUseAtMostOnceAMinute) {
  const auto last_used = [&] {
    auto client = signed_in("ada@example.com", "correct horse");
    return body_of(client.get("/api/personal_api_keys/")).at(0).at("last_used_at");
  };
  EXPECT_TRUE(last_used().is_null());
  EXPECT_EQ(key(made.personal_api_key).get("/api/projects/1/persons/").status, 200);
  const auto first = last_used();
  EXPECT_EQ(first, json::value(format_iso(clock.now())));
  clock.advance(seconds(59));
  EXPECT_EQ(key(made.personal_api_key).get("/api/projects/1/persons/").status, 200);
  EXPECT_EQ(last_used(), first);
  clock.advance(seconds(1));
  EXPECT_EQ(key(made.personal_api_key).get("/api/projects/1/persons/").status, 200);
  EXPECT_EQ(last_used(), json::value(format_iso(clock.now())));
}

TEST_F(AuthorizeTest, TheSnapshotFollowsEveryChange) {
  const auto before = accounts->by_id(1);
  ASSERT_NE(before, nullptr);
  EXPECT_EQ(before->api_token, made.project_token);
  EXPECT_EQ(accounts->by_token(made.project_token), before);
  EXPECT_EQ(before->organization_id, made.organization);
  EXPECT_EQ(before->timezone, "UTC");
  auto client = key(made.personal_api_key);
  ASSERT_EQ(
      client
          .patch("/api/projects/1/", {{"timezone", "Asia/Tokyo"}, {"anonymize_ips", true}, {"name", "Store"}})
          .status,
      200);
  const auto after = accounts->by_token(made.project_token);
  ASSERT_NE(after, nullptr);
  EXPECT_EQ(after->timezone, "Asia/Tokyo");
  EXPECT_TRUE(after->anonymize_ips);
  EXPECT_EQ(after->name, "Store");
  EXPECT_EQ(after->settings.at("timezone"), "Asia/Tokyo");
  EXPECT_EQ(before->timezone, "UTC");  // who holds the old one keeps it

  const auto reset = body_of(client.patch("/api/projects/1/reset_token/", json::object()));
  EXPECT_EQ(accounts->by_token(made.project_token), nullptr);
  EXPECT_NE(accounts->by_token(std::string(reset.at("api_token").as_string())), nullptr);
  ASSERT_EQ(client.del("/api/projects/1/", {{"name", "Store"}}).status, 204);
  EXPECT_EQ(accounts->by_id(1), nullptr);
  EXPECT_TRUE(accounts->all().empty());
}

TEST_F(AuthorizeTest, AccountsReopenWithTheirProjects) {
  const auto again = Accounts::open(*database, clock);
  ASSERT_TRUE(again.has_value());
  ASSERT_EQ((*again)->all().size(), 1u);
  EXPECT_EQ((*again)->all().front()->name, "Shop");
  // Two directories on one thread do not mix their snapshots up.
  EXPECT_EQ(key(made.personal_api_key).post("/api/projects/").status, 201);
  EXPECT_EQ(accounts->all().size(), 2u);
  EXPECT_EQ((*again)->all().size(), 1u);
}

TEST_F(AuthorizeTest, AUserIsFoundById) {
  const auto user = accounts->user(made.user);
  ASSERT_TRUE(user.has_value() && user->has_value());
  EXPECT_EQ((*user)->email, "ada@example.com");
  EXPECT_EQ(user_json(*user).at("first_name"), "Ada");
  EXPECT_FALSE(accounts->user(99)->has_value());
  EXPECT_TRUE(user_json(std::nullopt).is_null());
}

TEST_F(AuthorizeTest, BootstrapRefusesASecondTimeAndBadInput) {
  const auto again = bootstrap(*accounts, {"b@example.com", "correct horse", "B", "Org", "Project"});
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().kind, ErrorKind::conflict);
  EXPECT_EQ(again.error().detail, "This data directory has users already.");
  const std::pair<BootstrapRequest, std::string_view> cases[] = {
      {{"nobody", "correct horse", "B", "Org", "Project"}, "email"},
      {{"b@example.com", "short", "B", "Org", "Project"}, "password"},
      {{"b@example.com", "correct horse", "B", " ", "Project"}, "organization_name"},
      {{"b@example.com", "correct horse", "B", "Org", std::string(201, 'x')}, "project_name"},
  };
  for (const auto& [request, attr] : cases) {
    const auto result = bootstrap(*accounts, request);
    ASSERT_FALSE(result.has_value()) << attr;
    EXPECT_EQ(result.error().attr, attr);
  }
  EXPECT_TRUE(made.project_token.starts_with("phc_"));
  EXPECT_TRUE(made.project_secret.starts_with("phs_"));
  EXPECT_TRUE(made.personal_api_key.starts_with("phx_"));
}

using AuthorizeDeathTest = AuthorizeTest;

TEST_F(AuthorizeDeathTest, AScopeThatNobodyListedIsOurMistake) {
  EXPECT_DEATH(
      add_project_route(router, *accounts, http::Method::get, "x/", {"X", "t", "bogus:read", "", ""},
                        [](const ProjectAccess&, http::Request&) { return http::Response::empty(); }),
      "broken invariant");
}

}  // namespace
}  // namespace leapfrog::accounts
