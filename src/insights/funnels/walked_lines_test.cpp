// The two ways to a funnel, walked here and computed in the engine, over ten thousand events in a real
// engine: they must say the same, and the bound on what is held must decide between them.
#include "insights/funnels/walked_lines.h"

#include <fmt/format.h>

#include <random>

#include "accounts/accounts_fixture.h"
#include "base/random_fixture.h"
#include "http/client.h"
#include "insights/funnels/funnels.h"
#include "query/catalog_fixture.h"
#include "query/sandbox.h"
#include "storage/events/engine_doubles_fixture.h"
#include "storage/events/engine_fixture.h"

namespace leapfrog::insights {
namespace {

// Passes on what is asked, and counts it.
class CountingEngine final : public events::PassingEngine {
 public:
  using PassingEngine::PassingEngine;
  int walks = 0;       // answers of events as numbers
  int statements = 0;  // answers of statements that compute the funnel
  int refused = 0;     // walks of more events than may be held

  Result<events::Selection> select(std::string_view sql, const events::Settings& parameters,
                                   const events::Settings& settings) override {
    ++statements;
    return engine_.select(sql, parameters, settings);
  }
  Result<events::ReadCost> visit_blocks(std::string_view sql, const events::Settings& parameters,
                                        const events::Settings& settings,
                                        const events::BlockVisitor& visit) override {
    auto read = engine_.visit_blocks(sql, parameters, settings, visit);
    if (!sql.starts_with("SELECT old_person_id")) ++(read ? walks : refused);
    return read;
  }
};

// Numbers that differ by rounding alone are the same: averages are summed up in different orders.
bool is_same(const json::value& left, const json::value& right) {
  if (left.is_number() && right.is_number()) {
    const auto a = left.to_number<double>();
    const auto b = right.to_number<double>();
    return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
  }
  if (left.kind() != right.kind()) return false;
  if (const auto* list = left.if_array()) {
    const auto& other = right.get_array();
    return std::equal(list->begin(), list->end(), other.begin(), other.end(), is_same);
  }
  const auto* object = left.if_object();
  if (!object) return left == right;
  const auto& other = right.get_object();
  return object->size() == other.size() &&
         std::all_of(object->begin(), object->end(), [&](const auto& field) {
           const auto* found = other.if_contains(field.key());
           return found && is_same(field.value(), *found);
         });
}

class WalkedLines : public accounts::AccountsFixture {
 protected:
  static void SetUpTestSuite() {
    process = std::make_unique<events::EngineProcess>("walked");
    ASSERT_EQ(process->start(), "");
    ASSERT_TRUE(process->client().migrate());
    fill();
  }
  static void TearDownTestSuite() { process.reset(); }

  WalkedLines()
      : project_(set_up().project),
        client_(http::Client::create("unix:/nowhere")),
        sandbox_(*client_),
        engine_(process->client()) {
    EXPECT_EQ(project_, project);
  }

  static void run(const std::string& sql) {
    const auto done = process->client().execute(sql);
    ASSERT_TRUE(done) << sql << "\n" << done.error().detail;
  }

  // Days on which the clocks of Europe change, times in whole minutes so that many are equal, and every other
  // person of the first two hundred merged into the one before, some of them later into another.
  static void fill() {
    constexpr std::string_view person =
        "toUUID(concat('00000000-0000-4000-8000-', leftPad(toString({}), 12, '0')))";
    const auto of = [&](std::string_view number) { return fmt::format(fmt::runtime(person), number); };
    run(fmt::format(
        "INSERT INTO events (project_id, uuid, event, distinct_id, timestamp, person_id, properties) SELECT "
        "{}, "
        "generateUUIDv4(number), ['view', 'click', 'buy'][1 + cityHash64(number, 1) % 3], "
        "toString(cityHash64(number, "
        "2) % 300), toDateTime64('2026-03-26 12:00:00', 6, 'UTC') + toIntervalMinute(cityHash64(number, 3) % "
        "8640), "
        "{}, concat('{{\"plan\": ', ['\"free\"', '\"pro\"', '\"\"', 'null', '2', 'true'][1 + "
        "cityHash64(number, 4) % "
        "6], ', \"place\": \"', toString(cityHash64(number, 5) % 40), '\"}}') FROM numbers(10000)",
        project, of("cityHash64(number, 2) % 300")));
    run(fmt::format(
        "INSERT INTO person_overrides (project_id, old_person_id, person_id, version) SELECT {}, {}, {}, 1 "
        "FROM numbers(100)",
        project, of("2 * number + 1"), of("2 * number")));
    run(fmt::format(
        "INSERT INTO person_overrides (project_id, old_person_id, person_id, version) SELECT {}, {}, {}, 2 "
        "FROM numbers(10)",
        project, of("20 * number + 1"), of("20 * number + 2")));
  }

  json::value answer(const json::object& query, std::int64_t held_events) {
    query::Terms terms;
    terms.limits.held_events = held_events;
    const auto access = accounts->background_access(project_);
    EXPECT_TRUE(access);
    const query::Asking asking(*access, *query::Calendar::of("Europe/Berlin", true), clock.now(),
                               {engine_, sandbox_, catalog_}, std::move(terms));
    auto answered = answer_funnels(asking, query);
    EXPECT_TRUE(answered) << to_text(json::value(query)) << "\n" << answered.error().detail;
    return answered ? json::value(*std::move(answered)) : json::value();
  }

