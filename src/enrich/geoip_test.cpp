#include "enrich/geoip.h"

#include <gtest/gtest.h>

#include "enrich/address.h"
#include "enrich/countries.h"
#include "enrich/enrich.h"

namespace leapfrog::enrich {
namespace {

TEST(Address, TellsPublicFromPrivate) {
  struct Case {
    const char* text;
    bool valid;
    bool is_public;
  };
  for (const Case& c : {Case{"8.8.8.8", true, true},
                        {"81.2.69.142", true, true},
                        {"10.1.2.3", true, false},
                        {"172.15.255.255", true, true},
                        {"172.16.0.1", true, false},
                        {"172.31.255.255", true, false},
                        {"172.32.0.0", true, true},
                        {"192.168.1.1", true, false},
                        {"100.64.0.1", true, false},
                        {"100.128.0.1", true, true},
                        {"127.0.0.1", true, false},
                        {"169.254.9.9", true, false},
                        {"0.0.0.0", true, false},
                        {"224.0.0.1", true, false},
                        {"255.255.255.255", true, false},
                        {"::1", true, false},
                        {"::", true, false},
                        {"fe80::1%eth0", true, false},
                        {"fd00::1", true, false},
                        {"2a00:1450:4001:82a::200e", true, true},
                        {"[2a00:1450:4001:82a::200e]", true, true},
                        {"::ffff:8.8.8.8", true, true},
                        {"::ffff:10.0.0.1", true, false},
                        {"64:ff9b::a00:1", true, false},
                        {"64:ff9b::808:808", true, true},
                        {"", false, false},
                        {"8.8.8", false, false},
                        {"8.8.8.8.8", false, false},
                        {"256.1.1.1", false, false},
                        {"localhost", false, false},
                        {"unix:", false, false}}) {
    const auto address = parse_address(c.text);
    ASSERT_EQ(address.has_value(), c.valid) << c.text;
    if (!address) continue;
    EXPECT_EQ(is_public(*address), c.is_public) << c.text;
  }
}

TEST(Countries, KnowNamesAndContinents) {
  ASSERT_NE(find_country("DE"), nullptr);
  EXPECT_EQ(find_country("DE")->name, "Germany");
  EXPECT_EQ(continent_name(find_country("BR")->continent), "South America");
  EXPECT_EQ(find_country("ZZ"), nullptr);
  EXPECT_EQ(find_country(""), nullptr);
  EXPECT_EQ(continent_name("XX"), "");
}

std::string text(const Place& place, std::string_view name) {
  for (const auto& [key, value] : place) {
    if (key == name) return std::string(value.as_string());
  }
  return "";
}

TEST(GeoDatabase, FindsTheCountryInTheShippedFile) {
  auto database = GeoDatabase::open(shipped_settings().geoip_database);
  ASSERT_TRUE(database) << database.error().detail;
  for (const char* address : {"81.2.69.142", "::ffff:81.2.69.142"}) {
    const Place place = (*database)->find(address);
    EXPECT_EQ(text(place, "$geoip_country_code"), "GB") << address;
    EXPECT_EQ(text(place, "$geoip_country_name"), "United Kingdom") << address;
    EXPECT_EQ(text(place, "$geoip_continent_code"), "EU") << address;
    EXPECT_EQ(text(place, "$geoip_continent_name"), "Europe") << address;
  }
  EXPECT_EQ(text((*database)->find("8.8.8.8"), "$geoip_country_code"), "US");
  EXPECT_FALSE((*database)->find("2a00:1450:4001:82a::200e").empty());
  for (const char* address : {"192.168.1.1", "127.0.0.1", "::1", "fd00::1", "", "nonsense"}) {
    EXPECT_TRUE((*database)->find(address).empty()) << address;
  }
}

TEST(GeoDatabase, SaysWhichFileItCannotOpen) {
  const auto missing = GeoDatabase::open("/nowhere/city.mmdb");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().detail.find("/nowhere/city.mmdb"), std::string::npos);
}

}  // namespace
}  // namespace leapfrog::enrich
