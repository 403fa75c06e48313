#include "query/running/canonical.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>

#include "base/random_fixture.h"
#include "insights/insights.h"
#include "query/asking.h"

namespace leapfrog::query {
namespace {

json::object parsed(std::string_view text) { return parse_json(text).value().as_object(); }

json::object schema_of_kind(std::string_view name) {
  for (const auto& kind : insights::kinds())
    if (kind.name == name) return kind.schema();
  ADD_FAILURE() << name;
  return {};
}

std::string canonical(std::string_view text) {
  const auto query = parsed(text);
  return canonical_text(query, schema_of_kind(string_or_empty(query, "kind")));
}

// The same value, the keys of every object in another order.
json::value shuffled(const json::value& value, std::mt19937& random) {
  if (const auto* array = value.if_array()) {
    json::array out;
    for (const auto& item : *array) out.push_back(shuffled(item, random));
    return out;
  }
  const auto* object = value.if_object();
  if (!object) return value;
  std::vector<const json::key_value_pair*> fields;
  for (const auto& field : *object) fields.push_back(&field);
  std::shuffle(fields.begin(), fields.end(), random);
  json::object out;
  for (const auto* field : fields) out[field->key()] = shuffled(field->value(), random);
  return out;
}

json::value anything(std::mt19937& random, int depth) {
  switch (random() % (depth > 0 ? 8 : 6)) {
    case 0:
      return nullptr;
    case 1:
      return random() % 2 == 0;
    case 2:
      return static_cast<std::int64_t>(random()) - 2'000'000'000;
    case 3:
      return static_cast<double>(random() % 1000) / 2;
    case 4:
      return json::value(std::string(random() % 5, static_cast<char>('a' + random() % 26)));
    case 5:
      return "quote \" and \\ and ü";
    case 6: {
      json::array array;
      for (auto n = random() % 4; n > 0; --n) array.push_back(anything(random, depth - 1));
      return array;
    }
    default: {
      json::object object;
      for (auto n = random() % 6; n > 0; --n)
        object[std::string(1, static_cast<char>('a' + random() % 20))] = anything(random, depth - 1);
      return object;
    }
  }
}

TEST(Canonical, TheOrderOfKeysDoesNotMatter) {
  const RandomSeed seed;
  std::mt19937 random(seed);
  for (int i = 0; i < 2000; ++i) {
    json::object query;
    query["kind"] = "TrendsQuery";
    query["series"] = anything(random, 3);
    query["dateRange"] = anything(random, 2);
    query["something"] = anything(random, 4);
    const auto schema = schema_of_kind("TrendsQuery");
    const auto text = canonical_text(query, schema);
    const auto other = shuffled(query, random).as_object();
    ASSERT_EQ(canonical_text(other, schema), text) << to_text(query);
    const auto read = parse_json(text);
    ASSERT_TRUE(read) << text;
    ASSERT_EQ(canonical_text(read->as_object(), schema), text) << "the form of the form is another";
  }
}

TEST(Canonical, TextKeepsEveryDouble) {
  const RandomSeed seed;
  std::mt19937_64 random(seed);
  for (int i = 0; i < 2000; ++i) {
    const double number = std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 100) - 90);
    const auto text = sorted_text(number, 17);
    ASSERT_EQ(std::strtod(text.c_str(), nullptr), number) << text;
  }
}

TEST(Canonical, WhatIsTheDefaultNeedNotBeSaid) {
  EXPECT_EQ(
      canonical(R"({"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"paid"}]})"),
      canonical(R"({"kind":"TrendsQuery","interval":"day","filterTestAccounts":false,"samplingFactor":1.0,
                          "series":[{"event":"paid","kind":"EventsNode","optionalInFunnel":false}],
                          "breakdownFilter":null,"version":2,"tags":{"productKey":"x"}})"));
}

TEST(Canonical, WhatChangesTheAnswerChangesTheForm) {
  const std::vector<std::string> forms = {
      canonical(R"({"kind":"TrendsQuery","series":[{"event":"paid"}]})"),
      canonical(R"({"kind":"TrendsQuery","series":[{"event":"paid","math":"dau"}]})"),
      canonical(R"({"kind":"TrendsQuery","series":[{"event":"Paid"}]})"),
      canonical(R"({"kind":"TrendsQuery","series":[{"event":"paid"}],"interval":"week"})"),
      canonical(R"({"kind":"TrendsQuery","series":[{"event":"paid"}],"dateRange":{"date_from":"-7d"}})"),
      canonical(R"({"kind":"TrendsQuery","series":[{"event":"paid"},{"event":"paid"}]})"),
      canonical(R"({"kind":"StickinessQuery","series":[{"event":"paid"}]})"),
      canonical(R"({"kind":"HogQLQuery","query":"SELECT 1"})"),
      canonical(R"({"kind":"HogQLQuery","query":"SELECT 1","values":{"a":null}})"),
      canonical(R"({"kind":"HogQLQuery","query":"SELECT 1","values":{"a":0}})"),
  };
  for (std::size_t i = 0; i < forms.size(); ++i)
    for (std::size_t j = i + 1; j < forms.size(); ++j)
      EXPECT_NE(hash_of_query(forms[i]), hash_of_query(forms[j]));
}

TEST(HashOfResult, CountsTwelveDigits) {
  const auto hash = [](std::string_view text) { return hash_of_result(parsed(text), false); };
  EXPECT_EQ(hash(R"({"results":[0.1]})"), hash(R"({"results":[0.10000000000000002]})"));
  EXPECT_EQ(hash(R"({"results":[3]})"), hash(R"({"results":[3.0],"hasMore":false})"));
  EXPECT_NE(hash(R"({"results":[0.1]})"), hash(R"({"results":[0.1000001]})"));
  EXPECT_NE(hash(R"({"results":[1,2]})"), hash(R"({"results":[2,1]})"));
}

TEST(HashOfResult, OfUnorderedRowsDoesNotDependOnTheirOrder) {
  const auto hash = [](std::string_view text) { return hash_of_result(parsed(text), true); };
  EXPECT_EQ(hash(R"({"results":[[1,"a"],[2,"b"]]})"), hash(R"({"results":[[2,"b"],[1,"a"]]})"));
  EXPECT_NE(hash(R"({"results":[[1,"a"],[2,"b"]]})"), hash(R"({"results":[[1,"b"],[2,"a"]]})"));
  EXPECT_NE(hash(R"({"columns":["x"],"results":[]})"), hash(R"({"columns":["y"],"results":[]})"));
}

}  // namespace
}  // namespace leapfrog::query
