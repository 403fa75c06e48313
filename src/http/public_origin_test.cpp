#include "http/public_origin.h"

#include <gtest/gtest.h>

#include "http/message.h"

namespace leapfrog::http {
namespace {

TEST(PublicOriginTest, IsAUrlWithoutAPath) {
  EXPECT_EQ(*parse_origin("https://app.example.com"), "https://app.example.com");
  EXPECT_EQ(*parse_origin("https://app.example.com/"), "https://app.example.com");
  EXPECT_EQ(*parse_origin("http://[::1]:8000"), "http://[::1]:8000");
  for (const auto* url : {"", "app.example.com", "ftp://a", "https://", "https://a/b", "https://a?b",
                          "https://u:p@a", "https://a b", "javascript:alert(1)"})
    EXPECT_FALSE(parse_origin(url)) << url;
}

TEST(PublicOriginTest, LinksAreMadeWithItWhenThereIsOne) {
  Request request;
  request.host = "10.0.0.7:8000";
  EXPECT_EQ(link_origin(request), "http://10.0.0.7:8000");
  set_public_origin("https://app.example.com");
  EXPECT_EQ(link_origin(request), "https://app.example.com");
  EXPECT_EQ(request.origin(), "http://10.0.0.7:8000");
  set_public_origin("");
}

}  // namespace
}  // namespace leapfrog::http
