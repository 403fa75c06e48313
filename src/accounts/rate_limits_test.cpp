#include "accounts/rate_limits.h"

#include "accounts/accounts_fixture.h"

namespace leapfrog::accounts {
namespace {

class RateLimitsTest : public AccountsFixture {
 protected:
  RateLimitsTest() {
    for (const auto* object : {"query", "insight"})
      add_project_route(router, *accounts, http::Method::get, std::string(object) + "/",
                        {"", "", std::string(object) + ":read", "", ""},
                        [](const ProjectAccess&, http::Request&) -> Result<http::Response> {
                          return http::Response::json(json::object());
                        });
    made = set_up();
  }
  int status(TestClient& client, const std::string& path) {
    return client.get("/api/projects/@current/" + path).status;
  }
  Bootstrapped made;
};

TEST_F(RateLimitsTest, AKeyMayAskSoManyTimesAMinute) {
  limit_rates(*accounts, {.requests = 5, .queries = 2});
  TestClient script(router, made.personal_api_key);
  EXPECT_EQ(status(script, "query/"), 200);
  EXPECT_EQ(status(script, "query/"), 200);
  clock.advance(seconds(15));
  const auto refused = script.get("/api/projects/@current/query/");
  expect_error(refused, 429, "throttled_error", "throttled",
               "Request was throttled. Expected available in 45 seconds.");
  EXPECT_EQ(refused.headers.get("Retry-After"), "45");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(status(script, "insight/"), 200);
  EXPECT_EQ(status(script, "insight/"), 429);  // questions count there, too
  clock.advance(seconds(45));
  EXPECT_EQ(status(script, "query/"), 200);
  EXPECT_EQ(status(script, "insight/"), 200);
}

TEST_F(RateLimitsTest, OtherKeysAndPeopleInBrowsersAreNotHeldUp) {
  limit_rates(*accounts, {.requests = 1, .queries = 0});
  TestClient script(router, made.personal_api_key);
  EXPECT_EQ(status(script, "query/"), 200);
  EXPECT_EQ(status(script, "query/"), 429);
  auto browser = signed_in("ada@example.com", "correct horse");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(status(browser, "query/"), 200);
  limit_rates(*accounts, {.requests = 0, .queries = 0});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(status(script, "query/"), 200);
}

}  // namespace
}  // namespace leapfrog::accounts
