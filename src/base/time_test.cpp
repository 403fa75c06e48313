#include "base/time.h"

#include <gtest/gtest.h>

namespace leapfrog {
namespace {

TEST(Time, IsoRoundTrip) {
  const auto instant = parse_iso("2024-02-29T23:59:59.000123Z");
  ASSERT_TRUE(instant);
  EXPECT_EQ(format_iso(*instant), "2024-02-29T23:59:59.000123Z");
  EXPECT_EQ(format_sql(*instant), "2024-02-29 23:59:59.000123");
}

TEST(Time, IsoFormsAndZones) {
  const auto expected = *parse_iso("2026-01-02T03:04:05Z");
  for (const auto* same : {"2026-01-02 03:04:05", "2026-01-02T05:04:05+02:00", "2026-01-01T22:34:05-0430",
                           "2026-01-02T03:04:05.000000Z"}) {
    EXPECT_EQ(parse_iso(same), expected) << same;
  }
  EXPECT_EQ(parse_iso("2026-01-02"), *parse_iso("2026-01-02T00:00:00Z"));
}

TEST(Time, IsoRefusesWhatIsNot) {
  for (const auto* bad : {"", "2026", "2026-02-30", "2026-01-02T25:00", "2026-01-02T03:04:05.Z",
                          "2026-01-02x", "-026-01-02", "2026-01-02T03:04:05Zjunk"}) {
    EXPECT_FALSE(parse_iso(bad)) << bad;
  }
}

}  // namespace
}  // namespace leapfrog
