#include "http/send_now.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace leapfrog::http {
namespace {

class SendNow : public testing::Test {
 protected:
  SendNow() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_), 0); }
  ~SendNow() override {
    for (const int end : ends_) ::close(end);
  }
  int ends_[2] = {-1, -1};
};

TEST_F(SendNow, SendsBothParts) {
  EXPECT_EQ(send_now(ends_[0], "head,", "body"), 9);
  char buffer[16];
  ASSERT_EQ(::read(ends_[1], buffer, sizeof buffer), 9);
  EXPECT_EQ(std::string_view(buffer, 9), "head,body");
}

TEST_F(SendNow, TakesWhatFitsAndDoesNotWaitForTheRest) {
  const std::string much(64 << 20, 'x');
  const auto sent = send_now(ends_[0], "head", much);
  ASSERT_TRUE(sent);
  EXPECT_GT(*sent, 4);
  EXPECT_LT(*sent, much.size());
  EXPECT_EQ(send_now(ends_[0], "more", much), 0);
}

TEST_F(SendNow, SaysThatTheOtherEndIsGone) {
  ::shutdown(ends_[1], SHUT_RDWR);
  EXPECT_FALSE(send_now(ends_[0], "head", "body"));
}

}  // namespace
}  // namespace leapfrog::http
