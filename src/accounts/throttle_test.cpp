#include "accounts/throttle.h"

#include <gtest/gtest.h>

namespace leapfrog::accounts {
namespace {

const Instant start = from_micros(1'700'000'000'000'000);

TEST(Throttle, RefusesOverTheLimitUntilTheWindowHasPassed) {
  Throttle throttle({.attempts = 3, .window = seconds(60), .max_keys = 10});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(throttle.take("a", start + seconds(10 * i)).has_value());
  const auto refused = throttle.take("a", start + seconds(30));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::throttled);
  EXPECT_EQ(refused.error().code, "throttled");
  EXPECT_EQ(refused.error().retry_after_s, 30);
  EXPECT_EQ(refused.error().detail, "Too many attempts. Please try again in 30 seconds.");
  EXPECT_TRUE(throttle.take("b", start + seconds(30)).has_value());
  EXPECT_FALSE(throttle.take("a", start + seconds(59)).has_value());
  EXPECT_TRUE(throttle.take("a", start + seconds(60)).has_value());
  EXPECT_FALSE(throttle.take("a", start + seconds(61)).has_value());
}

TEST(Throttle, AGoodAttemptIsGivenBack) {
  Throttle throttle({.attempts = 2, .window = seconds(60), .max_keys = 10});
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(throttle.take("a", start).has_value());
    throttle.give_back("a");
  }
  throttle.give_back("never seen");
  EXPECT_EQ(throttle.keys(), 1u);
}

TEST(Throttle, ForgetsTheLeastRecentlyUsedBeyondItsBound) {
  Throttle throttle({.attempts = 1, .window = seconds(60), .max_keys = 2});
  EXPECT_TRUE(throttle.take("a", start).has_value());
  EXPECT_TRUE(throttle.take("b", start).has_value());
  EXPECT_FALSE(throttle.take("a", start).has_value());
  EXPECT_TRUE(throttle.take("c", start).has_value());
  EXPECT_EQ(throttle.keys(), 2u);
  EXPECT_FALSE(throttle.take("a", start).has_value());
  EXPECT_TRUE(throttle.take("b", start).has_value());
}

TEST(Throttle, OneCustomerIsOneAddress) {
  EXPECT_EQ(address_key("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(address_key("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(address_key("2001:db8::1"), address_key("2001:db8::ffff:2"));
  EXPECT_NE(address_key("2001:db8::1"), address_key("2001:db8:0:1::1"));
  EXPECT_EQ(address_key(""), "");
}

}  // namespace
}  // namespace leapfrog::accounts
