#include "enrich/enrich.h"

#include <gtest/gtest.h>

#include <random>

#include "base/random_fixture.h"
#include "enrich/bounded_cache.h"

namespace leapfrog::enrich {
namespace {

constexpr const char* chrome =
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
    "Safari/537.36";
constexpr const char* googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
constexpr const char* british = "81.2.69.142";

class Enrich : public ::testing::Test {
 protected:
  json::object apply(std::string_view properties, std::string_view ip = british,
                     std::string_view agent = chrome) {
    json::object object = json::parse(std::string(properties)).as_object();
    enricher->apply({project, ip, agent}, object);
    return object;
  }

  accounts::Project project;
  std::unique_ptr<Enricher> enricher = Enricher::open(shipped_settings()).value();
};

TEST_F(Enrich, KeepsTheRequestsAddressAndItsCountry) {
  const auto properties = apply("{}");
  EXPECT_EQ(properties.at("$ip"), british);
  EXPECT_EQ(properties.at("$geoip_country_code"), "GB");
  EXPECT_EQ(properties.at("$geoip_continent_name"), "Europe");
}

TEST_F(Enrich, TheEventsOwnAddressWins) {
  const auto properties = apply(R"({"$ip":"8.8.8.8"})");
  EXPECT_EQ(properties.at("$ip"), "8.8.8.8");
  EXPECT_EQ(properties.at("$geoip_country_code"), "US");
}

TEST_F(Enrich, AnonymisingProjectsKeepTheCountryOnly) {
  project.anonymize_ips = true;
  for (const char* properties : {"{}", R"({"$ip":"81.2.69.142"})"}) {
    const auto enriched = apply(properties);
    EXPECT_FALSE(enriched.contains("$ip"));
    EXPECT_EQ(enriched.at("$geoip_country_code"), "GB");
  }
}

TEST_F(Enrich, CountryIsSkippedWhenAskedAndForPrivateAddresses) {
  EXPECT_FALSE(apply(R"({"$geoip_disable":true})").contains("$geoip_country_code"));
  EXPECT_TRUE(apply(R"({"$geoip_disable":false})").contains("$geoip_country_code"));
  EXPECT_FALSE(apply("{}", "192.168.0.7").contains("$geoip_country_code"));
  EXPECT_FALSE(apply("{}", "").contains("$ip"));
  EXPECT_EQ(apply(R"({"$geoip_country_code":"FR"})").at("$geoip_country_code"), "FR");
}

TEST_F(Enrich, InternalCaptureHidesTheAddress) {
  const auto properties = apply(R"({"capture_internal":true})");
  EXPECT_EQ(properties.at("$ip"), "127.0.0.1");
  EXPECT_FALSE(properties.contains("$geoip_country_code"));
}

TEST_F(Enrich, OnlyABrowsersRequestTellsTheDevice) {
  const auto web = apply(R"({"$lib":"web"})");
  EXPECT_EQ(web.at("$browser"), "Chrome");
  EXPECT_EQ(web.at("$browser_version"), 126);
  EXPECT_EQ(web.at("$os"), "Mac OS X");
  EXPECT_EQ(web.at("$os_version"), "10.15.7");
  EXPECT_EQ(web.at("$device_type"), "Desktop");
  EXPECT_FALSE(web.contains("$device"));

  const auto node = apply(R"({"$lib":"posthog-node"})");
  EXPECT_FALSE(node.contains("$browser"));
  EXPECT_FALSE(node.contains("$os"));
  EXPECT_FALSE(apply("{}").contains("$browser"));

  const auto forwarded = apply(
      R"({"$lib":"posthog-node","$raw_user_agent":"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"})");
  EXPECT_EQ(forwarded.at("$browser"), "Firefox");
  EXPECT_EQ(forwarded.at("$os"), "Linux");
}

TEST_F(Enrich, WhatTheSdkSaysAboutTheDeviceStands) {
  const auto properties = apply(
      R"({"$lib":"web","$browser":"Arc","$browser_version":1,"$os":"Plan 9","$device_type":"Desktop"})");
  EXPECT_EQ(properties.at("$browser"), "Arc");
  EXPECT_EQ(properties.at("$browser_version"), 1);
  EXPECT_EQ(properties.at("$os"), "Plan 9");
  EXPECT_FALSE(properties.contains("$os_version"));
  const auto half = apply(R"({"$lib":"web","$browser":"Arc"})");
  EXPECT_FALSE(half.contains("$browser_version"));  // Chrome's would not be Arc's
  EXPECT_EQ(half.at("$os"), "Mac OS X");
}

TEST_F(Enrich, BotsAreMarked) {
  const auto properties = apply(R"({"$lib":"web"})", british, googlebot);
  EXPECT_EQ(properties.at("$is_bot"), true);
  EXPECT_EQ(properties.at("$bot_name"), "Googlebot");
  EXPECT_EQ(properties.at("$bot_category"), "search");
  EXPECT_FALSE(apply(R"({"$lib":"web"})").contains("$is_bot"));
  EXPECT_FALSE(apply("{}", british, "curl/8.5.0").contains("$is_bot"));  // an API client is not a visitor
}

TEST_F(Enrich, PagesGiveHostPathAndCampaign) {
  const auto properties = apply(
      R"({"$current_url":"https://app.example/a?utm_source=hn&utm_campaign=x%20y&gclid=g1&other=1","utm_source":"mine"})");
  EXPECT_EQ(properties.at("$host"), "app.example");
  EXPECT_EQ(properties.at("$pathname"), "/a");
  EXPECT_EQ(properties.at("utm_source"), "mine");
  EXPECT_EQ(properties.at("utm_campaign"), "x y");
  EXPECT_EQ(properties.at("gclid"), "g1");
  EXPECT_FALSE(properties.contains("other"));
  EXPECT_FALSE(apply(R"({"$current_url":"nonsense"})").contains("$host"));
  EXPECT_FALSE(apply(R"({"$current_url":7})").contains("$host"));
}

TEST_F(Enrich, ReferrersGiveDomainAndSearchEngine) {
  const auto search = apply(R"({"$referrer":"https://www.google.com/"})");
  EXPECT_EQ(search.at("$referring_domain"), "www.google.com");
  EXPECT_EQ(search.at("$search_engine"), "google");
  const auto direct = apply(R"({"$referrer":"$direct"})");
  EXPECT_EQ(direct.at("$referring_domain"), "$direct");
  EXPECT_FALSE(direct.contains("$search_engine"));
  EXPECT_FALSE(apply(R"({"$referrer":"rubbish"})").contains("$referring_domain"));
}

// Random events out of the properties that the steps read: running the steps again changes nothing, and a
// fresh enricher (a replay after a crash, with cold caches) gives the same.
TEST_F(Enrich, StepsAreIdempotentAndDeterministic) {
  const RandomSeed seed;
  std::mt19937 random(seed);
  const std::pair<const char*, json::array> choices[] = {
      {"$ip", {"8.8.8.8", "10.0.0.1", "rubbish", 5, nullptr}},
      {"$geoip_disable", {true, false, "yes"}},
      {"$lib", {"web", "posthog-node", 1}},
      {"$raw_user_agent", {chrome, googlebot, "", 3, json::value(std::string(2000, 'a'))}},
      {"$browser", {"Chrome", nullptr}},
      {"$os", {"iOS", 4}},
      {"$current_url", {"https://a.example/p?utm_source=x&fbclid=%ff", "http://b.example:80", "x", nullptr}},
      {"$host", {"other.example"}},
      {"$referrer", {"https://www.bing.com/", "$direct", "android-app://com.google.android.gm/", 9}},
      {"$referring_domain", {"google.com", nullptr}},
      {"utm_source", {"own", 4, nullptr}},
      {"capture_internal", {true}},
      {"plain", {1.5, "text"}},
  };
  auto replayed = Enricher::open(shipped_settings()).value();
  for (int round = 0; round < 2000; ++round) {
    json::object source;
    for (const auto& [name, values] : choices) {
      if (random() % 3 == 0) source[name] = values[random() % values.size()];
    }
    project.anonymize_ips = random() % 4 == 0;
    const Request request{project, random() % 2 ? british : "", random() % 2 ? chrome : googlebot};
    json::object once = source;
    enricher->apply(request, once);
    json::object again = source;
    replayed->apply(request, again);
    ASSERT_EQ(once, again) << json::serialize(source);
    for (const auto& [name, value] : source) {
      if (name == "$ip") continue;
      EXPECT_EQ(once.at(name), value) << json::serialize(source);
    }
    // An anonymised event has lost the address that its country came from, so a second look may see another.
    if (project.anonymize_ips) continue;
    enricher->apply(request, again);
    ASSERT_EQ(once, again) << json::serialize(source);
  }
}

TEST_F(Enrich, FiltersOfTheProjectsNewestSnapshotApply) {
  const auto with_filter = [](const char* domain) {
    auto snapshot = std::make_shared<accounts::Project>();
    snapshot->id = 7;
    snapshot->settings["test_account_filters"] = json::array{
        json::object{{"key", "email"}, {"type", "person"}, {"operator", "not_icontains"}, {"value", domain}}};
    return std::shared_ptr<const accounts::Project>(std::move(snapshot));
  };
  const json::object person{{"email", "me@one.example"}};
  EXPECT_TRUE(enricher->is_test_account(with_filter("@one.example"), {}, person));
  EXPECT_FALSE(enricher->is_test_account(with_filter("@two.example"), {}, person));
  EXPECT_TRUE(enricher->is_test_account(with_filter("@one.example"), {}, person));
  EXPECT_FALSE(enricher->is_test_account(std::make_shared<accounts::Project>(), {}, person));
}

TEST(Enricher, AMissingGeoDatabaseIsAnErrorAndNoneIsNot) {
  Settings settings = shipped_settings();
  settings.geoip_database = "/nowhere/geo.mmdb";
  EXPECT_FALSE(Enricher::open(settings));
  settings.geoip_database = "";
  EXPECT_TRUE(Enricher::open(settings));
}

TEST(BoundedCache, GivesWhatWasComputedAndNeverGrows) {
  BoundedCache<std::string> cache(100);
  EXPECT_EQ(cache.slots(), 128u);
  int computed = 0;
  const auto compute = [&](std::string_view key) {
    ++computed;
    return std::string(key) + "!";
  };
  EXPECT_EQ(cache.get("", compute), "!");
  EXPECT_EQ(cache.get("", compute), "!");
  EXPECT_EQ(computed, 1);
  for (int i = 0; i < 10'000; ++i) {
    const std::string key = std::to_string(i);
    ASSERT_EQ(cache.get(key, compute), key + "!");
    ASSERT_EQ(cache.get(key, compute), key + "!");
  }
  EXPECT_EQ(computed, 10'001);
  EXPECT_EQ(cache.slots(), 128u);
}

}  // namespace
}  // namespace leapfrog::enrich
