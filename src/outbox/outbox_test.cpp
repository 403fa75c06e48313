#include "outbox/outbox.h"

#include <atomic>

#include "accounts/accounts_fixture.h"
#include "storage/meta/rows.h"

namespace leapfrog::outbox {
namespace {

using Outcome = mail::Sent::Outcome;

class FakeOutbound final : public http::Outbound {
 public:
  Result<http::OutboundResponse> send(const http::OutboundRequest& request) const override {
    seen.push_back(request);
    if (status == 0) return unavailable("The other side could not be reached.", 60);
    return http::OutboundResponse{status, ""};
  }
  mutable std::vector<http::OutboundRequest> seen;
  int status = 200;
};

class FakeMailer final : public mail::Mailer {
 public:
  bool ready() const override { return is_ready; }
  const std::string& from_address() const override { return from; }
  std::string compose(const mail::Letter& letter, std::string_view id, Instant) const override {
    return std::string(id) + ": " + letter.subject;
  }
  mail::Sent send(const std::string& to, const std::string& message) const override {
    seen.emplace_back(to, message);
    return {outcome, "So it is."};
  }
  mutable std::vector<std::pair<std::string, std::string>> seen;
  Outcome outcome = Outcome::delivered;
  bool is_ready = true;
  std::string from = "leapfrog@example.com";
};

class OutboxTest : public accounts::AccountsFixture {
 protected:
  OutboxTest() : AccountsFixture(migrations()) {
    open();
    about = {set_up().project, "alert", "7"};
  }
  void open() { outbox = Outbox::over({*database, clock, outbound, mailer, sealer, metrics}); }

  void send(const Webhook& webhook) {
    ASSERT_TRUE(database->write(
        [&](meta::Connection& connection) { return outbox->send(connection, about, webhook); }));
  }
  void send(const mail::Letter& letter) {
    ASSERT_TRUE(database->write(
        [&](meta::Connection& connection) { return outbox->send(connection, about, letter); }));
  }
  Delivery delivery() {
    const auto all = meta::in_read(
        *database, [&](meta::Connection& connection) { return list_deliveries(connection, about, 10); });
    EXPECT_EQ(all->size(), 1U);
    return all->at(0);
  }
  std::string content() {
    std::string text;
    EXPECT_TRUE(database->read([&](meta::Connection& connection) {
      return connection.query("SELECT content FROM outbox", {},
                              [&](const meta::Row& row) { text = row.text(0); });
    }));
    return text;
  }

