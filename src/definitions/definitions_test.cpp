// What events tell about names and types, against a real database and a naive account of the same events.
#include "definitions/definitions.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "base/random_fixture.h"
#include "definitions/property_type.h"
#include "definitions/store.h"
#include "storage/meta/rows.h"

namespace leapfrog::definitions {
namespace {

const Instant noon = *parse_iso("2026-03-04T12:00:00Z");

class DefinitionsTest : public testing::Test {
 protected:
  DefinitionsTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "leapfrog-definitions-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
    auto opened =
        meta::Database::open((directory_ / "people.db").string(), migrations(), {.synchronous_full = false});
    if (!opened) throw std::runtime_error(opened.error().detail);
    database_ = *std::move(opened);
    start();
  }
  ~DefinitionsTest() override {
    definitions_.reset();
    database_.reset();
    std::filesystem::remove_all(directory_);
  }

  // As after a start of the program: nothing in memory.
  void start(Limits limits = {}) { definitions_ = Definitions::over(*database_, limits); }

  struct Sent {
    std::string event = "event";
    std::string properties = "{}";
    std::string person = "{}";
    std::string group0 = "{}";
    Instant timestamp = noon;
    ProjectId project = 1;
  };
  std::string observe(const Sent& sent) {
    const auto properties = json::parse(sent.properties).as_object();
    const auto person = json::parse(sent.person).as_object();
    const auto group = json::parse(sent.group0).as_object();
    Observation observation{sent.project, sent.event, sent.timestamp, noon, &properties, &person};
    const auto outcome = definitions_->observe(observation);
    EXPECT_TRUE(definitions_->observe_owner(sent.project, {Owner::group, 0, ""}, group, noon));
    EXPECT_TRUE(outcome);
    return outcome ? std::string(*outcome) : "error";
  }
  Changes save_all() {
    auto changes = definitions_->take();
    EXPECT_TRUE(database_->write([&](meta::Connection& connection) { return save(connection, changes); }));
    return changes;
  }
  static bool nothing(const Changes& changes) {
    return changes.events.empty() && changes.properties.empty() && changes.pairs.empty();
  }

  // "owner group_type name type" of all, in order.
  std::string properties(ProjectId project = 1) {
    return text(
        "SELECT owner || ' ' || group_type || ' ' || name || ' ' || coalesce(property_type, '?') "
        "FROM property_definitions WHERE project_id = ? ORDER BY 1",
        project);
  }
  std::string events(ProjectId project = 1) {
    return text("SELECT name FROM event_definitions WHERE project_id = ? ORDER BY 1", project);
  }
  std::string pairs(ProjectId project = 1) {
    return text(
        "SELECT e.name || ' ' || p.name FROM event_properties ep JOIN event_definitions e "
        "ON e.id = ep.event_id JOIN property_definitions p ON p.id = ep.property_id "
        "WHERE e.project_id = ? ORDER BY 1",
        project);
  }
  std::int64_t last_seen(std::string_view event) {
    std::int64_t seen = 0;
    EXPECT_TRUE(database_->read([&](meta::Connection& connection) {
      return connection.query("SELECT last_seen_at FROM event_definitions WHERE name = ?", {event},
                              [&](const meta::Row& row) { seen = row.integer(0); });
    }));
    return seen;
  }
  std::optional<PropertyType> type_of(const PropertyKey& key, ProjectId project = 1) {
    const auto type = definitions_->type_of(project, key);
    EXPECT_TRUE(type);
    return type ? *type : std::nullopt;
  }

  std::filesystem::path directory_;
  std::unique_ptr<meta::Database> database_;
  std::unique_ptr<Definitions> definitions_;

