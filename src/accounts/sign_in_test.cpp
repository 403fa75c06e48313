// Sign-up, sign-in, sessions, cookies, CSRF and throttling, over the routes.
#include <gmock/gmock.h>

#include "accounts/accounts_fixture.h"

namespace leapfrog::accounts {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* bad_login = "Invalid email or password.";

class SignInTest : public AccountsFixture {
 protected:
  std::vector<std::string> cookies_of(const http::Response& response) {
    std::vector<std::string> out;
    for (const auto& [name, value] : response.headers.fields()) {
      if (name == "Set-Cookie") out.push_back(value);
    }
    return out;
  }
  json::value try_login(TestClient& client, const std::string& email, const std::string& password) {
    return body_of(client.post("/api/login/", {{"email", email}, {"password", password}}));
  }
};

TEST_F(SignInTest, TheFirstUserSignsUpAndNobodyAfter) {
  TestClient client(router);
  EXPECT_EQ(body_of(client.get("/_preflight/")).at("initiated"), false);
  EXPECT_EQ(body_of(client.get("/_preflight/")).at("can_create_org"), true);
  const auto response = client.post("/api/signup/", {{"email", "Ada@example.com"},
                                                     {"password", "correct horse"},
                                                     {"first_name", "Ada"},
                                                     {"organization_name", "Acme"}});
  ASSERT_EQ(response.status, 201) << response.body;
  const auto me = body_of(response);
  EXPECT_EQ(me.at("email"), "Ada@example.com");
  EXPECT_EQ(me.at("organization").at("name"), "Acme");
  EXPECT_EQ(me.at("organization").at("membership_level"), 15);
  EXPECT_EQ(me.at("team").at("name"), "Default project");
  EXPECT_EQ(me.at("redirect_url"), "/");
  EXPECT_EQ(body_of(client.get("/api/users/@me/")).at("uuid"), me.at("uuid"));
  EXPECT_EQ(body_of(client.get("/_preflight/")).at("initiated"), true);
  EXPECT_NE(accounts->by_id(1), nullptr);

  TestClient second(router);
  expect_error(
      second.post("/api/signup/", {{"email", "b@example.com"}, {"password", "correct horse"}}), 403,
      "authentication_error", "permission_denied",
      "New organizations cannot be created by signing up here. Ask an administrator for an invitation.");
}

TEST_F(SignInTest, SignUpSaysWhatIsWrong) {
  TestClient client(router);
  const json::object good = {
      {"email", "ada@example.com"}, {"password", "correct horse"}, {"first_name", "Ada"}};
  struct Case {
    std::string_view field;
    json::value value;
    std::string_view code;
    std::string_view detail;
  };
  const Case cases[] = {
      {"email", nullptr, "required", "This field is required."},
      {"email", "nobody", "invalid_input", "Enter a valid email address."},
      {"email", 7, "invalid_input", "Expected a string."},
      {"password", nullptr, "required", "This field is required."},
      {"password", "short", "password_too_short",
       "This password is too short. It must contain at least 8 characters."},
      {"first_name", json::value(std::string(201, 'x')), "max_length",
       "Ensure this field has no more than 200 characters."},
      {"organization_name", "  ", "blank", "This field may not be blank."},
      {"organization_name", "a\x01", "invalid_input", "Control characters are not allowed."},
  };
  for (const auto& each : cases) {
    client.address += "1";  // not to be throttled
    auto body = good;
    body[each.field] = each.value;
    expect_error(client.post("/api/signup/", body), 400, "validation_error", each.code, each.detail,
                 each.field);
  }
  expect_error(client.send_raw(http::Method::post, "/api/signup/", "[1]"), 400, "validation_error",
               "parse_error", "Expected a JSON object.");
  EXPECT_EQ(client.send_raw(http::Method::post, "/api/signup/", "{").status, 400);
  EXPECT_EQ(body_of(client.get("/_preflight/")).at("initiated"), false);
}

TEST_F(SignInTest, CookiesAreAsSafeAsTheConnectionAllows) {
  set_up();
  TestClient client(router);
  const auto secure =
      cookies_of(client.post("/api/login/", {{"email", "ADA@example.com"}, {"password", "correct horse"}}));
  ASSERT_EQ(secure.size(), 2u);
  EXPECT_THAT(secure[0],
              testing::MatchesRegex(
                  "leapfrog_session=[0-9A-Za-z]+; Path=/; Max-Age=1209600; SameSite=Lax; HttpOnly; Secure"));
  EXPECT_THAT(secure[1], testing::MatchesRegex(
                             "leapfrog_csrf=[0-9a-f]+; Path=/; Max-Age=1209600; SameSite=Lax; Secure"));
  TestClient plain(router);
  plain.secure = false;
  const auto open =
      cookies_of(plain.post("/api/login/", {{"email", "ada@example.com"}, {"password", "correct horse"}}));
  ASSERT_EQ(open.size(), 2u);
  EXPECT_THAT(open[0], HasSubstr("; HttpOnly"));
  EXPECT_THAT(open[0], Not(HasSubstr("Secure")));

  const auto out = client.post("/api/logout/");
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(cookies_of(out)[0], HasSubstr("leapfrog_session=; Path=/; Max-Age=0"));
  EXPECT_TRUE(client.cookies.empty());
}

TEST_F(SignInTest, SecretsAreStoredAsHashesOnly) {
  const auto made = set_up();
  auto client = signed_in("ada@example.com", "correct horse");
  std::string everything;
  for (const auto* table : {"sessions", "users", "personal_api_keys", "projects", "activity_log"}) {
    ASSERT_TRUE(database
                    ->read([&](meta::Connection& connection) {
                      return connection.query("SELECT * FROM " + std::string(table), {},
                                              [&](const meta::Row& row) {
                                                for (int i = 0; i < 8; ++i) everything += row.text(i) + "\n";
                                              });
                    })
                    .has_value());
  }
  EXPECT_THAT(everything, HasSubstr(made.project_token));
  for (const auto& secret : {client.cookies.at("leapfrog_session"), client.cookies.at("leapfrog_csrf"),
                             made.personal_api_key, made.project_secret, std::string("correct horse")})
    EXPECT_THAT(everything, Not(HasSubstr(secret)));
}

TEST_F(SignInTest, WrongPasswordAndUnknownEmailAreTheSame) {
  set_up();
  TestClient client(router);
  for (const auto& [email, password] : {std::pair<std::string, std::string>{"ada@example.com", "wrong horse"},
                                        {"nobody@example.com", "correct horse"},
                                        {std::string(300, 'a') + "@example.com", "correct horse"},
                                        {"ada@example.com", std::string(2000, 'x')}}) {
    expect_error(client.post("/api/login/", {{"email", email}, {"password", password}}), 400,
                 "validation_error", "invalid_credentials", bad_login);
  }
  expect_error(client.post("/api/login/", {{"email", "ada@example.com"}}), 400, "validation_error",
               "required", "This field is required.", "password");
}

TEST_F(SignInTest, ThrottlesAnAccountFromManyAddresses) {
  set_up();
  TestClient client(router);
  for (int i = 0; i < 10; ++i) {
    client.address = "192.0.2." + std::to_string(i);
    EXPECT_EQ(try_login(client, i % 2 ? "ada@example.com" : "ADA@EXAMPLE.COM", "wrong").at("detail"),
              bad_login);
  }
  client.address = "192.0.2.99";
  const auto refused =
      client.post("/api/login/", {{"email", "ada@example.com"}, {"password", "correct horse"}});
  expect_error(refused, 429, "throttled_error", "throttled",
               "Too many attempts. Please try again in 300 seconds.");
  EXPECT_EQ(refused.headers.get("Retry-After"), "300");
  clock.advance(seconds(300));
  EXPECT_EQ(try_login(client, "ada@example.com", "correct horse").at("success"), true);
}

TEST_F(SignInTest, ThrottlesAnAddressOverManyAccounts) {
  set_up();
  TestClient client(router);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(try_login(client, std::to_string(i) + "@example.com", "wrong").at("detail"), bad_login);
  EXPECT_EQ(client.post("/api/login/", {{"email", "ada@example.com"}, {"password", "correct horse"}}).status,
            429);
  client.address = "192.0.2.2";
  for (int i = 0; i < 15; ++i)  // good ones are not counted
    EXPECT_EQ(try_login(client, "ada@example.com", "correct horse").at("success"), true);
}

TEST_F(SignInTest, ChangingSomethingNeedsTheCsrfToken) {
  set_up();
  auto client = signed_in("ada@example.com", "correct horse");
  auto other = signed_in("ada@example.com", "correct horse");
  const auto rename = [](TestClient& by) { return by.patch("/api/users/@me/", {{"first_name", "A"}}); };
  EXPECT_EQ(rename(client).status, 200);
  client.send_csrf = false;
  EXPECT_EQ(client.get("/api/users/@me/").status, 200);
  const std::string_view kind = "authentication_error";
  const std::string_view code = "permission_denied";
  expect_error(rename(client), 403, kind, code,
               "CSRF Failed: send the value of the cookie leapfrog_csrf in the header X-CSRFToken.");
  client.headers["X-CSRFToken"] = other.cookies.at("leapfrog_csrf");
  expect_error(rename(client), 403, kind, code,
               "CSRF Failed: the header X-CSRFToken does not belong to this session. Reload the page.");
  client.headers["X-CSRFToken"] = client.cookies.at("leapfrog_csrf");
  client.headers["Origin"] = "https://leapfrog.test";
  EXPECT_EQ(rename(client).status, 200);
  client.headers["Origin"] = "https://evil.test";
  expect_error(rename(client), 403, kind, code, "CSRF Failed: the request came from another origin.");
  client.headers["Origin"] = "null";
  EXPECT_EQ(rename(client).status, 403);
  client.headers["Sec-Fetch-Site"] = "same-origin";  // what a browser says behind a development proxy
  EXPECT_EQ(rename(client).status, 200);
  client.headers["Sec-Fetch-Site"] = "cross-site";
  expect_error(rename(client), 403, kind, code, "CSRF Failed: the request came from another site.");
  client.headers["Sec-Fetch-Site"] = "same-site";
  EXPECT_EQ(rename(client).status, 403);
  EXPECT_EQ(client.post("/api/logout/").status, 403);
  EXPECT_EQ(client.get("/api/users/@me/").status, 200);
}

TEST_F(SignInTest, AnotherSiteCannotSignAnyoneIn) {
  set_up();
  TestClient client(router);
  client.headers["Sec-Fetch-Site"] = "cross-site";
  EXPECT_EQ(client.post("/api/login/", {{"email", "ada@example.com"}, {"password", "correct horse"}}).status,
            403);
  EXPECT_EQ(client.post("/api/signup/").status, 403);
}

TEST_F(SignInTest, SessionsSlideAndEnd) {
  set_up();
  auto client = signed_in("ada@example.com", "correct horse");
  auto idle = signed_in("ada@example.com", "correct horse");
  for (int i = 0; i < 4; ++i) {
    clock.advance(std::chrono::days(10));
    const auto response = client.get("/api/users/@me/");
    EXPECT_EQ(response.status, 200) << i;
    EXPECT_EQ(cookies_of(response).size(), 2u);  // the browser's copy slides too
  }
  expect_error(idle.get("/api/users/@me/"), 401, "authentication_error", "not_authenticated",
               "Your session has ended. Please sign in again.");
  clock.advance(std::chrono::days(14));
  EXPECT_EQ(client.get("/api/users/@me/").status, 401);
}

TEST_F(SignInTest, SessionsAreListedAndRevoked) {
  set_up();
  auto here = signed_in("ada@example.com", "correct horse");
  clock.advance(seconds(5));
  auto there = signed_in("ada@example.com", "correct horse");
  auto third = signed_in("ada@example.com", "correct horse");
  const auto list = body_of(here.get("/api/users/@me/sessions/")).as_array();
  ASSERT_EQ(list.size(), 3u);
  int current = 0;
  std::string other;
  for (const auto& session : list) {
    EXPECT_EQ(session.at("ip"), "192.0.2.1");
    EXPECT_FALSE(session.as_object().contains("hash"));
    current += session.at("is_current").as_bool();
    if (!session.at("is_current").as_bool()) other = session.at("id").as_string();
  }
  EXPECT_EQ(current, 1);
  EXPECT_EQ(here.del("/api/users/@me/sessions/" + other + "/").status, 204);
  expect_error(here.del("/api/users/@me/sessions/" + other + "/"), 404, "invalid_request", "not_found",
               "Not found.");
  EXPECT_EQ(here.del("/api/users/@me/sessions/").status, 204);
  EXPECT_EQ(here.get("/api/users/@me/").status, 200);
  EXPECT_EQ(there.get("/api/users/@me/").status, 401);
  EXPECT_EQ(third.get("/api/users/@me/").status, 401);
  EXPECT_EQ(here.post("/api/logout/").status, 204);
}

TEST_F(SignInTest, LogoutEndsTheSessionItself) {
  set_up();
  auto client = signed_in("ada@example.com", "correct horse");
  const auto kept = client.cookies;
  const auto response = client.post("/logout");
  EXPECT_EQ(response.status, 302);
  EXPECT_EQ(response.headers.get("Location"), "/login");
  client.cookies = kept;
  EXPECT_EQ(client.get("/api/users/@me/").status, 401);
  EXPECT_EQ(client.post("/api/logout/").status, 204);  // and again does no harm
}

TEST_F(SignInTest, ThePasswordChangesWithTheOldOneAndSignsOthersOut) {
  const auto made = set_up();
  auto client = signed_in("ada@example.com", "correct horse");
  auto other = signed_in("ada@example.com", "correct horse");
  const auto change = [&](const json::object& body) { return client.patch("/api/users/@me/", body); };
  expect_error(change({{"password", "battery staple"}}), 400, "validation_error", "required",
               "This field is required to change password or email address.", "current_password");
  expect_error(change({{"password", "battery staple"}, {"current_password", "wrong"}}), 400,
               "validation_error", "incorrect_password", "Your current password is incorrect.",
               "current_password");
  expect_error(change({{"password", "short"}, {"current_password", "correct horse"}}), 400,
               "validation_error", "password_too_short",
               "This password is too short. It must contain at least 8 characters.", "password");
  expect_error(
      TestClient(router, made.personal_api_key)
          .patch("/api/users/@me/", {{"password", "battery staple"}, {"current_password", "correct horse"}}),
      403, "authentication_error", "permission_denied",
      "Password and email address can only be changed when signed in.");
  EXPECT_EQ(other.get("/api/users/@me/").status, 200);
  EXPECT_EQ(change({{"password", "battery staple"}, {"current_password", "correct horse"}}).status, 200);
  EXPECT_EQ(client.get("/api/users/@me/").status, 200);
  EXPECT_EQ(other.get("/api/users/@me/").status, 401);
  EXPECT_EQ(try_login(other, "ada@example.com", "correct horse").at("detail"), bad_login);
  EXPECT_EQ(try_login(other, "ada@example.com", "battery staple").at("success"), true);
}

TEST_F(SignInTest, GuessingTheCurrentPasswordIsThrottled) {
  set_up();
  auto client = signed_in("ada@example.com", "correct horse");
  const json::object guess = {{"password", "battery staple"}, {"current_password", "wrong"}};
  for (int i = 0; i < 10; ++i) EXPECT_EQ(client.patch("/api/users/@me/", guess).status, 400);
  EXPECT_EQ(client.patch("/api/users/@me/", guess).status, 429);
}

}  // namespace
}  // namespace leapfrog::accounts
