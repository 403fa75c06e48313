#include "enrich/bots.h"

#include <gtest/gtest.h>

namespace leapfrog::enrich {
namespace {

TEST(Bots, AreKnownByWhatTheySayTheyAre) {
  struct Case {
    const char* text;
    const char* name;
    const char* category;
  };
  for (const Case& c :
       {Case{"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot",
             "search"},
        {"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; "
         "+https://openai.com/gptbot)",
         "GPTBot", "ai"},
        {"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; "
         "+claudebot@anthropic.com)",
         "ClaudeBot", "ai"},
        {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/125.0.0.0 "
         "Safari/537.36",
         "Headless Chrome", "headless"},
        {"facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "Facebook", "social"},
        {"Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", "UptimeRobot",
         "monitoring"},
        {"Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "AhrefsBot", "seo"},
        {"python-requests/2.32.3", "Python Requests", "http_client"},
        {"Mozilla/5.0 (compatible; FriendlyCrawler/1.0)", "Unknown bot", "other"},
        {"NewThingBot", "Unknown bot", "other"}}) {
    const Bot* bot = find_bot(c.text);
    ASSERT_NE(bot, nullptr) << c.text;
    EXPECT_EQ(bot->name, c.name);
    EXPECT_EQ(bot->category, c.category);
  }
}

TEST(Bots, PeopleAreNot) {
  for (const char* text : {"",
                           "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like "
                           "Gecko) Chrome/126.0.0.0",
                           "Mozilla/5.0 (Linux; Android 11; CUBOT X50) AppleWebKit/537.36 (KHTML, like "
                           "Gecko) Chrome/121.0.0.0 Mobile",
                           "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
                           "Mobile/15E148 Safari/604.1",
                           "posthog-node/5.1.0"}) {
    EXPECT_EQ(find_bot(text), nullptr) << text;
  }
}

}  // namespace
}  // namespace leapfrog::enrich