  FakeOutbound outbound;
  FakeMailer mailer;
  Sealer sealer{std::string(32, 'k')};
  Metrics metrics;
  About about;
  std::unique_ptr<Outbox> outbox;
};

const Webhook hook{"https://hooks.example.com/a", R"({"type":"alert"})"};
mail::Letter letter_to(std::string to) {
  mail::Letter letter;
  letter.to = std::move(to);
  letter.subject = "Sign-ups fell";
  return letter;
}

TEST_F(OutboxTest, DeliversAWebhookOnceSigned) {
  send(hook);
  ASSERT_TRUE(outbox->round());
  ASSERT_TRUE(outbox->round());
  ASSERT_EQ(outbound.seen.size(), 1U);
  const auto& headers = outbound.seen[0].headers;
  EXPECT_TRUE(headers.get("webhook-id").starts_with("msg_"));
  EXPECT_EQ(headers.get("webhook-timestamp"), std::to_string(to_micros(clock.now()) / 1'000'000));
  EXPECT_TRUE(headers.get("webhook-signature").starts_with("v1,"));
  EXPECT_EQ(delivery().state, "delivered");
  EXPECT_EQ(delivery().answer, "Answered 200.");
  EXPECT_EQ(content(), "");  // nobody needs it any more
}

TEST_F(OutboxTest, WaitsSealedAndIsOpenedForWhoeverDelivers) {
  send(hook);
  EXPECT_TRUE(Sealer::is_sealed(content()));
  EXPECT_EQ(content().find("alert"), std::string::npos);
  ASSERT_TRUE(outbox->round());
  ASSERT_EQ(outbound.seen.size(), 1U);
  EXPECT_EQ(outbound.seen[0].body, hook.body);
}

TEST_F(OutboxTest, DeliversWhatWaitedSinceBeforeMessagesWereSealed) {
  send(hook);
  ASSERT_TRUE(database->write([&](meta::Connection& connection) {
    return connection.execute("UPDATE outbox SET content = ?", {std::string_view(hook.body)});
  }));
  ASSERT_TRUE(outbox->round());
  ASSERT_EQ(outbound.seen.size(), 1U);
  EXPECT_EQ(outbound.seen[0].body, hook.body);
}

TEST_F(OutboxTest, GivesUpWhatAnotherKeySealed) {
  send(hook);
  sealer = Sealer(std::string(32, 'z'));
  ASSERT_TRUE(outbox->round());
  EXPECT_TRUE(outbound.seen.empty());
  EXPECT_EQ(delivery().state, "given_up");
  EXPECT_EQ(delivery().answer, "It was sealed with another key than the server has now.");
}

TEST_F(OutboxTest, TriesAgainWithTheSameIdAndGivesUpAfterADay) {
  outbound.status = 503;
  send(hook);
  ASSERT_TRUE(outbox->round());
  EXPECT_EQ(delivery().state, "waiting");
  EXPECT_EQ(delivery().next_attempt_at, clock.now() + seconds(10));
  clock.advance(seconds(9));
  ASSERT_TRUE(outbox->round());
  EXPECT_EQ(outbound.seen.size(), 1U);
  while (delivery().state == "waiting") {
    clock.advance(*delivery().next_attempt_at - clock.now());
    open();  // a new process takes it up where the old one was
    ASSERT_TRUE(outbox->round());
  }
  EXPECT_EQ(outbound.seen.size(), 10U);
  for (const auto& request : outbound.seen)
    EXPECT_EQ(request.headers.get("webhook-id"), outbound.seen[0].headers.get("webhook-id"));
  EXPECT_EQ(delivery().state, "given_up");
  EXPECT_EQ(delivery().answer, "Answered 503.");
}

TEST_F(OutboxTest, BelievesWhoSaysNever) {
  outbound.status = 410;
  send(hook);
  ASSERT_TRUE(outbox->round());
  EXPECT_EQ(delivery().state, "given_up");
}

TEST_F(OutboxTest, NothingLeavesATransactionThatFails) {
  EXPECT_FALSE(database->write([&](meta::Connection& connection) -> Result<> {
    TRY(outbox->send(connection, about, hook));
    return invalid("No.");
  }));
  ASSERT_TRUE(outbox->round());
  EXPECT_TRUE(outbound.seen.empty());
}

TEST_F(OutboxTest, SendsLettersAndKeepsThoseThatCannotLeave) {
  send(letter_to("bob@example.com"));
  ASSERT_TRUE(outbox->round());
  ASSERT_EQ(mailer.seen.size(), 1U);
  EXPECT_EQ(mailer.seen[0].first, "bob@example.com");
  EXPECT_EQ(delivery().channel, "mail");
  about.id = "8";
  mailer.is_ready = false;
  send(letter_to("bob@example.com"));
  EXPECT_EQ(delivery().state, "given_up");
  EXPECT_EQ(delivery().answer, "E-mail is not set up on this server.");
  about.id = "9";
  mailer.is_ready = true;
  mailer.outcome = Outcome::never;
  send(letter_to("nobody@example.com"));
  ASSERT_TRUE(outbox->round());
  EXPECT_EQ(delivery().state, "given_up");
  EXPECT_FALSE(database->write([&](meta::Connection& connection) {
    return outbox->send(connection, about, letter_to("bob@example.com\r\nBcc: eve@example.com"));
  }));
}

TEST_F(OutboxTest, RefusesToPileUp) {
  ASSERT_TRUE(database->write([&](meta::Connection& connection) -> Result<> {
    for (int i = 0; i < 1'001; ++i)
      TRY(outbox->send(connection, {about.project, "a", std::to_string(i)}, hook));
    return {};
  }));
  about = {about.project, "a", "999"};
  EXPECT_EQ(delivery().state, "waiting");
  about.id = "1000";
  EXPECT_EQ(delivery().state, "given_up");
}

TEST_F(OutboxTest, ASecretIsGivenOnceAndReplacedOverADay) {
  const auto secret_of = [&] {
    return *meta::in_write(*database, [&](meta::Connection& connection) {
      return outbox->secret_if_new(connection, about.project, hook.url);
    });
  };
  const auto secret = secret_of();
  ASSERT_TRUE(secret);
  EXPECT_FALSE(secret_of());
  outbox->add_routes(router, *accounts);
  auto ada = signed_in("ada@example.com", "correct horse");
  const auto base = "/api/projects/" + std::to_string(about.project) + "/";
  const auto listed = accounts::body_of(ada.get(base + "webhooks/"));
  EXPECT_TRUE(listed.at("results").at(0).at("secret").is_null());
  const std::string id(listed.at("results").at(0).at("id").as_string());
  const auto replaced = accounts::body_of(ada.post(base + "webhooks/" + id + "/replace_secret/"));
  EXPECT_NE(replaced.at("secret").as_string(), *secret);
  send(hook);
  ASSERT_TRUE(outbox->round());
  const std::string both(outbound.seen.at(0).headers.get("webhook-signature"));
  EXPECT_NE(both.find(" v1,"), std::string::npos);
  clock.advance(std::chrono::hours(25));
  about.id = "later";
  send(hook);
  ASSERT_TRUE(outbox->round());
  EXPECT_EQ(outbound.seen.at(1).headers.get("webhook-signature").find(' '), std::string_view::npos);
  EXPECT_EQ(accounts::body_of(ada.get(base + "outbox/")).at("results").as_array().size(), 2U);
  EXPECT_EQ(ada.del(base + "webhooks/" + id + "/").status, 204);
  EXPECT_EQ(ada.del(base + "webhooks/" + id + "/").status, 404);
}

// A receiver that lets the test know.
class SignallingOutbound final : public http::Outbound {
 public:
  Result<http::OutboundResponse> send(const http::OutboundRequest&) const override {
    sent.fetch_add(1);
    sent.notify_all();
    return http::OutboundResponse{200, ""};
  }
  mutable std::atomic<int> sent{0};
};

TEST_F(OutboxTest, ThreadsWakeWhenSomethingWasPutIn) {
  const SignallingOutbound signalling;
  outbox = Outbox::over({*database, clock, signalling, mailer, sealer, metrics});
  outbox->start();
  for (int before = 0; before < 20; ++before) {
    send(hook);
    signalling.sent.wait(before);
  }
  outbox->stop();
  EXPECT_EQ(signalling.sent.load(), 20);
}

}  // namespace
}  // namespace leapfrog::outbox