  static constexpr accounts::ProjectId project = 1;  // the first of an empty database
  static inline std::unique_ptr<events::EngineProcess> process;
  accounts::ProjectId project_;
  std::unique_ptr<http::Client> client_;
  query::Sandbox sandbox_;
  query::NoCatalog catalog_;
  CountingEngine engine_;
};

class RandomFunnel {
 public:
  explicit RandomFunnel(unsigned seed) : random_(seed) {}

  json::object next() {
    const auto steps = between(2, 4);
    json::array series;
    for (int step = 0; step < steps; ++step) {
      json::object node{{"kind", "EventsNode"}, {"event", pick({"view", "click", "buy"})}};
      if (chance(30))
        node["properties"] = json::array{json::object{{"type", "event"},
                                                      {"key", "plan"},
                                                      {"operator", "exact"},
                                                      {"value", pick({"free", "pro", "2"})}}};
      if (chance(10)) node["math"] = "first_time_for_user";
      series.push_back(std::move(node));
    }
    const auto view = pick({"steps", "trends", "time_to_convert"});
    json::object filter{{"funnelVizType", view},
                        {"funnelWindowInterval", between(1, 40)},
                        {"funnelWindowIntervalUnit", pick({"minute", "hour", "day"})},
                        {"breakdownAttributionType", pick({"first_touch", "last_touch", "all_events"})}};
    if (view != "steps" && chance(40)) {
      const auto to = between(1, steps - 1);
      filter["funnelFromStep"] = between(0, to - 1);
      filter["funnelToStep"] = to;
    }
    json::object query{
        {"kind", "FunnelsQuery"},
        {"series", std::move(series)},
        {"interval", pick({"day", "hour", "week"})},
        {"dateRange", json::object{{"date_from", pick({"2026-03-26", "2026-03-28", "2026-03-29"})},
                                   {"date_to", pick({"2026-03-29", "2026-04-02"})}}},
        {"funnelsFilter", std::move(filter)}};
    if (chance(50))
      query["breakdownFilter"] = json::object{{"breakdown", pick({"plan", "place"})},
                                              {"breakdown_type", "event"},
                                              {"breakdown_limit", between(1, 45)}};
    if (chance(20)) query["samplingFactor"] = 0.5;
    return query;
  }

 private:
  int between(int low, int high) { return std::uniform_int_distribution(low, high)(random_); }
  bool chance(int percent) { return between(1, 100) <= percent; }
  std::string_view pick(std::initializer_list<std::string_view> list) {
    return list.begin()[between(0, static_cast<int>(list.size()) - 1)];
  }

  std::mt19937 random_;
};

TEST_F(WalkedLines, SayWhatTheStatementSays) {
  const RandomSeed seed;
  RandomFunnel funnels(seed);
  constexpr int questions = 25;
  for (int i = 0; i < questions; ++i) {
    const auto query = funnels.next();
    const auto computed = answer(query, 0);
    ASSERT_EQ(std::pair(engine_.walks, engine_.refused), std::pair(i, 0)) << "nothing was to be held";
    ASSERT_EQ(engine_.statements, i + 1);
    const auto walked = answer(query, 3'000'000);
    ASSERT_EQ(std::pair(engine_.walks, engine_.statements), std::pair(i + 1, i + 1)) << "it was to be walked";
    ASSERT_TRUE(is_same(computed, walked)) << to_text(json::value(query)) << "\ncomputed "
                                           << to_text(computed) << "\nwalked " << to_text(walked);
  }
}

TEST_F(WalkedLines, TheTimesOfTwentySevenActorsTakeThreeBinsAndTheLast) {
  const auto view = [](std::string_view plan) {
    return json::object{
        {"kind", "EventsNode"},
        {"event", "view"},
        {"properties", json::array{json::object{
                           {"type", "event"}, {"key", "plan"}, {"operator", "exact"}, {"value", plan}}}}};
  };
  const json::object query{
      {"kind", "FunnelsQuery"},
      {"series",
       json::array{json::object{{"kind", "EventsNode"}, {"event", "click"}}, view("pro"), view("free")}},
      {"dateRange", json::object{{"date_from", "2026-03-29"}, {"date_to", "2026-04-02"}}},
      {"funnelsFilter", json::object{{"funnelVizType", "time_to_convert"},
                                     {"funnelWindowInterval", 1},
                                     {"funnelWindowIntervalUnit", "day"}}},
      {"samplingFactor", 0.5}};
  for (const int may_be_held : {0, 3'000'000}) {
    const auto bins = answer(query, may_be_held).at("results").at("bins").get_array();
    std::int64_t actors = 0;
    for (const auto& bin : bins) actors += bin.at(1).to_number<std::int64_t>();
    EXPECT_EQ(actors, 27);
    EXPECT_EQ(bins.size(), 4) << may_be_held;
  }
}

TEST_F(WalkedLines, BeyondWhatMayBeHeldTheStatementIsAsked) {
  const auto query = RandomFunnel(1).next();
  const auto walked = answer(query, 10'000);
  EXPECT_EQ(std::pair(engine_.walks, engine_.statements), std::pair(1, 0));
  const auto computed = answer(query, 200);
  EXPECT_EQ(std::pair(engine_.walks, engine_.refused), std::pair(1, 1));
  EXPECT_EQ(engine_.statements, 1);
  EXPECT_TRUE(is_same(walked, computed)) << to_text(walked) << "\n" << to_text(computed);
  // 110 rows of merges are too many as well.
  EXPECT_TRUE(is_same(walked, answer(query, 109)));
  EXPECT_EQ(engine_.walks, 1);
  EXPECT_EQ(engine_.statements, 2);
}

}  // namespace
}  // namespace leapfrog::insights
