#include "outbox/signature.h"

#include <gtest/gtest.h>

#include "base/crypto.h"

namespace leapfrog::outbox {
namespace {

// The example of the specification.
TEST(WebhookSignature, IsThatOfStandardWebhooks) {
  EXPECT_EQ(sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                 from_micros(1614265330'000000), R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, SecretsAreLongAndDiffer) {
  init_crypto();
  const auto secret = make_signing_secret();
  EXPECT_TRUE(secret.starts_with("whsec_"));
  EXPECT_EQ(secret.size(), 6U + 44U);
  EXPECT_NE(secret, make_signing_secret());
}

}  // namespace
}  // namespace leapfrog::outbox
