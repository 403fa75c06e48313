// Edits through the API, applied by the pipeline's side, and what the API reads afterwards.
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <thread>

#include "persons/api_json.h"
#include "persons/person_reads.h"
#include "persons/persons.h"
#include "persons/store.h"
#include "storage/meta/rows.h"

namespace leapfrog::persons {
namespace {

class EditsTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::temp_directory_path() / ("leapfrog_edits_" + std::to_string(getpid()));
    std::filesystem::create_directories(directory_);
    database_ = *meta::Database::open((directory_ / "persons.db").string(), migrations());
    persons_ = *Persons::open(*database_);
    edits_ = *Edits::open(*database_, clock_);
  }
  void TearDown() override {
    edits_.reset();
    persons_.reset();
    database_.reset();
    std::filesystem::remove_all(directory_);
  }

  Resolved event(std::string_view name, std::string_view id, json::object properties, json::object set = {}) {
    IdentityEvent input{1, name, id, from_micros(1'700'000'000'000'000), &properties, &set, nullptr, nullptr};
    std::vector<Warning> warnings;
    auto resolved = persons_->resolve(input, warnings);
    EXPECT_TRUE(resolved);
    commit();
    return *resolved;
  }

  void commit() {
    const auto batch = persons_->seal();
    ASSERT_TRUE(database_->write([&](meta::Connection& connection) { return batch->save(connection); }));
    persons_->committed();
  }

  // Asks from another thread while this one plays the pipeline.
  json::object edit(std::string kind, json::object request) {
    json::object outcome;
    std::thread asking([&] {
      auto answer = edits_->apply({1, std::move(kind), std::move(request), 7}, milliseconds(20'000));
      outcome = answer ? *answer : json::object{{"status", answer.error().code}};
    });
    while (!edits_->waiting()) std::this_thread::yield();
    EXPECT_EQ(*persons_->apply_edits(), 1U);
    commit();
    edits_->applied();
    asking.join();
    EXPECT_FALSE(edits_->waiting());
    return outcome;
  }

  std::vector<PersonView> people(const PersonFilter& filter) {
    return *store::read(
        *database_, [&](meta::Connection& connection) { return list_people(connection, 1, filter, 100, 0); });
  }
  std::vector<PersonView> matching(std::string_view properties) {
    PersonFilter filter;
    filter.properties = *parse_property_filters(properties);
    return people(filter);
  }

  ManualClock clock_{from_micros(1'700'000'000'000'000)};
  std::filesystem::path directory_;
  std::unique_ptr<meta::Database> database_;
  std::unique_ptr<Persons> persons_;
  std::unique_ptr<Edits> edits_;
};

TEST_F(EditsTest, ChangesProperties) {
  const auto person = event("click", "anna", {}, {{"email", "Anna@example.com"}, {"old", 1}}).person.text();
  const auto outcome =
      edit("update_person", {{"person", person}, {"set", {{"plan", "pro"}}}, {"unset", {"old"}}});
  EXPECT_EQ(outcome.at("status"), "applied");
  const auto found = people({.email = "anna@example.com"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].properties, (json::object{{"email", "Anna@example.com"}, {"plan", "pro"}}));
  // The next event sees them.
  EXPECT_EQ(event("click", "anna", {}).person_properties->at("plan"), "pro");
  EXPECT_EQ(edit("update_person", {{"person", Uuid().text()}}).at("status"), "not_found");
}

TEST_F(EditsTest, ErasesAPersonForGood) {
  const auto before =
      event("$identify", "anna", {{"$anon_distinct_id", "a-1"}}, {{"email", "anna@example.com"}});
  const auto outcome = edit("delete_person", {{"person", before.person.text()}, {"events", true}});
  ASSERT_EQ(outcome.at("status"), "applied");
  EXPECT_TRUE(people({}).empty());

  const auto waiting = *waiting_erasures(*database_, 10);
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_TRUE(waiting[0].with_events);
  EXPECT_EQ(waiting[0].names.size(), 2U);  // the person's and the anonymous id's
  auto ids = waiting[0].distinct_ids;
  std::ranges::sort(ids);
  EXPECT_EQ(ids, (std::vector<std::string>{"a-1", "anna"}));

  // Both ids start anew, under uuids that the erasure does not name.
  for (const auto* id : {"anna", "a-1"}) {
    const auto after = event("click", id, {});
    EXPECT_EQ(std::ranges::count(waiting[0].names, after.person), 0);
    EXPECT_TRUE(after.person_properties->empty());
  }
  ASSERT_TRUE(database_->write([&](meta::Connection& connection) {
    return finish_erasure(connection, waiting[0].id, 12, clock_.now());
  }));
  EXPECT_TRUE(waiting_erasures(*database_, 10)->empty());
  const auto ids_kept = [](meta::Connection& connection) {
    return meta::find_number(connection, "SELECT count(*) FROM erasures WHERE ids <> '[]'", {});
  };
  EXPECT_EQ(*meta::in_read(*database_, ids_kept), 0);
  EXPECT_EQ(erased_since(*database_, 1, clock_.now())->people, 1U);
  EXPECT_EQ(erased_since(*database_, 1, clock_.now())->events, 12U);
  EXPECT_EQ(erased_since(*database_, 1, clock_.now() + seconds(1))->people, 0U);
  EXPECT_EQ(erased_since(*database_, 2, clock_.now())->people, 0U);
  const auto receipts = *store::read(
      *database_, [](meta::Connection& connection) { return list_erasures(connection, 1, "", 10, 0); });
  ASSERT_EQ(receipts.size(), 1U);
  const auto receipt = erasure_json(receipts[0]);
  EXPECT_EQ(receipt.at("status"), "finished");
  EXPECT_EQ(receipt.at("events_removed"), 12);
  EXPECT_EQ(receipt.at("distinct_ids_removed"), 2);
  EXPECT_EQ(receipt.at("id"), outcome.at("erasure"));
}

TEST_F(EditsTest, SplitsAPerson) {
  const auto person = event("$identify", "anna", {{"$anon_distinct_id", "a-1"}}, {{"plan", "pro"}}).person;
  const auto outcome = edit("split_person", {{"person", person.text()}, {"main_distinct_id", "anna"}});
  EXPECT_EQ(outcome.at("people").get_array().size(), 1U);
  EXPECT_EQ(event("click", "anna", {}).person, person);
  const auto other = event("click", "a-1", {});
  EXPECT_NE(other.person, person);
  EXPECT_TRUE(other.person_properties->empty());
}

TEST_F(EditsTest, ChangesAGroup) {
  const json::object groups{{"company", "acme"}};
  event("$groupidentify", "anna",
        {{"$group_type", "company"}, {"$group_key", "acme"}, {"$group_set", {{"name", "Acme"}}}});
  EXPECT_EQ(
      edit("update_group", {{"type_index", 0}, {"key", "acme"}, {"set", {{"plan", "pro"}}}}).at("status"),
      "applied");
  const auto resolved = event("click", "anna", {{"$groups", groups}});
  EXPECT_EQ(resolved.groups[0].key, "acme");
  EXPECT_EQ(*resolved.groups[0].properties, (json::object{{"name", "Acme"}, {"plan", "pro"}}));
  EXPECT_EQ(edit("update_group", {{"type_index", 0}, {"key", "other"}}).at("status"), "not_found");
}

TEST_F(EditsTest, SaysWhenAnEditHasToWait) {
  const auto person = event("click", "anna", {}).person.text();
  const auto answer =
      edits_->apply({1, "update_person", {{"person", person}, {"set", {{"a", 1}}}}, 0}, milliseconds(1));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "pending");
  // It is applied all the same, also when a batch with it is lost once.
  EXPECT_EQ(*persons_->apply_edits(), 1U);
  persons_->seal();
  ASSERT_TRUE(persons_->rolled_back());
  EXPECT_EQ(*persons_->apply_edits(), 1U);
  commit();
  edits_->applied();
  EXPECT_EQ(people({})[0].properties, (json::object{{"a", 1}}));
}

TEST_F(EditsTest, FindsPeople) {
  event("click", "anna", {}, {{"email", "anna@example.com"}, {"age", 30}, {"$browser", "Firefox"}});
  event("click", "ben", {}, {{"name", "Ben Miller"}, {"age", 40}, {"vip", true}});
  EXPECT_EQ(people({}).size(), 2U);
  EXPECT_EQ(people({.search = "EXAMPLE"})[0].distinct_ids, std::vector<std::string>{"anna"});
  EXPECT_EQ(people({.search = "mill"})[0].distinct_ids, std::vector<std::string>{"ben"});
  EXPECT_EQ(people({.search = "be"}).size(), 1U);
  EXPECT_EQ(people({.distinct_id = "anna"}).size(), 1U);
  EXPECT_TRUE(people({.distinct_id = "ann"}).empty());
  EXPECT_EQ(matching(R"([{"key":"$browser","value":["Firefox"],"operator":"exact"}])").size(), 1U);
  EXPECT_EQ(matching(R"([{"key":"age","value":35,"operator":"gt"}])").size(), 1U);
  EXPECT_EQ(matching(R"([{"key":"vip","value":"true","operator":"is_not"}])").size(), 1U);
  EXPECT_EQ(matching(R"([{"key":"email","operator":"is_set"}])").size(), 1U);
  EXPECT_EQ(matching(R"({"age":40})").size(), 1U);
  EXPECT_FALSE(parse_property_filters(R"([{"key":"age","value":1,"operator":"regex"}])"));
  EXPECT_FALSE(parse_property_filters("1"));
  EXPECT_EQ(display_name(people({.distinct_id = "ben"})[0]), "Ben Miller");
}

}  // namespace
}  // namespace leapfrog::persons
