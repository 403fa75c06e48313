#include "http/message.h"

#include <gtest/gtest.h>

#include <random>

#include "base/random_fixture.h"

namespace leapfrog::http {
namespace {

TEST(Headers, CompareNamesWithoutCase) {
  Headers headers;
  headers.add("Content-Type", "text/plain");
  headers.add("X-A", "1");
  headers.add("x-a", "2");
  EXPECT_EQ(headers.get("content-type"), "text/plain");
  EXPECT_EQ(headers.get("X-A"), "1");
  EXPECT_FALSE(headers.has("X-B"));
  headers.set("X-a", "3");
  EXPECT_EQ(headers.get("x-A"), "3");
  EXPECT_EQ(headers.fields().size(), 2u);
}

TEST(Query, DecodesPairs) {
  const auto query = Query::parse("a=1&b=x+y%2B&a=2&&flag&%C3%A9=%e4%B8%AD&broken=%zz%2");
  EXPECT_EQ(query.get("a"), "1");
  EXPECT_EQ(query.all("a"), (std::vector<std::string_view>{"1", "2"}));
  EXPECT_EQ(query.get("b"), "x y+");
  EXPECT_TRUE(query.has("flag"));
  EXPECT_EQ(query.get("flag"), "");
  EXPECT_EQ(query.get("é"), "中");
  EXPECT_EQ(query.get("broken"), "%zz%2");
  EXPECT_FALSE(query.has("missing"));
}

TEST(Query, StopsAtItsLimit) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "a&";
  EXPECT_EQ(Query::parse(text).pairs().size(), 10'000u);
}

TEST(Percent, RoundTripsEveryString) {
  const RandomSeed seed;
  std::mt19937 random(seed);
  for (int round = 0; round < 500; ++round) {
    std::string text(random() % 40, '\0');
    for (char& c : text) c = static_cast<char>(random());
    EXPECT_EQ(percent_decode(percent_encode(text), false), text);
    EXPECT_EQ(percent_decode(percent_encode(text), true), text);
  }
}

TEST(Percent, PlusIsSpaceOnlyInForms) {
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  EXPECT_EQ(percent_decode("a+b", false), "a+b");
}

TEST(Request, ReadsCookiesAndOrigin) {
  Request request;
  request.headers.add("Cookie", "a=1; session=x=y ;b=2");
  EXPECT_EQ(request.cookie("session"), "x=y");
  EXPECT_EQ(request.cookie("b"), "2");
  EXPECT_EQ(request.cookie("none"), "");
  request.host = "app.example.com:8000";
  EXPECT_EQ(request.origin(), "http://app.example.com:8000");
  request.secure = true;
  EXPECT_EQ(request.origin(), "https://app.example.com:8000");
  request.params = {{"id", "7"}};
  EXPECT_EQ(request.param("id"), "7");
  EXPECT_EQ(request.param("other"), "");
}

TEST(Response, FactoriesSetTypeAndStatus) {
  const auto json = Response::json({{"a", 1}}, 201);
  EXPECT_EQ(json.status, 201);
  EXPECT_EQ(json.headers.get("content-type"), "application/json");
  EXPECT_EQ(json.body, R"({"a":1})");
  EXPECT_EQ(Response::text("x").headers.get("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(Response::empty().status, 204);
  const auto redirect = Response::redirect("/login").with("Cache-Control", "no-store");
  EXPECT_EQ(redirect.status, 302);
  EXPECT_EQ(redirect.headers.get("location"), "/login");
  EXPECT_EQ(redirect.headers.get("cache-control"), "no-store");
}

struct ErrorCase {
  ErrorKind kind;
  int status;
  std::string_view type;
  std::string_view default_code;
};

TEST(ErrorResponse, MapsEveryKind) {
  const ErrorCase cases[] = {
      {ErrorKind::invalid, 400, "validation_error", "invalid_input"},
      {ErrorKind::unauthenticated, 401, "authentication_error", "authentication_failed"},
      {ErrorKind::forbidden, 403, "authentication_error", "permission_denied"},
      {ErrorKind::not_found, 404, "invalid_request", "not_found"},
      {ErrorKind::method_not_allowed, 405, "invalid_request", "method_not_allowed"},
      {ErrorKind::conflict, 409, "validation_error", "conflict"},
      {ErrorKind::too_large, 413, "invalid_request", "too_large"},
      {ErrorKind::unsupported, 415, "invalid_request", "unsupported_media_type"},
      {ErrorKind::throttled, 429, "throttled_error", "throttled"},
      {ErrorKind::unavailable, 503, "server_error", "unavailable"},
      {ErrorKind::timeout, 504, "server_error", "timeout"},
      {ErrorKind::internal, 500, "server_error", "error"},
  };
  for (const auto& wanted : cases) {
    const auto response = error_response(Error{wanted.kind, "", "Sentence.", "", 0});
    EXPECT_EQ(response.status, wanted.status);
    const auto body = json::parse(response.body).as_object();
    EXPECT_EQ(body.at("type").as_string(), wanted.type);
    EXPECT_EQ(body.at("code").as_string(), wanted.default_code);
    EXPECT_TRUE(body.at("attr").is_null());
    EXPECT_FALSE(response.headers.has("Retry-After"));
  }
}

TEST(ErrorResponse, KeepsCodeDetailAttrAndRetryAfter) {
  const auto response =
      error_response(Error{ErrorKind::throttled, "rate_limit_exceeded", "Slow down.", "key", 60});
  EXPECT_EQ(response.body,
            R"({"type":"throttled_error","code":"rate_limit_exceeded","detail":"Slow down.","attr":"key"})");
  EXPECT_EQ(response.headers.get("Retry-After"), "60");
}

TEST(ErrorResponse, NeverShowsInternals) {
  const auto response =
      error_response(Error{ErrorKind::internal, "sqlite", "disk I/O error in /var/x.db", "secret", 0});
  EXPECT_EQ(response.body.find("sqlite"), std::string::npos);
  EXPECT_EQ(response.body.find("/var"), std::string::npos);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace leapfrog::http
