// For tests, of this slice and of others that add project routes: real accounts on a real database in a
// temporary directory, a stopped clock, and clients that call the router's handlers without a server.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "accounts/accounts.h"
#include "base/crypto.h"

namespace leapfrog::accounts {

// Sends requests as a browser with cookies or as a script with a key would.
class TestClient {
 public:
  explicit TestClient(http::Router& router) : router_(&router) {}
  TestClient(http::Router& router, std::string bearer) : router_(&router), bearer_(std::move(bearer)) {}

  // `target` may have a query. A body that is not null is sent as JSON.
  http::Response send(http::Method method, const std::string& target, const json::value& body = nullptr) {
    return send_raw(method, target, body.is_null() ? std::string() : json::serialize(body));
  }
  http::Response send_raw(http::Method method, const std::string& target, std::string body) {
    http::Request request;
    request.method = method;
    request.target = target;
    const auto question = target.find('?');
    request.path = http::percent_decode(target.substr(0, question), false);
    if (question != std::string::npos) request.query = http::Query::parse(target.substr(question + 1));
    request.host = "leapfrog.test";
    request.secure = secure;
    request.client_ip = address;
    request.body = std::move(body);
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    if (!bearer_.empty()) request.headers.add("Authorization", "Bearer " + bearer_);
    std::string jar;
    for (const auto& [name, value] : cookies)
      fmt::format_to(std::back_inserter(jar), "{}{}={}", jar.empty() ? "" : "; ", name, value);
    if (!jar.empty()) request.headers.add("Cookie", jar);
    if (send_csrf && cookies.contains("leapfrog_csrf"))
      request.headers.add("X-CSRFToken", cookies.at("leapfrog_csrf"));

    const auto match = router_->match(method, target.substr(0, question));
    if (match.route == nullptr) return http::Response::text("no such route", 404);
    request.params = match.params;
    auto response = call(match.route->handler, std::move(request));
    keep_cookies(response);
    return response;
  }

  http::Response get(const std::string& target) { return send(http::Method::get, target); }
  http::Response post(const std::string& target, const json::value& body = json::object()) {
    return send(http::Method::post, target, body);
  }
  http::Response patch(const std::string& target, const json::value& body) {
    return send(http::Method::patch, target, body);
  }
  http::Response del(const std::string& target, const json::value& body = nullptr) {
    return send(http::Method::del, target, body);
  }

  std::map<std::string, std::string> headers;
  std::map<std::string, std::string> cookies;
  std::string address = "192.0.2.1";
  bool secure = true;
  bool send_csrf = true;

 private:
  static http::Response call(const std::variant<http::Handler, http::AsyncHandler>& handler,
                             http::Request request) {
    if (const auto* blocking = std::get_if<http::Handler>(&handler)) return (*blocking)(request);
    std::promise<http::Response> promise;
    std::get<http::AsyncHandler>(handler)(
        std::make_shared<http::Request>(std::move(request)),
        [&promise](http::Response response) { promise.set_value(std::move(response)); });
    return promise.get_future().get();
  }

  void keep_cookies(const http::Response& response) {
    for (const auto& [name, value] : response.headers.fields()) {
      if (name != "Set-Cookie") continue;
      const auto equals = value.find('=');
      const auto content = value.substr(equals + 1, value.find(';') - equals - 1);
      if (content.empty()) {
        cookies.erase(value.substr(0, equals));
      } else {
        cookies[value.substr(0, equals)] = content;
      }
    }
  }

  http::Router* router_;
  std::string bearer_;
};

inline json::value body_of(const http::Response& response) {
  return response.body.empty() ? json::value() : json::parse(response.body);
}

class AccountsFixture : public testing::Test {
 protected:
  // `more` are the migrations of the slice under test.
  explicit AccountsFixture(const std::vector<meta::Migration>& more = {}) {
    init_crypto();
    std::string pattern = (std::filesystem::temp_directory_path() / "leapfrog-accounts-XXXXXX").string();
    directory = ::mkdtemp(pattern.data());
    auto all = migrations();
    all.insert(all.end(), more.begin(), more.end());
    auto opened = meta::Database::open((directory / "meta.db").string(), all, {.synchronous_full = false});
    if (!opened) ADD_FAILURE() << opened.error().detail;
    database = *std::move(opened);
    auto made = Accounts::open(*database, clock);
    if (!made) ADD_FAILURE() << made.error().detail;
    accounts = *std::move(made);
    add_routes(router, *accounts);
  }
  ~AccountsFixture() override {
    accounts.reset();
    database.reset();
    std::filesystem::remove_all(directory);
  }

  // The owner "ada@example.com" with password "correct horse", the organisation "Acme", the project "Shop"
  // and a key with every scope.
  Bootstrapped set_up() {
    auto made = bootstrap(*accounts, {"ada@example.com", "correct horse", "Ada", "Acme", "Shop"});
    if (!made) ADD_FAILURE() << made.error().detail;
    return *std::move(made);
  }
  TestClient signed_in(const std::string& email, const std::string& password) {
    TestClient client(router);
    const auto response = client.post("/api/login/", {{"email", email}, {"password", password}});
    EXPECT_EQ(response.status, 200) << response.body;
    return client;
  }

  std::filesystem::path directory;
  ManualClock clock{Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 1))};
  std::unique_ptr<meta::Database> database;
  std::unique_ptr<Accounts> accounts;
  http::Router router;
};

// PostHog's error object, word for word; attr "" for null.
inline void expect_error(const http::Response& response, int status, std::string_view type,
                         std::string_view code, std::string_view detail, std::string_view attr = "") {
  EXPECT_EQ(response.status, status) << response.body;
  json::value wanted = {{"type", type}, {"code", code}, {"detail", detail}, {"attr", nullptr}};
  if (!attr.empty()) wanted.get_object()["attr"] = attr;
  EXPECT_EQ(body_of(response), wanted);
}

}  // namespace leapfrog::accounts
