// Random histories of people: the real thing with tiny caches, random batches, failed commits, replays and
// restarts must answer every event as the naive reference does, and end in the same state.
#include <gtest/gtest.h>

#include <unistd.h>

#include <deque>
#include <filesystem>
#include <random>

#include "base/random_fixture.h"
#include "persons/edit_store.h"
#include "persons/naive_persons.h"
#include "persons/persons.h"
#include "persons/state.h"
#include "persons/stored_properties.h"

namespace leapfrog::persons {
namespace {

using Random = std::mt19937_64;

// One line of the log: an event, or an edit through the API.
struct Step {
  naive::Event event;
  std::string edit;  // kind; "" for an event
  json::object edit_set;
};

class Histories {
 public:
  explicit Histories(std::uint64_t seed) : random_(seed) {}

  std::vector<Step> make(std::size_t length) {
    std::vector<Step> steps(length);
    for (auto& step : steps) step = one();
    return steps;
  }

 private:
  std::size_t upto(std::size_t n) { return random_() % n; }
  bool often(int percent) { return static_cast<int>(upto(100)) < percent; }
  std::string id() {
    static const std::vector<std::string> ids = {"anna", "ben",  "c-1",       "c-2",
                                                 "c-3",  "dora", "undefined", "7"};
    return ids[upto(ids.size())];
  }
  json::value value() {
    static const std::vector<json::value> values = {
        1, 2, "x", nullptr, true, 0.1, 1e300, 123.45600000000002, {1, "y"}, {{"deep", {{"er", 1.5}}}}};
    return values[upto(values.size())];
  }
  std::string key() {
    static const std::vector<std::string> keys = {"email", "plan", "a b", "$browser", "$initial_utm_source",
                                                  "ü"};
    return keys[upto(keys.size())];
  }
  json::object some_properties() {
    json::object object;
    for (auto n = upto(3); n > 0; --n) object[key()] = value();
    return object;
  }

  Step one() {
    Step step;
    auto& event = step.event;
    event.project = 1 + static_cast<ProjectId>(upto(2));
    event.id = id();
    event.at = from_micros(1'700'000'000'000'000) + seconds(upto(8) * 30);  // ties and steps back in time
    if (often(6)) {
      static const std::vector<std::string> kinds = {"update_person", "delete_person", "split_person"};
      step.edit = kinds[upto(kinds.size())];
      step.edit_set = some_properties();
      return step;
    }
    static const std::vector<std::string> names = {
        "$pageview",          "$pageview", "click",          "$identify",  "$identify", "$create_alias",
        "$merge_dangerously", "$set",      "$groupidentify", "$exception", "$$heatmap"};
    event.event = names[upto(names.size())];
    if (event.event == "$identify" && often(90)) event.properties["$anon_distinct_id"] = id();
    if (event.event == "$create_alias" || event.event == "$merge_dangerously")
      event.properties["alias"] = id();
    if (event.event == "$groupidentify") {
      event.properties["$group_type"] = "type" + std::to_string(upto(7));
      event.properties["$group_key"] = id();
      event.properties["$group_set"] = some_properties();
    }
    if (often(20)) event.properties["$groups"] = {{"type" + std::to_string(upto(7)), id()}};
    if (often(25))
      event.properties["$process_person_profile"] = often(20) ? json::value(1) : json::value(false);
    if (often(30)) event.properties["$browser"] = often(50) ? "Firefox" : "Chrome";
    if (often(15)) event.properties["utm_source"] = often(50) ? "mail" : "web";
    if (often(30)) event.set = some_properties();
    if (often(20)) event.set_once = some_properties();
    if (often(10)) event.unset = {json::string(key())};
    return step;
  }

  Random random_;
};

Uuid uuid_of(const naive::Name& name) {
  return name_of(name.project, name.id, static_cast<std::uint32_t>(name.life));
}

// What the engine holds: every row ever sent, of which the highest version of a key counts.
struct Mirror {
  std::map<Uuid, PersonRow> persons;
  std::map<std::pair<ProjectId, std::string>, DistinctIdRow> ids;
  std::map<Uuid, OverrideRow> overrides;

