// For tests: the flags of a project behind their routes, without a server and without an engine.
#pragma once

#include "accounts/accounts_fixture.h"
#include "flags/flags.h"
#include "flags/state.h"
#include "persons/persons.h"

namespace leapfrog::flags {

class FlagFixture : public accounts::AccountsFixture {
 protected:
  using TestClient = accounts::TestClient;

  FlagFixture() : AccountsFixture(migrations()) {
    made_ = set_up();
    auto opened = meta::Database::open((directory / "people.db").string(), persons::migrations(),
                                       {.synchronous_full = false});
    people = *std::move(opened);
    auto flags_opened =
        Flags::open({*database, *people, *accounts, nullptr, clock, metrics_, "", sealer_, max_hash_keys});
    if (!flags_opened) ADD_FAILURE() << flags_opened.error().detail;
    flags = *std::move(flags_opened);
    add_routes(router, *flags);
  }
  ~FlagFixture() override {
    flags.reset();
    people.reset();
  }

  TestClient api() { return TestClient(router, made_.personal_api_key); }
  json::object create(const json::value& body) {
    const auto response = api().post("/api/projects/1/feature_flags/", body);
    EXPECT_EQ(response.status, 201) << response.body;
    return accounts::body_of(response).as_object();
  }
  json::object patch(const json::value& id, const json::value& body) {
    const auto response = api().patch(path(id), body);
    EXPECT_EQ(response.status, 200) << response.body;
    return accounts::body_of(response).as_object();
  }
  static std::string path(const json::value& id) {
    return "/api/projects/1/feature_flags/" + std::to_string(id.as_int64()) + "/";
  }
  // The answer to an SDK.
  json::object ask(json::object body, const std::string& target = "/flags/?v=2") {
    body["token"] = made_.project_token;
    if (!body.contains("distinct_id")) body["distinct_id"] = "somebody";
    TestClient sdk(router);
    const auto response = sdk.send(http::Method::post, target, body);
    EXPECT_EQ(response.status, 200) << response.body;
    return accounts::body_of(response).as_object();
  }
  bool enabled(const std::string& key, json::object body = {}) {
    return ask(std::move(body)).at("flags").at(key).at("enabled").as_bool();
  }
  void store_person(const std::string& distinct_id, const std::string& properties) {
    const auto done = people->write([&](meta::Connection& connection) -> Result<> {
      TRY(connection.execute(
          "INSERT INTO persons (project_id, uuid_high, uuid_low, created_at, is_identified, "
          "version, properties) VALUES (1, ?, 7, 0, 1, 1, ?)",
          {static_cast<std::int64_t>(std::hash<std::string>()(distinct_id)), properties}));
      return connection.execute(
          "INSERT INTO distinct_ids (project_id, distinct_id, person_id, generation, "
          "version) VALUES (1, ?, ?, 0, 1)",
          {distinct_id, connection.last_insert_id()});
    });
    EXPECT_TRUE(done.has_value());
  }

  static constexpr std::int64_t max_hash_keys = 1'000'000;
  accounts::Bootstrapped made_;
  std::unique_ptr<meta::Database> people;
  std::unique_ptr<Flags> flags;

 private:
  Metrics metrics_;
  const Sealer sealer_{std::string(32, 'k')};
};

}  // namespace leapfrog::flags
