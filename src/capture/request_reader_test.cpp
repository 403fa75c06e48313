#include "capture/request_reader.h"

#include <gtest/gtest.h>

#include <random>

#include "base/json.h"
#include "base/random_fixture.h"
#include "capture/json_scalars.h"

namespace leapfrog::capture {
namespace {

Result<RawRequest> read(std::string& text, const Limits& limits = {}) {
  static RequestReader reader;
  return reader.read(text, limits);
}

TEST(RequestReader, ReadsABatch) {
  std::string text =
      R"( {"api_key": "phc_x", "historical_migration":true, "sent_at":"2023-01-01T00:00:00Z", "batch":[
    {"event":"a\u00e9\n","distinct_id": 12 ,"properties": { "$session_id" : "s", "n": [1, {"x":null}] } ,"$set":{"a":1}},
    {"ev\u0065nt":"b","properties":{"distinct_id":"d","$cookieless_mode":true,"\u0074oken":"t"}} ]} )";
  const auto request = read(text);
  ASSERT_TRUE(request) << request.error().detail;
  EXPECT_TRUE(request->has_batch);
  EXPECT_EQ(request->root.token.text, "phc_x");
  EXPECT_TRUE(request->historical_migration.is_true());
  EXPECT_EQ(request->sent_at.text, "2023-01-01T00:00:00Z");
  ASSERT_EQ(request->events.size(), 2u);
  const auto& first = request->events[0];
  EXPECT_EQ(first.event.text, "aé\n");
  EXPECT_EQ(first.distinct_id.kind, RawValue::Kind::number);
  EXPECT_EQ(first.distinct_id.text, "12");
  EXPECT_EQ(first.properties.text, R"({ "$session_id" : "s", "n": [1, {"x":null}] })");
  EXPECT_EQ(first.property_session_id.text, "s");
  EXPECT_EQ(first.property_count, 2u);
  EXPECT_EQ(first.set.text, R"({"a":1})");
  EXPECT_TRUE(first.start.starts_with(R"({"event":"a\u00e9)"));
  const auto& second = request->events[1];
  EXPECT_EQ(second.event.text, "b");
  EXPECT_EQ(second.property_distinct_id.text, "d");
  EXPECT_TRUE(second.cookieless_mode.is_true());
  EXPECT_EQ(second.property_token.text, "t");
}

TEST(RequestReader, TakesArraysAndSingleEvents) {
  std::string list = R"([{"event":"a"},{"event":"b"}, 3])";
  auto request = read(list);
  ASSERT_TRUE(request);
  EXPECT_TRUE(request->is_array);
  ASSERT_EQ(request->events.size(), 3u);
  EXPECT_FALSE(request->events[2].is_object);
  std::string single = R"({"event":"a","properties":{"token":"t"}})";
  request = read(single);
  ASSERT_TRUE(request);
  ASSERT_EQ(request->events.size(), 1u);
  EXPECT_EQ(request->events[0].property_token.text, "t");
}

TEST(RequestReader, NamesWhatIsWrong) {
  const std::string deep = std::string(64, '[') + std::string(64, ']');
  const std::tuple<std::string, std::string_view, std::string_view> cases[] = {
      {"", "malformed_json", "failed to parse request: the text is empty"},
      {"{", "malformed_json", "failed to parse request: "},
      {"3", "malformed_json",
       "failed to parse request: it must be an event, a list of events or an object with a batch"},
      {"{} {}", "malformed_json", "failed to parse request: there is more text after the end of the value"},
      {"{\"event\":\"\xff\"}", "malformed_json", "failed to parse request: the text is not valid UTF-8"},
      {"{\"event\":\"a\nb\"}", "malformed_json",
       "failed to parse request: a string holds an unescaped control character"},
      {R"({"x":"\ud800"})", "malformed_json",
       "failed to parse request: a string holds an invalid escape or a lone surrogate"},
      {R"({"\udc00":1})", "malformed_json",
       "failed to parse request: a string holds an invalid escape or a lone surrogate"},
      {R"({"event":"\ud800x"})", "malformed_json", "failed to parse request: "},
      {R"({"x":1e999})", "malformed_json", "failed to parse request: a number is too large"},
      {R"({"event":"a)", "malformed_json", "failed to parse request: "},
      {R"({"x":)" + deep + "}", "too_deep", "failed to parse request: values are nested too deep"},
  };
  for (const auto& [json, code, detail] : cases) {
    auto text = json;
    const auto request = read(text);
    ASSERT_FALSE(request) << json;
    EXPECT_EQ(request.error().code, code) << json;
    EXPECT_TRUE(request.error().detail.starts_with(detail)) << json << " " << request.error().detail;
    EXPECT_EQ(request.error().kind, ErrorKind::invalid);
  }
  std::string shallow = R"({"x":)" + std::string(63, '[') + std::string(63, ']') + "}";
  EXPECT_TRUE(read(shallow));
}

