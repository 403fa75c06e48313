#include "enrich/page_url.h"

#include <gtest/gtest.h>

namespace leapfrog::enrich {
namespace {

TEST(PageUrl, SplitsAnAddressAsABrowserReportsIt) {
  struct Case {
    const char* url;
    const char* host;
    const char* path;
    const char* query;
  };
  for (const Case& c :
       {Case{"https://example.com/a/b?x=1&y=2#z", "example.com", "/a/b", "x=1&y=2"},
        {"https://example.com", "example.com", "/", ""},
        {"http://localhost:3000/?q", "localhost:3000", "/", "q"},
        {"https://example.com#/route?x=1", "example.com", "/", ""},
        {"https://example.com?x=https://a.example/b", "example.com", "/", "x=https://a.example/b"},
        {"https://user:secret@example.com/", "example.com", "/", ""},
        {"capacitor://app.example/start", "app.example", "/start", ""},
        {"http://[::1]:8000/x", "[::1]:8000", "/x", ""}}) {
    const auto url = parse_page_url(c.url);
    ASSERT_TRUE(url) << c.url;
    EXPECT_EQ(url->host, c.host) << c.url;
    EXPECT_EQ(url->path, c.path) << c.url;
    EXPECT_EQ(url->query, c.query) << c.url;
  }
  for (const char* text : {"", "example.com/a", "/a/b", "://x", "https://", "https:///x", "about:blank"}) {
    EXPECT_FALSE(parse_page_url(text)) << text;
  }
}

TEST(PageUrl, ReadsQueryValues) {
  const char* query = "utm_source=news%20letter&utm_medium=e+mail&xutm_term=no&gclid=&utm_name=%ff&a=1&a=2";
  EXPECT_EQ(query_value(query, "utm_source"), "news letter");
  EXPECT_EQ(query_value(query, "utm_medium"), "e mail");
  EXPECT_EQ(query_value(query, "utm_term"), std::nullopt);
  EXPECT_EQ(query_value(query, "gclid"), std::nullopt);
  EXPECT_EQ(query_value(query, "utm_name"), std::nullopt);
  EXPECT_EQ(query_value(query, "a"), "1");
  const auto cut = query_value("a=x" + std::string(1000, 'y') + "z", "a");
  EXPECT_EQ(cut->size(), 1000u);
  std::string umlauts;
  for (int i = 0; i < 400; ++i) umlauts += "%E2%82%AC";
  EXPECT_EQ(query_value("a=" + umlauts, "a")->size(), 999u);  // 333 whole characters of 3 bytes
}

TEST(PageUrl, KnowsSearchEnginesFromTheirOtherServices) {
  for (const auto& [host, name] : {std::pair{"www.google.com", "google"},
                                   {"google.co.uk", "google"},
                                   {"www.bing.com", "bing"},
                                   {"cn.bing.com", "bing"},
                                   {"de.search.yahoo.com", "yahoo"},
                                   {"duckduckgo.com", "duckduckgo"},
                                   {"www.ecosia.org", "ecosia"},
                                   {"yandex.ru", "yandex"},
                                   {"mail.google.com", ""},
                                   {"docs.google.com", ""},
                                   {"mail.yahoo.com", ""},
                                   {"notbing.com", ""},
                                   {"example.com", ""},
                                   {"$direct", ""},
                                   {"", ""}}) {
    EXPECT_EQ(search_engine(host), name) << host;
  }
}

}  // namespace
}  // namespace leapfrog::enrich
