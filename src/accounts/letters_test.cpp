// Letters of accounts: invitations, new passwords, tests; and that they tell nobody what is none of their
// business.
#include <gmock/gmock.h>

#include "accounts/accounts_fixture.h"
#include "accounts/post.h"
#include "accounts/resets.h"
#include "accounts/visit_store.h"
#include "outbox/outbox.h"
#include "storage/meta/rows.h"

namespace leapfrog::accounts {
namespace {

using testing::HasSubstr;
using testing::Not;

class KeepingMailer final : public mail::Mailer {
 public:
  bool ready() const override { return is_ready; }
  const std::string& from_address() const override { return from; }
  std::string compose(const mail::Letter& letter, std::string_view, Instant) const override {
    return letter.subject + "\n" + letter.text;
  }
  mail::Sent send(const std::string& to, const std::string& message) const override {
    seen.emplace_back(to, message);
    return {mail::Sent::Outcome::delivered, "Taken."};
  }
  mutable std::vector<std::pair<std::string, std::string>> seen;
  bool is_ready = true;
  std::string from = "leapfrog@example.com";
};

class NoOutbound final : public http::Outbound {
 public:
  Result<http::OutboundResponse> send(const http::OutboundRequest&) const override {
    return unavailable("Nothing is out there.", 60);
  }
};

class LettersTest : public AccountsFixture {
 protected:
  LettersTest() : AccountsFixture(outbox::migrations()) {
    outbox_ = outbox::Outbox::over({*database, clock, outbound_, mailer, sealer_, metrics_});
    send_by(*accounts, {outbox_.get(), "https://app.example.com", mailer.from});
    made = set_up();
  }
  ~LettersTest() override { outbox_.reset(); }

  void deliver() { ASSERT_TRUE(outbox_->round()); }
  // What follows the origin in the newest letter: "/reset/…".
  std::string path_in_letter() {
    const auto& text = mailer.seen.back().second;
    const std::string origin = "https://app.example.com";
    const auto start = text.find(origin) + origin.size();
    return text.substr(start, text.find('\n', start) - start);
  }
  http::Response ask(const std::string& email, const std::string& address = "192.0.2.1") {
    TestClient client(router);
    client.address = address;
    return client.post("/api/reset/", {{"email", email}});
  }
  // The API's path of a link, and its token.
  static std::pair<std::string, std::string> parts_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return {"/api" + path.substr(0, slash) + "/", path.substr(slash + 1)};
  }
  std::int64_t count(std::string_view sql) {
    return *meta::in_read(
        *database, [&](meta::Connection& connection) { return meta::find_number(connection, sql, {}); });
  }

