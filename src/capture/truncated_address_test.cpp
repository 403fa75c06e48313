#include "capture/truncated_address.h"

#include <gtest/gtest.h>

namespace leapfrog::capture {
namespace {

TEST(TruncatedAddressTest, KeepsTheNetwork) {
  EXPECT_EQ(truncated_address("203.0.113.77"), "203.0.113.0");
  EXPECT_EQ(truncated_address("2001:db8:1234:5678:9abc::1"), "2001:db8:1234::");
  EXPECT_EQ(truncated_address("::ffff:203.0.113.77"), "::ffff:203.0.113.0");
}

TEST(TruncatedAddressTest, KeepsNothingOfWhatIsNoAddress) {
  for (const auto* text : {"", "localhost", "1.2.3", "1.2.3.4.5", "2001:db8::1::2", "fe80::1%eth0",
                           "1111111111111111111111111111111111111111111111111111111"})
    EXPECT_EQ(truncated_address(text), "") << text;
}

}  // namespace
}  // namespace leapfrog::capture
