#include "outbox/outbox.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/uuid.h"
#include "http/object_schema.h"
#include "outbox/courier.h"
#include "outbox/destinations.h"
#include "outbox/routes.h"
#include "outbox/signature.h"
#include "storage/meta/rows.h"

namespace leapfrog::outbox {
namespace {

constexpr auto webhook_timeout = milliseconds(10'000);
constexpr std::int64_t max_waiting = 1'000;  // of a project
constexpr int gone = 410;                    // "do not come again"

std::string new_id() {
  auto text = Uuid::random().text();
  std::erase(text, '-');
  return "msg_" + text;
}

mail::Sent judged(const Result<http::OutboundResponse>& answer) {
  using Outcome = mail::Sent::Outcome;
  if (!answer) {
    const bool hopeless =
        answer.error().kind == ErrorKind::forbidden || answer.error().kind == ErrorKind::invalid;
    return {hopeless ? Outcome::never : Outcome::again, answer.error().detail};
  }
  const bool good = answer->status >= 200 && answer->status < 300;
  return {good                     ? Outcome::delivered
          : answer->status == gone ? Outcome::never
                                   : Outcome::again,
          fmt::format("Answered {}.", answer->status)};
}

class StoredOutbox final : public Outbox {
 public:
  explicit StoredOutbox(const Parts& parts)
      : parts_(parts),
        destinations_(parts_.sealer),
        mails_(parts_, Channel::mail, opened([this](const Message& message) -> Result<mail::Sent> {
                 return parts_.mailer.send(message.target, message.content);
               })),
        webhooks_(parts_, Channel::webhook,
                  opened([this](const Message& message) { return post(message); })) {
    parts_.metrics.gauge_function(
        "leapfrog_outbox_waiting", "Messages that wait to be delivered.", [database = &parts_.database] {
          const auto count = meta::in_read(*database, [](meta::Connection& connection) {
            return count_waiting(connection, std::nullopt);
          });
          return static_cast<double>(count.value_or(0));
        });
  }
  ~StoredOutbox() override { stop(); }

  bool has_mail() const override { return parts_.mailer.ready(); }

  Result<> send(meta::Connection& connection, const About& about, const mail::Letter& letter) override {
    TRY(mail::check_address(letter.to, "to"));
    Message message;
    message.id = new_id();
    message.about = about;
    message.channel = Channel::mail;
    message.target = letter.to;
    message.created_at = parts_.clock.now();
    if (!has_mail())
      return insert_message(connection, message,
                            {"given_up", std::nullopt, "E-mail is not set up on this server."});
    message.content = parts_.mailer.compose(letter, message.id, message.created_at);
    return put_in(connection, message, mails_);
  }

  Result<> send(meta::Connection& connection, const About& about, const Webhook& webhook) override {
    Message message;
    message.id = new_id();
    message.about = about;
    message.channel = Channel::webhook;
    message.target = webhook.url;
    message.content = webhook.body;
    message.created_at = parts_.clock.now();
    return put_in(connection, message, webhooks_);
  }

  Result<mail::Sent> try_now(const mail::Letter& letter) override {
    TRY(mail::check_address(letter.to, "to"));
    return parts_.mailer.send(letter.to, parts_.mailer.compose(letter, new_id(), parts_.clock.now()));
  }
  Result<mail::Sent> try_now(const About& about, const Webhook& webhook) override {
    Message message;
    message.id = new_id();
    message.about = about;
    message.target = webhook.url;
    message.content = webhook.body;
    return post(message);
  }

  Result<std::optional<std::string>> secret_if_new(meta::Connection& connection, accounts::ProjectId project,
                                                   const std::string& url) override {
    return destinations_.secret_if_new(connection, project, url, parts_.clock.now());
  }

  void start() override {
    mails_.start();
    webhooks_.start();
  }
  void stop() override {
    mails_.stop();
    webhooks_.stop();
  }
  Result<> round() override {
    TRY(mails_.round());
    TRY(webhooks_.round());
    return {};
  }
  void add_routes(http::Router& router, accounts::Accounts& accounts) override {
    add_outbox_routes(router, accounts, parts_, destinations_);
  }

 private:
  Result<> put_in(meta::Connection& connection, const Message& message, Courier& courier) {
    if (TRY(count_waiting(connection, message.about.project)) >= max_waiting)
      return insert_message(connection, message,
                            {"given_up", std::nullopt, "Too many messages of the project wait already."});
    auto waiting = message;
    waiting.content = parts_.sealer.seal(message.content, sealed_for(message));
    TRY(insert_message(connection, waiting, {"waiting", message.created_at, ""}));
    courier.wake();
    return {};
  }

  // Letters hold links that let whoever has them in.
  static std::string sealed_for(const Message& message) { return "outbox " + message.id; }

  // What waited before messages were sealed goes out as it is.
  Courier::Deliver opened(Courier::Deliver deliver) const {
    return [this, deliver = std::move(deliver)](const Message& message) -> Result<mail::Sent> {
      if (!Sealer::is_sealed(message.content)) return deliver(message);
      auto content = parts_.sealer.open_sealed(message.content, sealed_for(message));
      if (!content)
        return mail::Sent{mail::Sent::Outcome::never,
                          "It was sealed with another key than the server has now."};
      auto open = message;
      open.content = *std::move(content);
      return deliver(open);
    };
  }

  Result<mail::Sent> post(const Message& message) {
    const auto secrets = TRY(
        destinations_.secrets(parts_.database, message.about.project, message.target, parts_.clock.now()));
    const auto at = std::chrono::floor<seconds>(parts_.clock.now());
    std::string signatures;
    for (const auto& secret : secrets)
      signatures += (signatures.empty() ? "" : " ") + sign(secret, message.id, at, message.content);
    http::OutboundRequest request;
    request.url = message.target;
    request.headers.add("Content-Type", "application/json");
    request.headers.add("webhook-id", message.id);
    request.headers.add("webhook-timestamp", fmt::format("{}", at.time_since_epoch().count()));
    request.headers.add("webhook-signature", std::move(signatures));
    request.body = message.content;
    request.timeout = webhook_timeout;
    return judged(parts_.outbound.send(request));
  }

  const Parts parts_;
  const Destinations destinations_;
  Courier mails_;
  Courier webhooks_;
};

json::value or_null(const std::optional<Instant>& instant) {
  return instant ? json::value(format_iso(*instant)) : json::value(nullptr);
}

}  // namespace

std::unique_ptr<Outbox> Outbox::over(Parts parts) { return std::make_unique<StoredOutbox>(parts); }

json::object delivery_json(const Delivery& delivery) {
  return {{"id", delivery.id},
          {"channel", delivery.channel},
          {"target", delivery.target},
          {"state", delivery.state},
          {"created_at", format_iso(delivery.created_at)},
          {"attempts", delivery.attempts},
          {"delivered_at", or_null(delivery.delivered_at)},
          {"next_attempt_at", or_null(delivery.next_attempt_at)},
          {"answer", delivery.answer}};
}

json::object delivery_schema() {
  return http::object_schema({{"id", "string"},
                              {"channel", "mail|webhook"},
                              {"target", "string"},
                              {"state", "waiting|delivered|given_up"},
                              {"created_at", "string"},
                              {"attempts", "integer"},
                              {"delivered_at", "string?"},
                              {"next_attempt_at", "string?"},
                              {"answer", "string"}});
}

}  // namespace leapfrog::outbox
