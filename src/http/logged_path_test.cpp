#include "http/logged_path.h"

#include <gtest/gtest.h>

#include "base/uuid.h"

namespace leapfrog::http {
namespace {

TEST(LoggedPath, KeepsWhatIsNoSecret) {
  for (const std::string path : {
           "",
           "/",
           "//",
           "/batch/",
           "/api/signup/",
           "/signup",
           "/api/projects/1/feature_flag_role_access_and_more/",
           "/api/projects/12345678901234567890123456/",
           "/api/projects/1/feature_flags/new-checkout-for-everybody-2026/",
           "/array/phc_Jz8n2kQp0RvXwT4yLmB6sDfGhC1aE9uO3iNqKcVxZr5/config.js",
           "/static/posthog-recorder.js",
           "/assets/index-DkD3kfj3.js",
           "/person/someone@a-very-long-host-name.example.com",
       })
    EXPECT_EQ(logged_path(path), path);
  const auto uuid = "/api/event/" + Uuid::random().text() + "/";
  EXPECT_EQ(logged_path(uuid), uuid);
}

TEST(LoggedPath, MasksInvitations) {
  EXPECT_EQ(logged_path("/signup/abc"), "/signup/…");
  EXPECT_EQ(logged_path("/api/signup/abc/"), "/api/signup/…/");
  EXPECT_EQ(logged_path("/api/signup/" + Uuid::random().text() + "/x/y"), "/api/signup/…/…/…");
}

TEST(LoggedPath, MasksRandomSegments) {
  EXPECT_EQ(logged_path("/shared/pFc3kZ0aQ9mWvT7yLsB2nXeR/x"), "/shared/…/x");
  EXPECT_EQ(logged_path("/shared/pFc3-Z0aQ9mWvT7y_sB2nXeR"), "/shared/…");
  EXPECT_EQ(logged_path("/reset/9f86d081884c7d659a2feaa0c55ad015"), "/reset/…");
  EXPECT_EQ(logged_path("/x/phx_0123456789abcdefghijklmnopq"), "/x/…");
  EXPECT_EQ(logged_path("/shared/pFc3kZ0aQ9mWvT7yLsB2nXe"), "/shared/pFc3kZ0aQ9mWvT7yLsB2nXe");  // 23
}

}  // namespace
}  // namespace leapfrog::http