TEST(RequestReader, LimitsTheNumberOfEvents) {
  Limits limits;
  limits.events = 2;
  std::string text = "[{},{},{}]";
  const auto request = read(text, limits);
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().code, "too_many_events");
  EXPECT_EQ(request.error().kind, ErrorKind::too_large);
}

// Random edits of valid JSON: both readers must agree on what is JSON, and on what the slices mean.
TEST(RequestReader, AgreesWithAnotherParser) {
  const RandomSeed seed;
  std::mt19937 random(seed);
  const std::string base =
      R"({"event":"a","distinct_id":"x\u00e9","uuid":null,"properties":{"a":[1,2.5e3,-0,true,{"b":null}],"s":"\"\\\ud83d\ude00","k":{}},"$set":{"z":12345678901234567890}})";
  constexpr std::string_view alphabet = "{}[]:,\"\\ue0123456789.-+tfnaldr \n\x01\xc3\xff";
  int valid = 0;
  for (int round = 0; round < 20'000; ++round) {
    auto text = base;
    for (auto edits = random() % 3; edits > 0; --edits) {
      const auto at = random() % text.size();
      const char c = alphabet[random() % alphabet.size()];
      switch (random() % 3) {
        case 0:
          text[at] = c;
          break;
        case 1:
          text.erase(at, 1);
          break;
        default:
          text.insert(at, 1, c);
      }
    }
    const auto original = text;
    const auto request = read(text);
    const auto reference = parse_json(original);
    if (reference && !request) {
      // Numbers no double holds are where the two may differ.
      EXPECT_EQ(request.error().detail, "failed to parse request: a number is too large") << original;
    }
    if (!reference) {
      EXPECT_FALSE(request) << original << " " << reference.error().detail;
    }
    if (!request || !reference) continue;
    ++valid;
    if (const auto* properties = reference->as_object().if_contains("properties")) {
      const auto copy = parse_json(copy_json(request->root.properties.text));
      ASSERT_TRUE(copy) << original;
      EXPECT_EQ(*copy, *properties) << original;
    }
  }
  EXPECT_GT(valid, 1000);
}

TEST(CopyJson, MakesBigIntegersDoubles) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"a":1,"b":"12345678901234567890123"})", R"({"a":1,"b":"12345678901234567890123"})"},
      {R"({"a":18446744073709551615})", R"({"a":18446744073709551615})"},
      {R"({"a":18446744073709551616})", R"({"a":18446744073709551616.0})"},
      {R"([-9223372036854775808,-9223372036854775809])", R"([-9223372036854775808,-9223372036854775809.0])"},
      {R"({"a":123456789012345678901234567890,"b":2})", R"({"a":123456789012345678901234567890.0,"b":2})"},
      {R"({"a":123456789012345678901.5e3})", R"({"a":123456789012345678901.5e3})"},
      {R"({"a\"":1234567890123456789012})", R"({"a\"":1234567890123456789012.0})"},
  };
  for (const auto& [in, out] : cases) EXPECT_EQ(copy_json(in), out);
}

TEST(NumberForm, FollowsTheGrammar) {
  for (const auto* text : {"0", "-0", "12", "-999999999999999999"}) {
    EXPECT_EQ(number_form(text), NumberForm::small_integer) << text;
  }
  for (const auto* text : {"1.5", "1.50", "-9223372036854775808", "18446744073709551615"}) {
    EXPECT_EQ(number_form(text), NumberForm::fits) << text;
  }
  for (const auto* text :
       {"", "-", "01", "-01", "1.", ".5", "1e", "1e+", "+1", "1x", "0x1", "1e5.0", "NaN"}) {
    EXPECT_EQ(number_form(text), NumberForm::malformed) << text;
  }
  EXPECT_EQ(number_form("18446744073709551616"), NumberForm::big_integer);
  EXPECT_EQ(number_form("1e5"), NumberForm::maybe_out_of_range);
}

TEST(ValidEscapes, WantsPairedSurrogates) {
  for (const auto* text :
       {"", "plain", R"(\n\t\"\\\/\b\f\r)", R"(\u00e9)", R"(\ud83d\ude00)", R"(\\ud800)"}) {
    EXPECT_TRUE(valid_escapes(text)) << text;
  }
  for (const auto* text : {R"(\)", R"(\x)", R"(\u12)", R"(\u12g4)", R"(\ud83d)", R"(\ude00)", R"(\ud83d\n)",
                           R"(\ud83d\ud83d)", R"(\ud83dx)"}) {
    EXPECT_FALSE(valid_escapes(text)) << text;
  }
}

}  // namespace
}  // namespace leapfrog::capture