  void take(const Changes& changes) {
    for (const auto& row : changes.persons) newest(persons[row.id], row);
    for (const auto& row : changes.distinct_ids) newest(ids[{row.project, row.distinct_id}], row);
    for (const auto& row : changes.overrides) newest(overrides[row.old_person], row);
  }
  Uuid owner(const Uuid& stored_under) const {
    const auto found = overrides.find(stored_under);
    return found == overrides.end() ? stored_under : found->second.person;
  }

 private:
  template <class Row>
  static void newest(Row& held, const Row& row) {
    if (row.version >= held.version) held = row;
  }
};

// Everything about an answer, to compare a replay with the first run byte by byte.
std::string text_of(const Resolved& resolved) {
  json::object all{{"refused", resolved.refused},
                   {"person", resolved.person.text()},
                   {"mode", static_cast<int>(resolved.mode)},
                   {"created_at", to_micros(resolved.person_created_at)},
                   {"properties", *resolved.person_properties}};
  for (const auto& group : resolved.groups)
    all[std::to_string(&group - resolved.groups.data())] = {group.key, *group.properties,
                                                            to_micros(group.created_at)};
  return json::serialize(all);
}

class Playback {
 public:
  Playback(std::uint64_t seed, std::vector<Step> steps) : random_(seed), steps_(std::move(steps)) {
    // In memory where there is such a place: hundreds of databases are opened and synced again and again.
    const std::filesystem::path memory = "/dev/shm";
    directory_ = (std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path()) /
                 ("leapfrog_persons_" + std::to_string(getpid()) + "_" + std::to_string(seed));
    std::filesystem::create_directories(directory_);
    open();
  }
  ~Playback() {
    persons_.reset();
    database_.reset();
    std::filesystem::remove_all(directory_);
  }

  // Goes through the log, and back, until all of it is committed.
  void play() {
    while (committed_ < steps_.size() && !testing::Test::HasFatalFailure()) {
      const auto dice = random_() % 100;
      if (dice < 4) {
        open();
      } else if (dice < 7) {
        ASSERT_TRUE(persons_->rolled_back());
        forget();
      } else if (dice < 20 && sealed_.size() < Persons::max_sealed && position_ > sealed_to_) {
        seal();
      } else if (dice < 35 && !sealed_.empty()) {
        commit(random_() % 10 == 0);
      } else if (position_ < steps_.size() && sealed_.size() <= 1) {
        next();
      } else if (!sealed_.empty()) {
        commit(false);
      } else {
        seal();
      }
    }
  }

  void check_end() {
    std::map<Uuid, naive::Person> people;
    for (const auto& [name, person] : world_.people) people[uuid_of(name)] = person;
    std::size_t stored_people = 0;
    ASSERT_TRUE(database_->read([&](meta::Connection& connection) -> Result<> {
      TRY(connection.query(
          "SELECT uuid_high, uuid_low, created_at, is_identified, version, properties FROM persons", {},
          [&](const meta::Row& row) {
            ++stored_people;
            const auto uuid = store::uuid_from(row.integer(0), row.integer(1));
            ASSERT_TRUE(people.contains(uuid));
            EXPECT_EQ(people[uuid].created_at, from_micros(row.integer(2)));
            EXPECT_EQ(people[uuid].identified, row.integer(3) != 0);
            EXPECT_EQ(people[uuid].properties, **read_properties(row.view(5)));
            EXPECT_EQ(mirror_.persons[uuid].properties, row.text(5));
            EXPECT_EQ(mirror_.persons[uuid].version, static_cast<std::uint64_t>(row.integer(4)));
            EXPECT_FALSE(mirror_.persons[uuid].is_deleted);
          }));
      std::map<std::pair<ProjectId, std::string>, Uuid> ids, expected_ids;
      for (const auto& [id, name] : world_.owner_of_id) expected_ids[id] = uuid_of(name);
      TRY(connection.query(
          "SELECT d.project_id, d.distinct_id, p.uuid_high, p.uuid_low, d.version FROM distinct_ids d "
          "LEFT JOIN persons p ON p.id = d.person_id",
          {}, [&](const meta::Row& row) {
            const std::pair<ProjectId, std::string> id{row.integer(0), row.text(1)};
            ids[id] = store::uuid_from(row.integer(2), row.integer(3));
            EXPECT_EQ(mirror_.ids[id].version, static_cast<std::uint64_t>(row.integer(4)));
          }));
      EXPECT_EQ(ids, expected_ids);
      return {};
    }));
    EXPECT_EQ(stored_people, people.size());
    for (const auto& [uuid, row] : mirror_.persons) EXPECT_EQ(row.is_deleted, !people.contains(uuid));
    for (const auto& [id, row] : mirror_.ids) {
      EXPECT_EQ(row.is_deleted, !world_.owner_of_id.contains(id));
      if (!row.is_deleted) {
        EXPECT_EQ(row.person, uuid_of(world_.owner_of_id[id]));
      }
    }
    check_events();
  }

