// The thread that looks at alerts, beside people who change and delete them.
#include "alerts/alerts.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "accounts/accounts_fixture.h"
#include "alerts/alert_store.h"
#include "dashboards/dashboards.h"
#include "storage/meta/rows.h"

namespace leapfrog::alerts {
namespace {

// Says that all has arrived.
class NoOutbound final : public http::Outbound {
 public:
  Result<http::OutboundResponse> send(const http::OutboundRequest&) const override {
    return http::OutboundResponse{200, ""};
  }
};

std::vector<meta::Migration> all_migrations() {
  auto all = migrations();
  for (const auto* more : {&dashboards::migrations(), &outbox::migrations()})
    all.insert(all.begin(), more->begin(), more->end());
  return all;
}

class AlertsThreadTest : public accounts::AccountsFixture {
 protected:
  AlertsThreadTest() : AccountsFixture(all_migrations()) {
    project_ = set_up().project;
    outbox_ = outbox::Outbox::over({*database, clock, outbound_, *mailer_, sealer_, metrics_});
    alerts_ = Alerts::over({*accounts, *database, clock, *outbox_, metrics_,
                            [](const accounts::ProjectAccess&, const json::object&) -> Result<json::object> {
                              return json::object();
                            },
                            [this] { return watermark_.load(); }, "", seconds(60)});
  }

  Alert an_alert(const std::string& id) const {
    Alert alert;
    alert.id = id;
    alert.project = project_;
    alert.insight = 1;  // which was never made
    alert.name = id;
    alert.rule.lower = 1;
    alert.created_at = clock.now();
    return alert;
  }
  void store(const Alert& alert) {
    CHECK(database->write([&](meta::Connection& connection) { return store_alert(connection, alert); }));
  }
  std::optional<Alert> read(const std::string& id) {
    auto found = meta::in_read(
        *database, [&](meta::Connection& connection) { return find_alert(connection, project_, id); });
    CHECK(found);
    return *std::move(found);
  }
  void until_state(const std::string& id, std::string_view state) {
    while (read(id)->state != state) std::this_thread::yield();
  }

  NoOutbound outbound_;
  Metrics metrics_;
  const Sealer sealer_{std::string(32, 'k')};
  const std::unique_ptr<mail::Mailer> mailer_ = mail::Mailer::open({}).value();
  std::unique_ptr<outbox::Outbox> outbox_;
  std::atomic<std::uint64_t> watermark_ = 1;
  accounts::ProjectId project_ = 0;
  std::unique_ptr<Alerts> alerts_;
};

TEST_F(AlertsThreadTest, LooksAtAlertsWhilePeopleChangeAndDeleteThem) {
  store(an_alert("kept"));
  alerts_->start();
  std::vector<std::thread> people;
  for (int person = 0; person < 3; ++person)
    people.emplace_back([&, person] {
      const auto id = std::to_string(person);
      for (int i = 0; i < 20; ++i) {
        store(an_alert(id));
        ++watermark_;
        static_cast<void>(read(id));
        CHECK(database->write(
            [&](meta::Connection& connection) { return delete_alert(connection, an_alert(id)); }));
      }
    });
  until_state("kept", "Errored");
  for (auto& person : people) person.join();
  EXPECT_EQ(read("kept")->last_error, "The insight has been deleted.");
  alerts_->stop();
  EXPECT_FALSE(read("0"));
}

TEST_F(AlertsThreadTest, StopsAtOnceAndOnlyOnce) {
  alerts_->start();
  alerts_->stop();
  alerts_->stop();
}

}  // namespace
}  // namespace leapfrog::alerts
