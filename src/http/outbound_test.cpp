#include "http/outbound.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/metrics.h"
#include "http/router.h"
#include "http/server.h"

namespace leapfrog::http {
namespace {

TEST(Outbound, KnowsWhichAddressesArePublic) {
  for (const auto* address :
       {"8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00::1"})
    EXPECT_TRUE(is_public_address(address)) << address;
  for (const auto* address : {"127.0.0.1",
                              "127.9.9.9",
                              "0.0.0.0",
                              "10.1.2.3",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "169.254.169.254",
                              "100.64.0.1",
                              "224.0.0.1",
                              "255.255.255.255",
                              "198.18.0.1",
                              "::",
                              "::1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "::127.0.0.1",
                              "fe80::1",
                              "fc00::1",
                              "fd00::1",
                              "ff02::1",
                              "64:ff9b::7f00:1",
                              "2002:7f00:1::",
                              "2001:db8::1",
                              "2001::1",
                              "",
                              "localhost",
                              "8.8.8"})
    EXPECT_FALSE(is_public_address(address)) << address;
}

TEST(Outbound, RefusesUrlsThatCannotBeMeant) {
  for (const auto* url : {"", "ftp://example.com/", "file:///etc/passwd", "https://", "http:///path",
                          "https://user:secret@example.com/", "https://exa mple.com", "https://a\n.com",
                          "//example.com", "javascript:alert(1)"})
    EXPECT_FALSE(check_outbound_url(url, "url")) << url;
  for (const auto* url : {"https://example.com", "http://example.com:8080/hook?x=a@b", "https://[2a00::1]/"})
    EXPECT_TRUE(check_outbound_url(url, "url")) << url;
}

class Receiver : public testing::Test {
 protected:
  void SetUp() override {
    router_.post("/hook", {"", "", "", "", ""}, [this](Request& request) {
      last_ = request.body;
      return Response::text(std::string(40'000, 'x'), 201);
    });
    router_.post("/away", {"", "", "", "", ""},
                 [this](Request&) { return Response::redirect(url("/hook")); });
    ServerSettings settings;
    settings.address = "127.0.0.1";
    settings.port = 0;
    auto opened = Server::open(settings, router_, metrics_);
    ASSERT_TRUE(opened);
    server_ = *std::move(opened);
    thread_ = std::thread([this] { server_->run(); });
  }
  void TearDown() override {
    server_->stop();
    thread_.join();
  }
  std::string url(std::string_view path, std::string_view host = "127.0.0.1") const {
    return "http://" + std::string(host) + ":" + std::to_string(server_->port()) + std::string(path);
  }

  Metrics metrics_;
  Router router_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
  std::string last_;
};

TEST_F(Receiver, IsNotReachedAtAPrivateAddressUnderAnyName) {
  const auto outbound = Outbound::open({});
  ASSERT_TRUE(outbound);
  for (const auto* host :
       {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0.0.0.0"}) {
    const auto sent = (*outbound)->send({Method::post, url("/hook", host), {}, "x", seconds(5)});
    ASSERT_FALSE(sent) << host;
    EXPECT_TRUE(sent.error().code == "private_address" || sent.error().kind == ErrorKind::unavailable)
        << host << " " << sent.error().detail;
  }
  EXPECT_EQ(last_, "");
}

TEST_F(Receiver, IsReachedWhereTheOperatorAllowsIt) {
  const auto outbound = Outbound::open({"127.0.0.0/8"});
  ASSERT_TRUE(outbound);
  const auto sent = (*outbound)->send({Method::post, url("/hook"), {}, "{\"a\":1}", seconds(5)});
  ASSERT_TRUE(sent) << sent.error().detail;
  EXPECT_EQ(sent->status, 201);
  EXPECT_EQ(sent->body.size(), 16u * 1024);
  EXPECT_EQ(last_, "{\"a\":1}");
}

TEST_F(Receiver, DoesNotSendItsCallerElsewhere) {
  const auto outbound = Outbound::open({"127.0.0.1"});
  ASSERT_TRUE(outbound);
  const auto sent = (*outbound)->send({Method::post, url("/away"), {}, "x", seconds(5)});
  ASSERT_TRUE(sent);
  EXPECT_GE(sent->status, 300);
  EXPECT_LT(sent->status, 400);
  EXPECT_EQ(last_, "");
}

TEST(OutboundSettings, SayWhatTheyDoNotUnderstand) {
  EXPECT_FALSE(Outbound::open({"my-intranet"}));
  EXPECT_FALSE(Outbound::open({"10.0.0.0/99"}));
}

}  // namespace
}  // namespace leapfrog::http