 private:
  std::string text(std::string_view sql, ProjectId project) {
    std::string out;
    EXPECT_TRUE(database_->read([&](meta::Connection& connection) {
      return connection.query(sql, {project}, [&](const meta::Row& row) { out += row.text(0) + "\n"; });
    }));
    return out;
  }
};

TEST_F(DefinitionsTest, ListsEventsTheirPropertiesAndThoseOfPeopleAndGroups) {
  EXPECT_EQ(
      observe({.event = "paid",
               .properties = R"({"amount":1.5,"currency":"EUR","gift":false,"at":"2026-01-01","tags":["a"]})",
               .person = R"({"plan":"pro"})",
               .group0 = R"({"seats":3})"}),
      "");
  save_all();
  EXPECT_EQ(events(), "paid\n");
  EXPECT_EQ(properties(),
            "1 -1 amount Numeric\n1 -1 at DateTime\n1 -1 currency String\n1 -1 gift Boolean\n1 -1 tags ?\n"
            "2 -1 plan String\n3 0 seats Numeric\n");
  EXPECT_EQ(pairs(), "paid amount\npaid at\npaid currency\npaid gift\npaid tags\n");
  EXPECT_EQ(type_of({Owner::event, 0, "amount"}), PropertyType::numeric);
  EXPECT_EQ(type_of({Owner::person, 0, "plan"}), PropertyType::string);
  EXPECT_EQ(type_of({Owner::group, 0, "seats"}), PropertyType::numeric);
  EXPECT_EQ(type_of({Owner::group, 1, "seats"}), std::nullopt);
  EXPECT_EQ(type_of({Owner::group, 9, "seats"}), std::nullopt);
  EXPECT_EQ(type_of({Owner::event, 0, "plan"}), std::nullopt);
  EXPECT_EQ(type_of({Owner::session, 0, "$session_duration"}), PropertyType::duration);
  EXPECT_EQ(type_of({Owner::session, 0, "plan"}), std::nullopt);
}

TEST_F(DefinitionsTest, AnEventThatBringsNothingNewWritesNothing) {
  const Sent sent{.properties = R"({"a":1,"b":"x"})", .person = R"({"plan":"pro"})"};
  observe(sent);
  EXPECT_FALSE(nothing(save_all()));
  observe(sent);
  observe({.properties = R"({"b":"other","a":2.5})", .person = R"({"plan":"free"})"});
  EXPECT_TRUE(nothing(save_all()));
  start();  // and after a start of the program neither
  observe(sent);
  EXPECT_TRUE(nothing(save_all()));
}

TEST_F(DefinitionsTest, TheFirstValueThatSaysSomethingDecidesTheType) {
  observe({.properties = R"({"n":null})"});
  observe({.properties = R"({"n":[1]})"});
  save_all();
  EXPECT_EQ(type_of({Owner::event, 0, "n"}), std::nullopt);
  observe({.properties = R"({"n":7})"});
  observe({.properties = R"({"n":"seven"})"});
  save_all();
  EXPECT_EQ(properties(), "1 -1 n Numeric\n");
  start();
  EXPECT_EQ(type_of({Owner::event, 0, "n"}), PropertyType::numeric);
}

TEST_F(DefinitionsTest, LastSeenMovesInStepsOfFiveMinutesAndNeverBack) {
  observe({.timestamp = noon - std::chrono::minutes(60)});
  save_all();
  EXPECT_EQ(last_seen("event"), to_micros(noon - std::chrono::minutes(60)));
  observe({.timestamp = noon - std::chrono::minutes(56)});
  EXPECT_TRUE(nothing(save_all()));
  observe({.timestamp = noon - std::chrono::minutes(55)});
  observe({.timestamp = noon - std::chrono::minutes(30)});
  observe({.timestamp = noon - std::chrono::minutes(40)});
  EXPECT_EQ(save_all().events.size(), 1U);
  EXPECT_EQ(last_seen("event"), to_micros(noon - std::chrono::minutes(30)));
  observe({.timestamp = noon - std::chrono::hours(48)});
  EXPECT_TRUE(nothing(save_all()));
  observe({.timestamp = noon + std::chrono::hours(48)});  // a clock that runs ahead
  save_all();
  EXPECT_EQ(last_seen("event"), to_micros(noon));
}

TEST_F(DefinitionsTest, ABatchThatIsPreparedAgainChangesNothing) {
  const Sent sent{.event = "e", .properties = R"({"a":1,"b":null})", .person = R"({"c":"x"})"};
  observe(sent);
  save_all();
  const auto before = events() + properties() + pairs();
  observe({.event = "f", .properties = R"({"b":true})"});
  const auto lost = definitions_->take();  // the program ends before they are saved
  start();
  EXPECT_EQ(events() + properties() + pairs(), before);
  observe({.event = "f", .properties = R"({"b":true})"});
  const auto again = save_all();
  EXPECT_EQ(again.events.size(), lost.events.size());
  EXPECT_EQ(again.pairs.size(), lost.pairs.size());
  EXPECT_TRUE(database_->write([&](meta::Connection& connection) { return save(connection, lost); }));
  EXPECT_EQ(events(), "e\nf\n");
  EXPECT_EQ(properties(), "1 -1 a Numeric\n1 -1 b Boolean\n2 -1 c String\n");
  EXPECT_EQ(pairs(), "e a\ne b\nf b\n");
}

TEST_F(DefinitionsTest, AHostileClientMeetsLimits) {
  Limits limits;
  limits.events = 3;
  limits.event_properties = 4;
  limits.person_properties = 2;
  limits.pairs = 5;
  start(limits);
  std::set<std::string> outcomes;
  for (int i = 0; i < 50; ++i) {
    outcomes.insert(observe({.event = fmt::format("e{}", i),
                             .properties = fmt::format(R"({{"p{}":1,"q":2}})", i),
                             .person = fmt::format(R"({{"s{}":1}})", i)}));
    save_all();
  }
  EXPECT_EQ(outcomes,
            (std::set<std::string>{"", "too_many_event_definitions", "too_many_property_definitions"}));
  EXPECT_EQ(events(), "e0\ne1\ne2\n");
  EXPECT_EQ(properties(),
            "1 -1 p0 Numeric\n1 -1 p1 Numeric\n1 -1 p2 Numeric\n1 -1 q Numeric\n"
            "2 -1 s0 Numeric\n2 -1 s1 Numeric\n");
  EXPECT_EQ(pairs(), "e0 p0\ne0 q\ne1 p1\ne1 q\ne2 p2\n");
  EXPECT_EQ(observe({.event = "e0", .properties = R"({"q":1})"}), "");
  // Others are not affected.
  EXPECT_EQ(observe({.event = "x", .properties = R"({"y":1})", .project = 2}), "");
  save_all();
  EXPECT_EQ(events(2), "x\n");
}

TEST_F(DefinitionsTest, NamesThatAreTooLongAndUpdatesOfPeopleAreNotListed) {
  const std::string longest(400, 'n');
  observe({.event = longest + "x", .properties = fmt::format(R"({{"{}":1,"{}x":2}})", longest, longest)});
  observe(
      {.event = "e",
       .properties = R"({"$set":{"a":1},"$set_once":{},"$unset":[],"$groups":{},"$group_0":"g","ok":1})"});
  save_all();
  EXPECT_EQ(events(), "e\n");
  EXPECT_EQ(properties(), fmt::format("1 -1 {} Numeric\n1 -1 ok Numeric\n", longest));
  EXPECT_EQ(pairs(), "e ok\n");
}

TEST_F(DefinitionsTest, WhatWasDeletedComesBackWhenItOccursAgain) {
  observe({.event = "e", .properties = R"({"a":1})"});
  save_all();
  ASSERT_TRUE(database_->write([](meta::Connection& connection) -> Result<> {
    TRY(connection.execute("DELETE FROM event_definitions"));
    return connection.execute("DELETE FROM property_definitions");
  }));
  EXPECT_EQ(pairs(), "");
  definitions_->forget(1);
  observe({.event = "e", .properties = R"({"a":"text"})"});
  save_all();
  EXPECT_EQ(properties(), "1 -1 a String\n");
  EXPECT_EQ(pairs(), "e a\n");
}

TEST_F(DefinitionsTest, ManyProjectsShareABoundedMemory) {
  Limits limits;
  limits.projects_in_memory = 2;
  start(limits);
  for (int round = 0; round < 3; ++round) {
    for (ProjectId project = 1; project <= 5; ++project)
      observe({.event = "e", .properties = fmt::format(R"({{"p{}":1}})", project), .project = project});
  }
  save_all();
  for (ProjectId project = 1; project <= 5; ++project) {
    EXPECT_EQ(events(project), "e\n");
    EXPECT_EQ(pairs(project), fmt::format("e p{}\n", project));
  }
}

// Random histories with batches, restarts and losses, against sets that are obviously right.
TEST_F(DefinitionsTest, AgreesWithANaiveAccountOfTheSameEvents) {
  const RandomSeed seed;
  std::mt19937 random(seed);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::vector<std::string> values = {"null", "1", "2.5", "true", "\"x\"", "\"2026-01-01\"", "[]", "{}"};
  std::set<std::string> want_events, want_pairs;
  std::map<std::string, std::optional<PropertyType>> want_types;
  std::vector<Sent> open;
  const auto note = [&](const Sent& sent) {
    want_events.insert(sent.event);
    const auto properties = json::parse(sent.properties).as_object();
    for (const auto& [key, value] : properties) {
      want_pairs.insert(fmt::format("{} {}", sent.event, std::string_view(key)));
      auto& type = want_types[std::string(key)];
      if (!type) type = detect_type(key, value);
    }
  };
  for (int i = 0; i < 3000; ++i) {
    Sent sent{.event = fmt::format("e{}", below(6))};
    json::object object;
    for (int k = below(5); k > 0; --k)
      object[fmt::format("p{}", below(12))] = json::parse(values[static_cast<std::size_t>(below(8))]);
    sent.properties = json::serialize(object);
    EXPECT_EQ(observe(sent), "");
    open.push_back(sent);
    if (below(10) == 0) {
      save_all();
      for (const auto& one : open) note(one);
      open.clear();
    } else if (below(40) == 0) {  // a crash: the open batch comes again
      start();
      for (const auto& one : open) observe(one);
    }
  }
  save_all();
  for (const auto& one : open) note(one);
  std::string events_text, pairs_text, properties_text;
  for (const auto& event : want_events) events_text += event + "\n";
  for (const auto& pair : want_pairs) pairs_text += pair + "\n";
  std::set<std::string> lines;
  for (const auto& [name, type] : want_types)
    lines.insert(fmt::format("1 -1 {} {}\n", name, type ? type_name(*type) : "?"));
  for (const auto& line : lines) properties_text += line;
  EXPECT_EQ(events(), events_text);
  EXPECT_EQ(pairs(), pairs_text);
  EXPECT_EQ(properties(), properties_text);
}

}  // namespace
}  // namespace leapfrog::definitions
