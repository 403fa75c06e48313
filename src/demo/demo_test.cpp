#include "demo/demo.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "base/crypto.h"
#include "base/json.h"
#include "demo/history.h"

namespace leapfrog::demo {
namespace {

Options options(std::size_t events) {
  Options options;
  options.end = parse_iso("2026-11-20T22:30:00Z").value();
  options.events = events;
  return options;
}

const History& whole_history() {
  static const History history = plan_history(options(Options().events)).value();
  return history;
}

std::vector<std::string> bodies(const Options& wanted) {
  std::vector<std::string> all;
  const auto totals = generate(
      wanted, "phc_demo", 500, [](const Totals&) {},
      [&](Batch batch) {
        all.push_back(std::move(batch.body));
        return true;
      });
  EXPECT_TRUE(totals);
  return all;
}

std::string digest(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += text;
  return sha256_hex(all);
}

TEST(Demo, TheSeedDecidesEverything) {
  Options other = options(4000);
  other.seed = 2;
  const auto first = bodies(options(4000));
  EXPECT_EQ(digest(first), digest(bodies(options(4000))));
  EXPECT_NE(digest(first), digest(bodies(other)));
}

TEST(Demo, ALaterEndOnTheSameDayOnlyAddsEvents) {
  const auto uuids = [](const Options& wanted) {
    std::set<std::string> found;
    for (const std::string& body : bodies(wanted)) {
      const json::value parsed = parse_json(body).value();
      for (const auto& event : parsed.at("batch").as_array()) {
        found.insert(std::string(event.at("uuid").as_string()));
      }
    }
    return found;
  };
  Options earlier = options(4000);
  earlier.end -= std::chrono::hours(8);
  const auto before = uuids(earlier);
  const auto after = uuids(options(4000));
  EXPECT_GT(after.size(), before.size());
  EXPECT_TRUE(std::ranges::includes(after, before));
}

TEST(Demo, HasThePromisedSize) {
  const History& history = whole_history();
  const Totals totals = totals_of(history);
  EXPECT_GE(totals.events, 300'000u);
  EXPECT_GE(totals.people, 5'000u);
  EXPECT_GT(totals.companies, 1'000u);
  EXPECT_GE(history.actions.front().at, history.first_day);
  EXPECT_LE(history.actions.back().at, history.end);
  EXPECT_EQ(history.days_back(history.actions.front().at), 89);
  EXPECT_TRUE(std::ranges::is_sorted(history.actions, {}, &Action::at));
}

TEST(Demo, EveryEventIsWhatCaptureReads) {
  std::set<std::string> uuids;
  std::set<std::string> names;
  std::int64_t last = 0;
  for (const std::string& body : bodies(options(20'000))) {
    const auto parsed = parse_json(body);
    ASSERT_TRUE(parsed) << parsed.error().detail;
    EXPECT_EQ(parsed->at("api_key"), "phc_demo");
    EXPECT_EQ(parsed->at("historical_migration"), true);
    for (const auto& event : parsed->at("batch").as_array()) {
      const json::object& object = event.as_object();
      EXPECT_TRUE(Uuid::parse(string_or_empty(object, "uuid")));
      uuids.insert(std::string(string_or_empty(object, "uuid")));
      names.insert(std::string(string_or_empty(object, "event")));
      EXPECT_FALSE(string_or_empty(object, "distinct_id").empty());
      const auto at = parse_iso(string_or_empty(object, "timestamp"));
      ASSERT_TRUE(at);
      EXPECT_GE(to_micros(*at), last);
      last = to_micros(*at);
      const json::object& properties = object.at("properties").as_object();
      if (string_or_empty(properties, "$lib") != "web") continue;
      EXPECT_GE(properties.size(), 46u);
      EXPECT_EQ(Uuid::parse(string_or_empty(properties, "$session_id"))->bytes[6] >> 4, 7);
    }
  }
  EXPECT_GE(uuids.size(), 19'000u);
  for (const char* name :
       {"$pageview", "$autocapture", "$identify", "signed_up", "project_created", "invoice_paid"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST(Demo, UuidsAreDistinct) {
  std::set<std::string> uuids;
  std::size_t events = 0;
  for (const std::string& body : bodies(options(20'000))) {
    const json::value parsed = parse_json(body).value();
    for (const auto& event : parsed.at("batch").as_array()) {
      ++events;
      uuids.insert(std::string(event.at("uuid").as_string()));
    }
  }
  EXPECT_EQ(uuids.size(), events);
}

TEST(Demo, WeekendsAreQuiet) {
  const History& history = whole_history();
  double weekend = 0, week = 0;
  for (const Action& action : history.actions) {
    const auto weekday = (action.at / day_us + 4) % 7;
    (weekday == 0 || weekday == 6 ? weekend : week) += 1;
  }
  EXPECT_LT(weekend / 2, 0.6 * week / 5);
}

TEST(Demo, TheBadReleaseDentsProjectCreationForFourDays) {
  const History& history = whole_history();
  std::map<bool, double> onboarded, created, failed;
  for (const Action& action : history.actions) {
    const int back = history.days_back(action.at);
    const bool bad = back <= bad_release.first_day_back && back >= bad_release.last_day_back;
    const bool reached = action.kind == Kind::onboarding_step_completed && action.detail == 1;
    onboarded[bad] += reached;
    created[bad] += action.kind == Kind::project_created && action.detail == 1;
    failed[bad] += action.kind == Kind::exception && action.detail == 0;
    if (!bad) continue;
    ASSERT_EQ(version_on(back), bad_release.version);
  }
  EXPECT_LT(created[true] / onboarded[true], 0.65 * created[false] / onboarded[false]);
  EXPECT_GT(failed[true], 50);
  EXPECT_EQ(failed[false], 0);
}

TEST(Demo, RetentionFallsWeekByWeek) {
  const History& history = whole_history();
  constexpr int weeks = 6;
  std::array<std::set<std::uint32_t>, weeks> active;
  std::set<std::uint32_t> cohort;
  for (const Action& action : history.actions) {
    const std::uint32_t index = history.visits[action.visit].person;
    const Person& person = history.people[index];
    // People who signed up early enough to be watched for all the weeks.
    if (person.signed_up_at < history.first_day || person.signed_up_at > history.end - weeks * 7 * day_us)
      continue;
    if (action.at < person.signed_up_at) continue;
    cohort.insert(index);
    const auto week = static_cast<std::size_t>((action.at - person.signed_up_at) / (7 * day_us));
    if (week < weeks) active[week].insert(index);
  }
  ASSERT_GT(cohort.size(), 500u);
  EXPECT_EQ(active[0].size(), cohort.size());
  for (std::size_t week = 1; week < weeks; ++week) {
    // Two neighbouring weeks late in life may differ by chance alone.
    EXPECT_LT(static_cast<double>(active[week].size()), 1.02 * static_cast<double>(active[week - 1].size()))
        << week;
  }
  EXPECT_LT(active[weeks - 1].size(), active[1].size() * 8 / 10);
  EXPECT_GT(static_cast<double>(active[weeks - 1].size()), 0.08 * static_cast<double>(cohort.size()));
}

std::string gunzip(std::string_view packed) {
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  std::string text(4 << 20, '\0');
  std::size_t size = 0;
  EXPECT_EQ(libdeflate_gzip_decompress(decompressor.get(), packed.data(), packed.size(), text.data(),
                                       text.size(), &size),
            LIBDEFLATE_SUCCESS);
  text.resize(size);
  return text;
}

// Answers "busy" now and then, and keeps what it took.
class CountingServer final : public http::Client {
 public:
  Result<http::ClientResponse> send(const http::ClientRequest& request) override {
    EXPECT_EQ(request.target, "/batch/");
    http::ClientResponse response;
    response.status = ++requests_ % 5 == 0 ? 503 : status;
    if (response.status != 200) return response;
    EXPECT_EQ(request.headers.get("Content-Encoding"), "gzip");
    const std::string text = gunzip(request.body);
    events += parse_json(text)->at("batch").as_array().size();
    return response;
  }
  Result<http::ClientResponse> stream(const http::ClientRequest&,
                                      const std::function<bool(std::string_view)>&) override {
    return internal_error("not used");
  }
  int status = 200;
  std::size_t events = 0;

 private:
  int requests_ = 0;
};

TEST(DemoLoad, SendsEverythingInSpiteOfABusyServer) {
  CountingServer server;
  std::size_t sent = 0, total = 0;
  const auto totals = load(server, options(3000), "phc_demo", [&](std::size_t done, std::size_t of) {
    sent = done;
    total = of;
  });
  ASSERT_TRUE(totals) << totals.error().detail;
  EXPECT_EQ(server.events, totals->events);
  EXPECT_EQ(sent, totals->events);
  EXPECT_EQ(total, totals->events);
}

TEST(DemoLoad, ARefusalEndsIt) {
  CountingServer server;
  server.status = 401;
  const auto totals = load(server, options(3000), "phc_wrong", [](std::size_t, std::size_t) {});
  ASSERT_FALSE(totals);
  EXPECT_EQ(totals.error().kind, ErrorKind::unauthenticated);
}

}  // namespace
}  // namespace leapfrog::demo
