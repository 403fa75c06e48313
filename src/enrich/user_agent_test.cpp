#include "enrich/user_agent.h"

#include <gtest/gtest.h>

#include "enrich/enrich.h"

namespace leapfrog::enrich {
namespace {

struct Case {
  const char* text;
  const char* browser;
  double browser_version;
  const char* os;
  const char* os_version;
  const char* device;
  const char* device_type;
};

constexpr Case cases[] = {
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/126.0.0.0 "
     "Safari/537.36",
     "Chrome", 126, "Mac OS X", "10.15.7", "", "Desktop"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 "
     "Safari/537.36 Edg/125.0.2535.67",
     "Microsoft Edge", 125, "Windows", "10", "", "Desktop"},
    {"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox", 127,
     "Linux", "", "", "Desktop"},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
     "Safari/605.1.15",
     "Safari", 17.5, "Mac OS X", "10.15.7", "", "Desktop"},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
     "Version/17.5 Mobile/15E148 Safari/604.1",
     "Mobile Safari", 17.5, "iOS", "17.5.1", "iPhone", "Mobile"},
    {"Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
     "CriOS/124.0.6367.88 "
     "Mobile/15E148 Safari/604.1",
     "Chrome iOS", 124, "iOS", "16.7", "iPad", "Tablet"},
    {"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
     "Mobile "
     "Safari/537.36",
     "Chrome", 126, "Android", "14", "Android", "Mobile"},
    {"Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 "
     "Chrome/121.0.0.0 Safari/537.36",
     "Samsung Internet", 25, "Android", "13", "Android Tablet", "Tablet"},
    {"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 "
     "Safari/537.36",
     "Chrome", 125, "Chrome OS", "14541.0.0", "", "Desktop"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 "
     "Safari/537.36 OPR/110.0.0.0",
     "Opera", 110, "Windows", "10", "", "Desktop"},
    {"Mozilla/5.0 (PlayStation 5 8.40) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Safari/605.1.15",
     "Safari", 16, "", "", "PlayStation", "Console"},
    {"", "", 0, "", "", "", ""},
    {"something else entirely", "", 0, "", "", "", ""},
};

TEST(UserAgent, NamesBrowserSystemAndDeviceAsPosthogJsDoes) {
  UserAgentParser parser(shipped_settings().user_agent_patterns);
  for (const Case& c : cases) {
    const UserAgent agent = parser.parse(c.text);
    EXPECT_EQ(agent.browser, c.browser) << c.text;
    EXPECT_DOUBLE_EQ(agent.browser_version, c.browser_version) << c.text;
    EXPECT_EQ(agent.os, c.os) << c.text;
    EXPECT_EQ(agent.os_version, c.os_version) << c.text;
    EXPECT_EQ(agent.device, c.device) << c.text;
    EXPECT_EQ(agent.device_type, c.device_type) << c.text;
  }
}

TEST(UserAgent, GoesWithoutPatternsWhenTheFileIsMissing) {
  UserAgentParser parser("/nowhere/regexes.yaml");
  EXPECT_EQ(parser.parse(cases[0].text).browser, "");
  EXPECT_EQ(parser.parse(cases[4].text).device_type, "Mobile");  // needs no patterns
}

TEST(UserAgent, VersionsBeyondReasonAreUnknown) {
  UserAgentParser parser(shipped_settings().user_agent_patterns);
  const UserAgent agent = parser.parse("Mozilla/5.0 (X11; Linux x86_64; rv:9) Gecko/20100101 Firefox/" +
                                       std::string(29, '7') + ".0");
  EXPECT_EQ(agent.browser, "Firefox");
  EXPECT_EQ(agent.browser_version, 0);
}

TEST(UserAgent, ReadsOnlyTheStartOfEndlessStrings) {
  UserAgentParser parser(shipped_settings().user_agent_patterns);
  EXPECT_EQ(parser.parse(std::string(max_user_agent_bytes, 'x') + cases[0].text).browser, "");
}

}  // namespace
}  // namespace leapfrog::enrich
