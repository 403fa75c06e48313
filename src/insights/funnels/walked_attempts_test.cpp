// People's events in blocks as the engine sends them, walked by one thread and by several, against each
// person's events put together naively.
#include "insights/funnels/walked_attempts.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <thread>

#include "base/random_fixture.h"
#include "insights/funnels/step_walk.h"
#include "storage/events/native.h"

namespace leapfrog::insights {
namespace {

struct Event {
  std::uint64_t person = 0;
  std::uint64_t key = 0;
  std::string value;
};
struct Merge {
  std::uint64_t old = 0;
  std::uint64_t now = 0;
  std::uint64_t version = 0;
};
using Attempt = std::pair<std::string, std::vector<std::int64_t>>;  // value, times

void put_person(std::string& out, std::uint64_t person) {
  events::put_fixed(out, std::uint64_t{7});
  events::put_fixed(out, person);
}

std::string block_of(std::span<const Event> rows, bool split) {
  events::NativeBlock block(rows.size());
  std::string people;
  std::string keys;
  std::string values;
  for (const auto& row : rows) {
    put_person(people, row.person);
    events::put_fixed(keys, row.key);
    events::put_string(values, row.value);
  }
  block.column("a", "UUID", people);
  block.column("k", "UInt64", keys);
  if (split) block.column("v", "String", values);
  return block.finish();
}

std::string block_of(std::span<const Merge> rows) {
  events::NativeBlock block(rows.size());
  std::string old;
  std::string now;
  std::string versions;
  for (const auto& row : rows) {
    put_person(old, row.old);
    put_person(now, row.now);
    events::put_fixed(versions, row.version);
  }
  block.column("old_person_id", "UUID", old);
  block.column("person_id", "UUID", now);
  block.column("version", "UInt64", versions);
  return block.finish();
}

template <class Take>
void each_block(std::string_view bytes, const Take& take) {
  events::NativeReader reader;
  reader.add(bytes);
  events::NativeRows block;
  while (reader.next(block).value()) take(block);
}

class WalkedAttempts : public testing::TestWithParam<Attribution> {
 protected:
  static constexpr std::size_t steps = 3;
  static constexpr std::uint64_t people = 3'000;

  WalkedAttempts() {
    funnel_.attribution = GetParam();
    if (split()) funnel_.breakdown.fields.resize(1);
    for (std::size_t i = 0; i < count; ++i)
      rows_.push_back({between(1, people), key_at(between(0, 1440) * 60'000'000), pick_value()});
    // As in the table, many neighbours are the same person's; but not all.
    std::sort(rows_.begin(), rows_.begin() + count / 2, [](auto& a, auto& b) { return a.person < b.person; });
    for (std::uint64_t old = 1; old <= people; old += 3) {
      merges_.push_back({old, between(1, people), 2});
      merges_.push_back({old, between(1, people), 1});
      if (old % 2 == 0) merges_.push_back({old, between(1, people + 100), 3});
    }
  }

  static FunnelsQuery three_hours() {
    FunnelsQuery funnel;
    funnel.series.resize(steps);
    funnel.window_interval = 3;
    funnel.window_unit = 2;
    return funnel;
  }
  static bool split() { return GetParam() != Attribution::step; }

  std::uint64_t between(std::uint64_t low, std::uint64_t high) {
    return std::uniform_int_distribution<std::uint64_t>(low, high)(random_);
  }
  std::string pick_value() {
    const auto number = between(0, 5);
    return number == 0 ? std::string(query::breakdown_null) : fmt::format("value {}", number);
  }
  std::uint64_t key_at(std::uint64_t micros) { return (micros << steps) | (between(0, (1U << steps) - 2)); }

  std::vector<Attempt> walked(std::size_t threads) {
    PersonEvents events;
    {
      const std::jthread merging(
          [&] { each_block(block_of(merges_), [&](const auto& block) { events.add_merges(block); }); });
      for (std::size_t at = 0, size = 0; at < rows_.size(); at += size) {
        size = std::min<std::size_t>(between(1, 9'000), rows_.size() - at);
        each_block(block_of(std::span(rows_).subspan(at, size), split()),
                   [&](const auto& block) { events.add_events(block); });
      }
    }
    events.order_values();
    std::vector<std::vector<Attempt>> found(threads);
    std::vector<AttemptVisitor> visitors;
    for (auto& list : found)
      visitors.emplace_back([&](const WalkedAttempt& attempt) {
        const auto value = split() ? events.values().at(attempt.value) : "";
        list.push_back({value, {attempt.reached.begin(), attempt.reached.end()}});
      });
    EXPECT_TRUE(walk_attempts(events, {request_, layout_, calendar_, {}}, nullptr, visitors));
    std::vector<Attempt> all;
    for (auto& list : found) all.insert(all.end(), list.begin(), list.end());
    std::sort(all.begin(), all.end());
    return all;
  }

  std::vector<Attempt> expected() {
    std::map<std::uint64_t, Merge> newest;
    for (const auto& merge : merges_)
      if (auto& found = newest[merge.old]; merge.version > found.version) found = merge;
    std::map<std::pair<std::uint64_t, std::string>, std::vector<std::pair<std::uint64_t, std::string>>> lists;
    for (const auto& row : rows_) {
      const auto merge = newest.find(row.person);
      const auto person = merge == newest.end() ? row.person : merge->second.now;
      const auto group = GetParam() == Attribution::all_events ? row.value : "";
      lists[{person, group}].emplace_back(row.key, row.value);
    }
    StepWalk walk(layout_);
    std::vector<Attempt> all;
    for (auto& [place, list] : lists) {
      std::sort(list.begin(), list.end());
      std::vector<std::uint64_t> keys;
      std::string value =
          GetParam() == Attribution::first_touch ? std::string(query::breakdown_null) : place.second;
      for (const auto& [key, its_value] : list) {
        keys.push_back(key);
        if (GetParam() == Attribution::first_touch && value == query::breakdown_null) value = its_value;
      }
      const auto reached = walk.best(keys);
      if (!reached.empty()) all.push_back({value, {reached.begin(), reached.end()}});
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  static constexpr std::size_t count = 30'000;
  const RandomSeed seed_;
  std::mt19937 random_{seed_};
  FunnelsQuery funnel_ = three_hours();
  query::ResolvedRange range_{from_micros(1'700'000'000'000'000),
                              from_micros(1'700'000'000'000'000) + std::chrono::days(1), false};
  FunnelRequest request_{funnel_, range_, std::nullopt};
  std::vector<Event> rows_;
  std::vector<Merge> merges_;
  query::Calendar calendar_ = *query::Calendar::of("UTC", true);
  FunnelLayout layout_{funnel_, range_};
};

TEST_P(WalkedAttempts, AreThoseOfEachPersonsEvents) {
  const auto all = expected();
  ASSERT_GT(all.size(), people / 4);
  EXPECT_EQ(walked(1), all);
  EXPECT_EQ(walked(3), all);
}

TEST_P(WalkedAttempts, EndWhenTheyAreCancelled) {
  PersonEvents events;
  events.order_values();
  const std::atomic<bool> cancelled = true;
  const std::vector<AttemptVisitor> visitors(2, [](const WalkedAttempt&) {});
  const auto done = walk_attempts(events, {request_, layout_, calendar_, {}}, &cancelled, visitors);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "query_cancelled");
}

// Attribution::step stands for no breakdown at all.
INSTANTIATE_TEST_SUITE_P(Attributions, WalkedAttempts,
                         testing::Values(Attribution::step, Attribution::first_touch,
                                         Attribution::all_events));

}  // namespace
}  // namespace leapfrog::insights
