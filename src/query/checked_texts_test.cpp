#include "query/checked_texts.h"

#include <gtest/gtest.h>

namespace leapfrog::query {
namespace {

using Key = CheckedTexts::Key;

TEST(CheckedTexts, AreFoundByAllThatTheCheckDependsOn) {
  CheckedTexts texts(1 << 16);
  texts.put({"one", "FROM e", "x"}, "made");
  EXPECT_EQ(texts.find({"one", "FROM e", "x"}), "made");
  EXPECT_EQ(texts.find({"two", "FROM e", "x"}), std::nullopt);
  EXPECT_EQ(texts.find({"one", "", "x"}), std::nullopt);
  EXPECT_EQ(texts.find({"one", "FROM e", "y"}), std::nullopt);
  EXPECT_EQ(texts.find({"oneFROM e", "", "x"}), std::nullopt);
}

TEST(CheckedTexts, TheOneNotWantedForLongestGoesFirst) {
  CheckedTexts texts(3'000);
  const auto key = [](char name) { return Key{"", "", std::string(400, name)}; };
  for (const char name : {'a', 'b', 'c', 'd'}) texts.put(key(name), std::string(1, name));
  EXPECT_EQ(texts.find(key('a')), "a");
  texts.put(key('e'), "e");
  EXPECT_EQ(texts.find(key('b')), std::nullopt);
  for (const char name : {'a', 'c', 'd', 'e'}) EXPECT_EQ(texts.find(key(name)), std::string(1, name));
}

TEST(CheckedTexts, TheFirstStaysAndLargeOnesAreNotKept) {
  CheckedTexts texts(4'000);
  texts.put({"", "", "x"}, "first");
  texts.put({"", "", "x"}, "second");
  EXPECT_EQ(texts.find({"", "", "x"}), "first");
  texts.put({"", "", std::string(1'000, 'l')}, "");
  EXPECT_EQ(texts.find({"", "", std::string(1'000, 'l')}), std::nullopt);
  EXPECT_EQ(texts.find({"", "", "x"}), "first");
}

}  // namespace
}  // namespace leapfrog::query
