#include "http/router_client.h"

#include <gtest/gtest.h>

#include <thread>

namespace leapfrog::http {
namespace {

class RouterClientTest : public testing::Test {
 protected:
  RouterClientTest() {
    router_.post("/echo/{name}/", {}, [](Request& request) {
      return Response::json({{"name", std::string(request.param("name"))},
                             {"asked", std::string(request.query.get("q"))},
                             {"body", request.body},
                             {"who", std::string(request.headers.get("Authorization"))},
                             {"kind", std::string(request.headers.get("Content-Type"))}},
                            201);
    });
    router_.add({Method::post, "/later/", {}, {}, AsyncHandler([](std::shared_ptr<Request>, Reply reply) {
                   std::thread([reply] { reply(Response::text("at last")); }).detach();
                 })});
  }
  static ClientRequest asking(std::string target) {
    ClientRequest request;
    request.target = std::move(target);
    request.headers.add("Content-Type", "text/plain");
    request.headers.add("Authorization", "Bearer mine");
    request.body = "hello";
    return request;
  }

  Router router_;
};

TEST_F(RouterClientTest, AsksARouteAsIfFromOutside) {
  RouterClient client(router_);
  const auto answer = client.send(asking("/echo/a%20b/?q=1"));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->status, 201);
  const json::value wanted = {
      {"name", "a b"}, {"asked", "1"}, {"body", "hello"}, {"who", "Bearer mine"}, {"kind", "text/plain"}};
  EXPECT_EQ(json::parse(answer->body), wanted);
}

TEST_F(RouterClientTest, WaitsForAnswersThatComeLater) {
  RouterClient client(router_);
  const auto answer = client.send(asking("/later/"));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->body, "at last");
  std::string chunks;
  ASSERT_TRUE(client.stream(asking("/later/"), [&](std::string_view chunk) {
    chunks += chunk;
    return true;
  }));
  EXPECT_EQ(chunks, "at last");
}

TEST_F(RouterClientTest, SaysWhoIsAskingInEveryRequest) {
  Request theirs;
  theirs.headers.add("Authorization", "Bearer theirs");
  theirs.headers.add("Accept", "text/html");
  RouterClient client(router_, credentials_of(theirs));
  const auto answer = client.send(asking("/echo/x/"));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(json::parse(answer->body).at("who"), "Bearer theirs");
}

TEST_F(RouterClientTest, KnowsWhenThereIsNoRoute) {
  RouterClient client(router_);
  const auto answer = client.send(asking("/nowhere/"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace leapfrog::http
