#include "http/proxies.h"

#include <gtest/gtest.h>

namespace leapfrog::http {
namespace {

Request forwarded(std::string chain) {
  Request request;
  request.headers.add("Host", "inner");
  request.headers.add("X-Forwarded-For", std::move(chain));
  request.headers.add("X-Forwarded-Proto", "https");
  request.headers.add("X-Forwarded-Host", "app.example.com");
  return request;
}

TEST(TrustedProxies, UntrustedPeersAreNotBelieved) {
  const auto proxies = *TrustedProxies::parse({"10.0.0.0/8"});
  auto request = forwarded("203.0.113.9");
  proxies.apply(request, "192.0.2.1", false);
  EXPECT_EQ(request.client_ip, "192.0.2.1");
  EXPECT_EQ(request.host, "inner");
  EXPECT_FALSE(request.secure);
}

TEST(TrustedProxies, TakesTheRightmostUntrustedAddress) {
  const auto proxies = *TrustedProxies::parse({"10.0.0.0/8", "::1"});
  auto request = forwarded("198.51.100.1, 203.0.113.9, 10.1.2.3");
  proxies.apply(request, "::1", false);
  EXPECT_EQ(request.client_ip, "203.0.113.9");
  EXPECT_EQ(request.host, "app.example.com");
  EXPECT_TRUE(request.secure);
}

TEST(TrustedProxies, StopsAtMalformedEntries) {
  const auto proxies = *TrustedProxies::parse({"10.0.0.0/8"});
  auto request = forwarded("203.0.113.9, evil, 10.1.2.3");
  proxies.apply(request, "10.9.9.9", false);
  EXPECT_EQ(request.client_ip, "10.1.2.3");
}

TEST(TrustedProxies, ReadsPortsAndV6) {
  const auto proxies = *TrustedProxies::parse({"127.0.0.1"});
  auto request = forwarded("[2001:db8::7]:4711");
  proxies.apply(request, "127.0.0.1", false);
  EXPECT_EQ(request.client_ip, "2001:db8::7");
}

TEST(TrustedProxies, BlocksMustBeAddresses) {
  for (const auto* bad : {"", "x", "10.0.0.0/33", "10.0.0.0/x", "::/129", "10.0.0.0/-1"}) {
    EXPECT_FALSE(TrustedProxies::parse({bad})) << bad;
  }
}

TEST(TrustedProxies, OddPrefixLengths) {
  const auto proxies = *TrustedProxies::parse({"192.168.128.0/18"});
  EXPECT_TRUE(proxies.contains("192.168.191.255"));
  EXPECT_FALSE(proxies.contains("192.168.192.0"));
}

}  // namespace
}  // namespace leapfrog::http
