#include "base/recently_used.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random_fixture.h"

namespace leapfrog {
namespace {

using Texts = RecentlyUsed<std::string, std::string>;

TEST(RecentlyUsed, TheOneNotUsedForLongestGoesFirst) {
  Texts texts(4);
  for (const auto* name : {"a", "b", "c", "d"}) texts.put(name, name, 1);
  ASSERT_NE(texts.find("a"), nullptr);
  texts.put("e", "e", 1);
  EXPECT_EQ(texts.find("b"), nullptr);
  for (const std::string_view name : {"a", "c", "d", "e"}) {
    ASSERT_NE(texts.find(name), nullptr);
    EXPECT_EQ(*texts.find(name), name);
  }
  texts.put("f", "f", 3);
  EXPECT_EQ(texts.count(), 2U);
  EXPECT_NE(texts.find("e"), nullptr);
  EXPECT_EQ(texts.size(), 4U);
}

TEST(RecentlyUsed, WhatIsTooLargeIsNotKeptNorWhatItReplaces) {
  Texts texts(10, 4);
  texts.put("a", "first", 4);
  texts.put("a", "second", 2);
  EXPECT_EQ(*texts.find("a"), "second");
  EXPECT_EQ(texts.size(), 2U);
  texts.put("b", "other", 1);
  EXPECT_EQ(texts.put("a", "third", 5), nullptr);
  EXPECT_EQ(texts.find("a"), nullptr);
  EXPECT_NE(texts.find("b"), nullptr);
  EXPECT_EQ(texts.size(), 1U);
}

TEST(RecentlyUsed, GivesAwayWhatCannotBeCopied) {
  RecentlyUsed<std::string, std::unique_ptr<int>> numbers(2);
  const auto* const put = numbers.put("one", std::make_unique<int>(1), 1);
  ASSERT_NE(put, nullptr);
  EXPECT_EQ(**put, 1);
  const auto taken = numbers.take("one");
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->first, "one");
  EXPECT_EQ(*taken->second, 1);
  EXPECT_FALSE(numbers.take("one").has_value());
  EXPECT_EQ(numbers.size(), 0U);
}

// Against a list that is searched from end to end.
TEST(RecentlyUsed, KeepsWhatAPlainListKeeps) {
  const RandomSeed seed;
  std::mt19937 random(seed);
  struct Plain {
    int key;
    int value;
    std::size_t size;
  };
  constexpr std::size_t room = 40, largest = 12;
  std::vector<Plain> plain;  // the most recently used first
  RecentlyUsed<int, int> tried(room, largest);
  const auto index = [&](int key) {
    return std::find_if(plain.begin(), plain.end(), [&](const Plain& one) { return one.key == key; });
  };
  for (int step = 0; step < 20'000; ++step) {
    const int key = static_cast<int>(random() % 12);
    switch (random() % 4) {
      case 0: {
        const auto size = static_cast<std::size_t>(random() % 15);
        if (const auto old = index(key); old != plain.end()) plain.erase(old);
        if (size <= largest) plain.insert(plain.begin(), {key, step, size});
        const auto filled = [&] {
          std::size_t sum = 0;
          for (const Plain& one : plain) sum += one.size;
          return sum;
        };
        while (filled() > room) plain.pop_back();
        const int* put = tried.put(key, step, size);
        ASSERT_EQ(put != nullptr, size <= largest);
        if (put != nullptr) {
          ASSERT_EQ(*put, step);
        }
        ASSERT_EQ(tried.size(), filled());
        break;
      }
      case 1: {
        const auto taken = tried.take(key);
        const auto wanted = index(key);
        ASSERT_EQ(taken.has_value(), wanted != plain.end());
        if (!taken) break;
        ASSERT_EQ(*taken, std::pair(key, wanted->value));
        plain.erase(wanted);
        break;
      }
      default: {
        const int* found = tried.find(key);
        const auto wanted = index(key);
        ASSERT_EQ(found != nullptr, wanted != plain.end());
        if (found == nullptr) break;
        ASSERT_EQ(*found, wanted->value);
        std::rotate(plain.begin(), wanted, wanted + 1);
      }
    }
    ASSERT_EQ(tried.count(), plain.size());
  }
}

}  // namespace
}  // namespace leapfrog