 private:
  // Every stored event is found under its owner, or is named by an erasure.
  void check_events() {
    std::set<Uuid> erased;
    const auto erasures = waiting_erasures(*database_, 10'000);
    ASSERT_TRUE(erasures);
    for (const auto& erasure : *erasures) erased.insert(erasure.names.begin(), erasure.names.end());
    for (const auto& event : world_.stored) {
      const auto under = uuid_of(event.under);
      EXPECT_EQ(erased.contains(under), !event.owner.has_value());
      if (event.owner) {
        EXPECT_EQ(mirror_.owner(under), uuid_of(*event.owner));
      }
    }
    for (const auto& [old_person, row] : mirror_.overrides)
      if (!erased.contains(row.person)) {
        EXPECT_EQ(mirror_.owner(row.person), row.person) << "not flat";
      }
  }

  void open() {
    persons_.reset();
    database_.reset();
    meta::DatabaseOptions options;
    options.synchronous_full = false;
    options.readers = 1;
    auto database = meta::Database::open((directory_ / "persons.db").string(), migrations(), options);
    ASSERT_TRUE(database);
    database_ = *std::move(database);
    Settings settings;
    settings.cached_persons = random_() % 6;
    settings.cached_bytes = random_() % 3 == 0 ? 2000 : 1 << 20;
    auto persons = Persons::open(*database_, settings);
    ASSERT_TRUE(persons);
    persons_ = *std::move(persons);
    forget();
  }

  void forget() {
    sealed_.clear();
    position_ = sealed_to_ = committed_;
  }

  void seal() {
    auto batch = persons_->seal();
    mirror_.take(batch->changes());
    sealed_.push_back({std::move(batch), position_});
    sealed_to_ = position_;
    furthest_ = std::max(furthest_, position_);
  }

  void commit(bool fail) {
    auto& [batch, end] = sealed_.front();
    const auto done = database_->write([&](meta::Connection& connection) -> Result<> {
      TRY(batch->save(connection));
      return fail ? internal_error("the disk is full") : Result<>();
    });
    ASSERT_EQ(done.has_value(), !fail) << done.error().detail;
    if (fail) {
      ASSERT_TRUE(persons_->rolled_back());
      forget();
      return;
    }
    persons_->committed();
    committed_ = end;
    sealed_.pop_front();
  }

  void next() {
    const auto& step = steps_[position_];
    if (step.edit.empty()) {
      event(step.event);
      return;
    }
    // Edits come between batches.
    if (position_ > committed_) {
      if (!sealed_.empty())
        commit(false);
      else
        seal();
      return;
    }
    edit(step);
  }

  void event(const naive::Event& event) {
    IdentityEvent input;
    input.project = event.project;
    input.event = event.event;
    input.distinct_id = event.id;
    input.timestamp = event.at;
    input.properties = &event.properties;
    input.set = event.set.empty() ? nullptr : &event.set;
    input.set_once = event.set_once.empty() ? nullptr : &event.set_once;
    input.unset = event.unset.empty() ? nullptr : &event.unset;
    if (random_() % 4 == 0) {
      const PersonKey key{event.project, event.id};
      ASSERT_TRUE(persons_->prefetch({&key, 1}));
    }
    std::vector<Warning> warnings;
    const auto resolved = persons_->resolve(input, warnings);
    ASSERT_TRUE(resolved) << resolved.error().detail;
    std::string text = text_of(*resolved);
    for (const auto& warning : warnings) text += warning.type;
    if (position_ < answers_.size()) {
      ASSERT_EQ(text, answers_[position_]) << "a replay answers otherwise at " << position_;
    } else {
      compare(*resolved, warnings, world_.take(event));
      answers_.push_back(text);
    }
    ++position_;
  }

  void compare(const Resolved& real, const std::vector<Warning>& warnings, const naive::Answer& wanted) {
    std::vector<std::string> types;
    for (const auto& warning : warnings) types.push_back(warning.type);
    ASSERT_EQ(types, wanted.warnings) << "at " << position_;
    ASSERT_EQ(!real.refused.empty(), wanted.refused);
    if (wanted.refused) return;
    ASSERT_EQ(real.person, uuid_of(wanted.person)) << "at " << position_;
    ASSERT_EQ(real.mode, wanted.mode) << "at " << position_;
    ASSERT_EQ(real.person_created_at, wanted.person_created_at) << "at " << position_;
    ASSERT_EQ(*real.person_properties, wanted.person_properties)
        << json::serialize(*real.person_properties) << " or " << json::serialize(wanted.person_properties)
        << " at " << position_;
    for (int index = 0; index < 5; ++index) {
      const auto& group = real.groups[static_cast<std::size_t>(index)];
      const auto found = wanted.groups.find(index);
      ASSERT_EQ(group.key, found == wanted.groups.end() ? "" : found->second.first);
      if (found == wanted.groups.end()) continue;
      ASSERT_EQ(*group.properties, found->second.second.properties);
      ASSERT_EQ(group.created_at, found->second.second.created_at);
    }
  }

  void edit(const Step& step) {
    const auto& [project, event, id, at, properties, set, set_once, unset] = step.event;
    if (edits_written_.insert(position_).second) {
      // Whom the API would find under this id.
      const auto owner = world_.owner_of_id.find({project, id});
      json::object request{{"events", true}, {"main_distinct_id", id}, {"set", step.edit_set}};
      request["person"] = owner == world_.owner_of_id.end() ? Uuid().text() : uuid_of(owner->second).text();
      ASSERT_TRUE(database_->write([&](meta::Connection& connection) -> Result<> {
        TRY(write_edit(connection, {project, step.edit, request, 0}, at));
        return {};
      }));
      if (step.edit == "update_person") world_.update(project, id, step.edit_set);
      if (step.edit == "delete_person") world_.erase(project, id);
      if (step.edit == "split_person") world_.split(project, id);
      answers_.emplace_back();
    }
    const auto applied = persons_->apply_edits();
    ASSERT_TRUE(applied) << applied.error().detail;
    ASSERT_EQ(*applied, 1U);
    ++position_;
    seal();
    commit(random_() % 5 == 0);
  }

  Random random_;
  const std::vector<Step> steps_;
  std::filesystem::path directory_;
  std::unique_ptr<meta::Database> database_;
  std::unique_ptr<Persons> persons_;
  naive::World world_;
  Mirror mirror_;
  struct Sealed {
    std::unique_ptr<SealedBatch> batch;
    std::size_t end;
  };
  std::deque<Sealed> sealed_;
  std::size_t position_ = 0, sealed_to_ = 0, committed_ = 0, furthest_ = 0;
  std::vector<std::string> answers_;
  std::set<std::size_t> edits_written_;
};

TEST(PersonsHistory, AnswersLikeTheNaiveReferenceThroughReplaysAndRestarts) {
  const RandomSeed first;
  for (std::uint64_t seed = first; seed < std::uint64_t{first} + 200; ++seed) {
    SCOPED_TRACE("the first with LEAPFROG_SEED=" + std::to_string(seed));
    Playback run(seed, Histories(seed).make(20 + seed % 120));
    run.play();
    if (!HasFatalFailure()) run.check_end();
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace leapfrog::persons
