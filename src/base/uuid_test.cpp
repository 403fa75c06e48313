#include "base/uuid.h"

#include <gtest/gtest.h>

namespace leapfrog {
namespace {

TEST(Uuid, TextRoundTrip) {
  const auto uuid = Uuid::parse("0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
  ASSERT_TRUE(uuid);
  EXPECT_EQ(uuid->text(), "0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
  EXPECT_EQ(Uuid::parse("0197A1B2C3D47E5F8A9B0C1D2E3F4A5B"), uuid);
  EXPECT_EQ(Uuid::parse("{0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b}"), uuid);
  for (const auto* bad : {"", "x", "0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5",
                          "0197a1b2+c3d4-7e5f-8a9b-0c1d2e3f4a5b", "0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5g"}) {
    EXPECT_FALSE(Uuid::parse(bad)) << bad;
  }
}

TEST(Uuid, NamedMatchesRfcExample) {
  // RFC 9562, appendix A.4: the DNS name space and "www.example.com".
  const auto dns = *Uuid::parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  EXPECT_EQ(Uuid::named(dns, "www.example.com").text(), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Uuid, Version7CarriesItsTime) {
  const auto instant = *parse_iso("2026-11-21T10:20:30.123Z");
  EXPECT_EQ(Uuid::at(instant).time(), instant);
  EXPECT_FALSE(Uuid::random().time());
}

}  // namespace
}  // namespace leapfrog