  KeepingMailer mailer;
  NoOutbound outbound_;
  Sealer sealer_{std::string(32, 'k')};
  Metrics metrics_;
  std::unique_ptr<outbox::Outbox> outbox_;
  Bootstrapped made;
};

TEST_F(LettersTest, AForgottenPasswordIsSetByTheLinkThatCameByMail) {
  auto elsewhere = signed_in("ada@example.com", "correct horse");
  EXPECT_EQ(ask("ADA@example.com").status, 204);
  deliver();
  ASSERT_EQ(mailer.seen.size(), 1U);
  EXPECT_EQ(mailer.seen[0].first, "ada@example.com");
  const auto [path, token] = parts_of(path_in_letter());
  EXPECT_EQ(count("SELECT count(*) FROM password_resets WHERE token_hash = '" + token + "'"), 0);

  TestClient client(router);
  EXPECT_EQ(client.get(path + "?token=" + token).status, 204);
  expect_error(client.post(path, {{"token", token}, {"password", "short"}}), 400, "validation_error",
               "password_too_short", "This password is too short. It must contain at least 8 characters.",
               "password");
  const auto set = client.post(path, {{"token", token}, {"password", "another horse"}});
  ASSERT_EQ(set.status, 200) << set.body;
  EXPECT_EQ(body_of(set).at("email"), "ada@example.com");
  EXPECT_EQ(client.get("/api/users/@me/").status, 200);     // signed in
  EXPECT_EQ(elsewhere.get("/api/users/@me/").status, 401);  // and everybody else is not
  signed_in("ada@example.com", "another horse");

  // Once, and its owner is told.
  const auto* used = "This link has expired or was used already. Ask for a new one.";
  expect_error(client.post(path, {{"token", token}, {"password", "third horse"}}), 400, "validation_error",
               "invalid_token", used, "token");
  expect_error(client.get(path + "?token=" + token), 400, "validation_error", "invalid_token", used, "token");
  deliver();
  EXPECT_THAT(mailer.seen.back().second, HasSubstr("Your password was changed"));
}

TEST_F(LettersTest, ALinkIsGoodForOneHourAndOneUser) {
  EXPECT_EQ(ask("ada@example.com").status, 204);
  deliver();
  const auto [path, token] = parts_of(path_in_letter());
  TestClient client(router);
  EXPECT_EQ(client.get("/api/reset/00000000-0000-0000-0000-000000000000/?token=" + token).status, 400);
  EXPECT_EQ(client.get(path + "?token=" + token + "x").status, 400);
  clock.advance(std::chrono::minutes(59));
  EXPECT_EQ(client.get(path + "?token=" + token).status, 204);
  clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(client.get(path + "?token=" + token).status, 400);
  EXPECT_EQ(client.post(path, {{"token", token}, {"password", "another horse"}}).status, 400);
}

TEST_F(LettersTest, ANewPasswordEndsAllLinks) {
  EXPECT_EQ(ask("ada@example.com").status, 204);
  deliver();
  const auto [first_path, first_token] = parts_of(path_in_letter());
  EXPECT_EQ(ask("ada@example.com").status, 204);
  deliver();
  const auto [path, token] = parts_of(path_in_letter());
  TestClient client(router);
  EXPECT_EQ(client.post(path, {{"token", token}, {"password", "another horse"}}).status, 200);
  EXPECT_EQ(client.get(first_path + "?token=" + first_token).status, 400);
}

TEST_F(LettersTest, AskingTellsNobodyWhoHasAnAccount) {
  const auto known = ask("ada@example.com");
  const auto unknown = ask("nobody@example.com");
  EXPECT_EQ(known.status, unknown.status);
  EXPECT_EQ(known.body, unknown.body);
  deliver();
  EXPECT_EQ(mailer.seen.size(), 1U);
  // The same work: a row each.
  EXPECT_EQ(count("SELECT count(*) FROM password_resets"), 2);
  // And the same patience, whoever asks from wherever.
  for (const std::string email : {"ada@example.com", "nobody@example.com"}) {
    for (int i = 0; i < 4; ++i) EXPECT_EQ(ask(email, "192.0.2." + std::to_string(10 + i)).status, 204);
    EXPECT_EQ(ask(email, "192.0.2.99").status, 429) << email;
  }
  for (int i = 0; i < 20; ++i) ask("x" + std::to_string(i) + "@example.com", "198.51.100.7");
  EXPECT_EQ(ask("y@example.com", "198.51.100.7").status, 429);
  expect_error(ask("no address", "198.51.100.8"), 400, "validation_error", "invalid_input",
               "Enter a valid email address.", "email");
}

TEST_F(LettersTest, WithoutAMailServerWhoeverRunsItMakesTheLink) {
  mailer.is_ready = false;
  TestClient client(router);
  EXPECT_EQ(body_of(client.get("/_preflight/")).at("email_service_available"), false);
  expect_error(ask("ada@example.com"), 400, "validation_error", "email_not_available",
               "This server sends no e-mail. Whoever runs it can make a link: leapfrog password-link.");
  const auto link = password_link(*database, clock, "Ada@example.com");
  ASSERT_TRUE(link) << link.error().detail;
  const auto [path, token] = parts_of(*link);
  EXPECT_EQ(client.post(path, {{"token", token}, {"password", "another horse"}}).status, 200);
  EXPECT_EQ(password_link(*database, clock, "nobody@example.com").error().detail, "Nobody has this address.");
}

TEST_F(LettersTest, AnInvitationGoesToWhomItIsFor) {
  auto ada = signed_in("ada@example.com", "correct horse");
  EXPECT_EQ(body_of(ada.get("/_preflight/")).at("email_service_available"), true);
  const std::string invites = "/api/organizations/@current/invites/";
  const auto sent = ada.post(
      invites, {{"target_email", "bob@example.com"}, {"first_name", "Bob"}, {"message", "Come\nin"}});
  ASSERT_EQ(sent.status, 201) << sent.body;
  EXPECT_EQ(body_of(sent).at("emailing_attempt_made"), true);
  deliver();
  ASSERT_EQ(mailer.seen.size(), 1U);
  EXPECT_EQ(mailer.seen[0].first, "bob@example.com");
  EXPECT_THAT(mailer.seen[0].second, HasSubstr("Ada invites you to Acme"));
  EXPECT_THAT(mailer.seen[0].second, HasSubstr("They write: Come"));
  const auto path = path_in_letter();
  EXPECT_EQ(path, "/signup/" + std::string(body_of(sent).at("token").as_string()));
  TestClient bob(router);
  EXPECT_EQ(bob.post("/api" + path + "/", {{"password", "correct horse"}, {"first_name", "Bob"}}).status,
            201);

  // By link alone when there is nobody to send it to, or when that was asked for.
  EXPECT_EQ(body_of(ada.post(invites)).at("emailing_attempt_made"), false);
  EXPECT_EQ(body_of(ada.post(invites, {{"target_email", "eve@example.com"}, {"send_email", false}}))
                .at("emailing_attempt_made"),
            false);
  mailer.is_ready = false;
  EXPECT_EQ(body_of(ada.post(invites, {{"target_email", "eve@example.com"}})).at("emailing_attempt_made"),
            false);
  deliver();
  EXPECT_EQ(mailer.seen.size(), 1U);
}

TEST_F(LettersTest, LinksInLettersDoNotFollowTheRequest) {
  auto ada = signed_in("ada@example.com", "correct horse");
  ada.headers["X-Forwarded-Host"] = "evil.example.com";
  ada.headers["Host"] = "evil.example.com";
  EXPECT_EQ(ada.post("/api/reset/", {{"email", "ada@example.com"}}).status, 204);
  deliver();
  EXPECT_THAT(mailer.seen.back().second, HasSubstr("https://app.example.com/reset/"));
  EXPECT_THAT(mailer.seen.back().second, Not(HasSubstr("evil")));
}

TEST_F(LettersTest, ATestGoesToWhoeverAsksAndOnlyAdminsMay) {
  auto ada = signed_in("ada@example.com", "correct horse");
  const std::string mail = "/api/organizations/@current/mail/";
  EXPECT_EQ(body_of(ada.get(mail)), (json::value{{"configured", true},
                                                 {"from", "leapfrog@example.com"},
                                                 {"link_origin", "https://app.example.com"}}));
  const auto tried = ada.post(mail + "test/");
  EXPECT_EQ(body_of(tried),
            (json::value{{"to", "ada@example.com"}, {"outcome", "delivered"}, {"answer", "Taken."}}));
  EXPECT_EQ(mailer.seen.back().first, "ada@example.com");
  TestClient key(router, made.personal_api_key);
  EXPECT_EQ(key.get(mail).status, 200);
  EXPECT_EQ(key.post(mail + "test/").status, 403);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(ada.post(mail + "test/").status, 200);
  EXPECT_EQ(ada.post(mail + "test/").status, 429);
  mailer.is_ready = false;
  expect_error(ada.post(mail + "test/"), 400, "validation_error", "email_not_available",
               "This server sends no e-mail.");
}

TEST_F(LettersTest, AnAddressIsChangedByWhoKnowsThePasswordAndTheOldOneIsTold) {
  auto ada = signed_in("ada@example.com", "correct horse");
  EXPECT_EQ(ask("ada@example.com").status, 204);
  deliver();
  const auto [path, token] = parts_of(path_in_letter());
  const std::string me = "/api/users/@me/";
  expect_error(ada.patch(me, {{"email", "ada@pond.example"}}), 400, "validation_error", "required",
               "This field is required to change password or email address.", "current_password");
  expect_error(ada.patch(me, {{"email", "ada@pond.example"}, {"current_password", "wrong"}}), 400,
               "validation_error", "incorrect_password", "Your current password is incorrect.",
               "current_password");
  expect_error(ada.patch(me, {{"email", "nobody"}, {"current_password", "correct horse"}}), 400,
               "validation_error", "invalid_input", "Enter a valid email address.", "email");
  const auto moved = ada.patch(me, {{"email", "ada@pond.example"}, {"current_password", "correct horse"}});
  ASSERT_EQ(moved.status, 200) << moved.body;
  EXPECT_EQ(body_of(moved).at("email"), "ada@pond.example");
  signed_in("ada@pond.example", "correct horse");
  EXPECT_EQ(ada.patch(me, {{"email", "ada@pond.example"}, {"first_name", "A."}}).status, 200);
  deliver();
  EXPECT_EQ(mailer.seen.back().first, "ada@example.com");
  EXPECT_THAT(mailer.seen.back().second, HasSubstr("belongs to ada@pond.example"));
  TestClient client(router);
  EXPECT_EQ(client.get(path + "?token=" + token).status, 400);
  TestClient key(router, made.personal_api_key);
  EXPECT_EQ(key.patch(me, {{"email", "eve@example.com"}, {"current_password", "correct horse"}}).status, 403);

  const auto invite = body_of(ada.post("/api/organizations/@current/invites/"));
  TestClient bob(router);
  ASSERT_EQ(bob.post("/api/signup/" + std::string(invite.at("token").as_string()) + "/",
                     {{"email", "bob@example.com"}, {"password", "correct horse"}})
                .status,
            201);
  expect_error(bob.patch(me, {{"email", "ADA@pond.example"}, {"current_password", "correct horse"}}), 400,
               "validation_error", "unique", "There already is an account with this email address.", "email");
}

TEST_F(LettersTest, AVisitEndsWhenSomebodyIsAwayForLong) {
  auto ada = signed_in("ada@example.com", "correct horse");
  const auto since = [&] {
    const auto response = ada.post("/api/projects/@current/visits/");
    EXPECT_EQ(response.status, 200) << response.body;
    return body_of(response).at("since");
  };
  EXPECT_EQ(since(), nullptr);
  clock.advance(visit_gap);
  EXPECT_EQ(since(), nullptr);  // still the first visit
  const auto left = format_iso(clock.now());
  clock.advance(visit_gap + seconds(1));
  EXPECT_EQ(since(), json::value(left));
  clock.advance(visit_gap);
  EXPECT_EQ(since(), json::value(left));  // and stays so until the next
  TestClient key(router, made.personal_api_key);
  EXPECT_EQ(key.post("/api/projects/@current/visits/").status, 403);
}

}  // namespace
}  // namespace leapfrog::accounts
