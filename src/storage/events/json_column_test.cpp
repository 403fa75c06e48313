#include "storage/events/json_column.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>

#include "base/random_fixture.h"
#include "storage/events/engine_fixture.h"
#include "storage/events/native.h"

namespace leapfrog::events {
namespace {

// Whether `out` is what went in. Numbers are compared as numbers: a fraction may come back as the whole
// number that its shortest text names, a whole number must be the same to the last digit.
bool same(const json::value& out, const json::value& in) {
  if (in.is_double()) return out.is_number() && out.to_number<double>() == in.get_double();
  if (in.is_number()) return out.is_number() && !out.is_double() && to_text(out) == to_text(in);
  if (out.kind() != in.kind()) return false;
  if (const auto* object = out.if_object()) {
    const auto& other = in.get_object();
    if (object->size() != other.size()) return false;
    for (const auto& member : *object) {
      const auto* value = other.if_contains(member.key());
      if (value == nullptr || !same(member.value(), *value)) return false;
    }
    return true;
  }
  if (const auto* array = out.if_array()) {
    return std::ranges::equal(*array, in.get_array(), same);
  }
  return out == in;
}

// The members that came back otherwise than they went in, for messages.
std::string differences(const json::object& out, const json::object& in) {
  constexpr std::size_t shown = 500;
  std::string text;
  for (const auto& [key, value] : in) {
    const auto* back = out.if_contains(key);
    if (back != nullptr && same(*back, value)) continue;
    text += fmt::format("\n{}\n in: {}\nout: {}", std::string_view(key), to_text(value).substr(0, shown),
                        back == nullptr ? "nothing" : to_text(*back).substr(0, shown));
  }
  for (const auto& member : out) {
    if (!in.contains(member.key()))
      text += fmt::format("\n{} should not be there", std::string_view(member.key()));
  }
  return text;
}

json::object object_of(std::string_view text) {
  auto value = parse_json(text, JsonLimits{.depth = 200});
  EXPECT_TRUE(value) << text.substr(0, 500) << (value ? "" : value.error().detail);
  return value ? value->as_object() : json::object();
}

class JsonColumnTest : public EngineTest {
 protected:
  // Compact and wide parts are written and merged by different code of the engine, and a small bound on paths
  // sends most of them through its shared data.
  void make_table(std::string column_options, int min_bytes_for_wide_part) {
    type_ = "JSON(" + std::move(column_options) + ")";
    run("DROP TABLE IF EXISTS round_trip SYNC");
    run(
        fmt::format("CREATE TABLE round_trip (n UInt32, properties {}, properties_residue String) "
                    "ENGINE = MergeTree ORDER BY n SETTINGS min_bytes_for_wide_part = {}",
                    type_, min_bytes_for_wide_part));
    stored_.clear();
  }

  // Inserts the objects as one block.
  void insert(const std::vector<json::object>& objects) {
    JsonColumn column;
    std::string number, residue;
    for (const auto& object : objects) {
      put_fixed(number, static_cast<std::uint32_t>(stored_.size()));
      stored_.push_back(object);
      put_string(residue, column.add(object));
    }
    ASSERT_EQ(column.rows(), objects.size());
    NativeBlock block(objects.size());
    block.column("n", "UInt32", number);
    block.column("properties", type_, column.finish());
    block.column("properties_residue", "String", residue);
    const auto inserted =
        engine().insert("round_trip", "(n, properties, properties_residue)", block.finish(), "");
    ASSERT_TRUE(inserted) << inserted.error().detail;
    ASSERT_EQ(inserted->written_rows, objects.size());
  }

  // Reads as the event list does and compares with what went in.
  void expect_all_back() {
    const auto read =
        rows("SELECT n, toJSONString(properties), properties_residue FROM round_trip ORDER BY n");
    ASSERT_EQ(read.size(), stored_.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
      ASSERT_EQ(read[i].at(0).to_number<std::size_t>(), i);
      const std::string_view column = read[i].at(1).as_string(), residue = read[i].at(2).as_string();
      const auto back = read_json(column, residue);
      ASSERT_TRUE(back) << "row " << i << ": " << back.error().detail << "\n" << column.substr(0, 500);
      ASSERT_TRUE(same(*back, stored_[i])) << "row " << i << differences(*back, stored_[i]) << "\ncolumn "
                                           << column.substr(0, 500) << "\nresidue " << residue.substr(0, 500);
    }
  }

  void expect_all_back_over_merges() {
    expect_all_back();
    run("OPTIMIZE TABLE round_trip FINAL");
    expect_all_back();
  }

  std::string type_;
  std::vector<json::object> stored_;
};

TEST_F(JsonColumnTest, GivesBackWhatIsHardToKeep) {
  const std::string_view texts[] = {
      R"({})",
      R"({"a":null})",
      R"({"a":{}})",
      R"({"a":[]})",
      R"({"a":[null]})",
      R"({"a":[[]]})",
      R"({"a":[{}]})",
      R"({"a":{"b":{}}})",
      R"({"a":{"b":null,"c":1}})",
      R"({"a":1,"a.b":2})",
      R"({"a.b":2,"c":{"d.e":{"f":3}}})",
      R"({"a":{"b":1},"a.b":2,"a%2Eb":3,"a%2eb":4})",
      R"({"%2E":1,".":2,"..":3,"%":4,"%2":5,"%25":6,"%252E":7})",
      R"({"":1})",
      R"({"":{"":{"":null}}})",
      R"({"a":{"":1,"b":2}})",
      R"({"a\u0000b":1,"c":"d\u0000e"})",
      R"({"a":"","b":" ","c":"null","d":"true","e":"1"})",
      R"({"a":"2026-01-01","b":"2026-01-01 00:00:00","c":"2026-01-01T00:00:00Z","d":["2026-01-01"]})",
      R"({"a":9223372036854775807,"b":-9223372036854775808,"c":18446744073709551615,"d":9223372036854775808})",
      R"({"a":9007199254740993,"b":[9007199254740993,0.5],"c":[9007199254740992,0.5]})",
      R"({"a":[18446744073709551615],"b":[1,18446744073709551615],"c":[-9223372036854775808,0]})",
      R"({"a":100000000000000000000,"b":1e20,"c":123456789012345678901234567890,"d":[1e25]})",
      R"({"a":1e300,"b":-1e300,"c":5e-324,"d":1.7976931348623157e308,"e":0.1,"f":-0.0,"g":1e-7})",
      R"({"a":true,"b":[true,false,null],"c":[true,1],"d":[1,"1"],"e":[1,null,2.5]})",
      R"({"a":[1,[2,[3,{"b":null}]]],"c":[{"d":1},{"d":"x"},{}]})",
      R"({"a":[{"b.c":1,"":2,"d":null}]})",
      R"({"ключ":"значение","emoji 🐸":{"日本":["🐸",null,"\ud83d\udc38"]}})",
      R"({"`a`":1,"b\"c":2,"d\\e":3,"f\ng":4,"h'i":5,"j:k":6,"l[]":7,"m^n":8})",
      R"({"a":1})",
      R"({"a":1.5})",
      R"({"a":"text"})",
      R"({"a":false})",
      R"({"a":{"b":"text"}})",
      R"({"a":[1,2]})",
      R"({"a":["x"]})",
      R"({"a":[1.5]})",
      R"({"a":18446744073709551615})",
  };
  for (const int wide : {0, 1 << 30}) {
    make_table("max_dynamic_paths=512", wide);
    std::vector<json::object> objects;
    for (const auto text : texts) objects.push_back(object_of(text));
    insert(objects);
    std::ranges::reverse(objects);
    insert(objects);
    for (const auto& object : objects) insert({object});
    expect_all_back_over_merges();
  }
}

TEST_F(JsonColumnTest, GivesBackWhatIsLarge) {
  std::string deep = "1";
  for (int i = 0; i < 100; ++i) deep = (i % 3 == 0 ? "[" + deep + "]" : R"({"k":)" + deep + "}");
  std::string path = "1";
  for (int i = 0; i < 60; ++i) path = R"({"k":)" + path + R"(,"v":)" + std::to_string(i) + "}";
  json::object many, text;
  for (int i = 0; i < 3000; ++i) many[fmt::format("key {}", i)] = i % 7 == 0 ? json::value("x") : i;
  text["long"] = std::string(3 << 20, 'y');
  text[std::string(5000, 'k')] = std::string(300, 'z');
  make_table("max_dynamic_paths=512", 1 << 30);
  insert({object_of(R"({"a":)" + deep + "}"), object_of(path), many, text, {}});
  insert({many, many});
  expect_all_back_over_merges();
}

TEST_F(JsonColumnTest, RowsWithoutAnObjectAreEmpty) {
  make_table("max_dynamic_paths=8", 0);
  JsonColumn column;
  column.add_empty();
  EXPECT_EQ(column.add({{"a", 1}}), "");
  column.add_empty();
  NativeBlock block(3);
  std::string number;
  for (const std::uint32_t n : {0U, 1U, 2U}) put_fixed(number, n);
  block.column("n", "UInt32", number);
  block.column("properties", type_, column.finish());
  ASSERT_TRUE(engine().insert("round_trip", "(n, properties)", block.finish(), ""));
  EXPECT_EQ(column.rows(), 0U);
  const auto read = rows("SELECT toJSONString(properties) FROM round_trip ORDER BY n");
  ASSERT_EQ(read.size(), 3U);
  EXPECT_EQ(read[0].at(0).as_string(), "{}");
  EXPECT_EQ(read[1].at(0).as_string(), R"({"a":1})");
  EXPECT_EQ(read[2].at(0).as_string(), "{}");
}

TEST_F(JsonColumnTest, ValuesKeepTheirTypesForQueries) {
  make_table("max_dynamic_paths=512", 0);
  insert({object_of(R"({"i":1,"r":1.5,"b":true,"t":"2026-01-01","a":[1,2],"x":[1,"two"],"n":{"d.e":7}})")});
  const auto read = rows(
      "SELECT properties.i.:Int64, properties.r.:Float64, properties.b.:Bool, properties.t.:String, "
      "properties.a.:`Array(Nullable(Int64))`, properties.x.:String, properties.n.`d%2Ee`.:Int64 FROM "
      "round_trip");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(to_text(read[0]), R"([1,1.5,true,"2026-01-01",[1,2],"[1,\"two\"]",7])");
}

// Objects of every kind that a client may send, with few enough keys that paths meet with other types.
class Objects {
 public:
  explicit Objects(std::uint64_t seed) : random_(seed) {}

  json::object object(int depth) {
    json::object made;
    const auto members = pick(depth == 0 ? 12 : 4);
    for (std::uint64_t i = 0; i < members; ++i) made[key()] = value(depth + 1);
    return made;
  }
  std::uint64_t pick(std::uint64_t below) { return random_() % below; }

 private:
  json::value value(int depth) {
    switch (pick(depth < 6 ? 14 : 9)) {
      case 0:
        return nullptr;
      case 1:
        return pick(2) == 0;
      case 2:
      case 3:
        return whole();
      case 4:
        return fraction();
      case 5:
      case 6:
      case 7:
        return json::value(text());
      case 8:
        return json::object();
      case 9:
      case 10:
        return object(depth);
      case 11:
        return array_of_one_kind();
      default: {
        json::array array;
        for (auto left = pick(4); left > 0; --left) array.push_back(value(depth + 1));
        return array;
      }
    }
  }

  json::array array_of_one_kind() {
    const auto kind = pick(4);
    json::array array;
    for (auto left = pick(6); left > 0; --left) {
      if (pick(6) == 0) {
        array.emplace_back(nullptr);
      } else if (kind == 0) {
        array.push_back(json::value(text()));
      } else if (kind == 1) {
        array.emplace_back(pick(2) == 0);
      } else {
        array.push_back(kind == 2 || pick(2) == 0 ? whole() : fraction());
      }
    }
    return array;
  }

  json::value whole() {
    const auto any = random_();
    switch (pick(5)) {
      case 0:
        return static_cast<std::int64_t>(any);
      case 1:
        return any | (1ULL << 63);
      case 2:
        return (std::int64_t{1} << 53) - 2 + static_cast<std::int64_t>(pick(5));
      default:
        return static_cast<std::int64_t>(pick(100));
    }
  }

  json::value fraction() {
    switch (pick(4)) {
      case 0: {
        const auto any = std::bit_cast<double>(random_());
        return std::isfinite(any) ? any : -0.0;
      }
      case 1:
        return std::pow(10.0, static_cast<double>(pick(60)) - 20);
      case 2:
        return static_cast<double>(pick(10));
      default:
        return std::uniform_real_distribution<double>(-1000, 1000)(random_);
    }
  }

  std::string text() {
    static const std::string texts[] = {
        "",   "a",      "2026-02-30", "2026-01-01 10:00:00.5", "null",     "{}",
        "🐸🐸", "a\"b\\", "%2E",        std::string(1, '\0'),    "\n\t\x01", "1e5"};
    return pick(20) == 0 ? std::string(pick(20'000), 'x') : texts[pick(std::size(texts))];
  }

  std::string key() {
    static const std::string keys[] = {"a",  "b",   "c",         "$d",    "a.b",
                                       ".",  "",    "%2E",       "a%2e",  "ä",
                                       "🐸",  "%",   "`a`",       "\"",    std::string("a\0b", 3),
                                       " ",  "a:b", "a[]",       "Int64", "^a",
                                       "\\", "/",   "$feature/", "..a"};
    switch (pick(8)) {
      case 0:
        return fmt::format("key {}", pick(300));
      case 1:
        return keys[pick(std::size(keys))] + keys[pick(std::size(keys))];
      default:
        return keys[pick(std::size(keys))];
    }
  }

  std::mt19937_64 random_;
};

TEST_F(JsonColumnTest, AnyObjectsComeBack) {
  const RandomSeed seed;
  Objects objects(seed);
  for (const auto& [options, wide] :
       {std::pair{"max_dynamic_paths=512", 1 << 30}, std::pair{"max_dynamic_paths=512", 0},
        std::pair{"max_dynamic_paths=4, max_dynamic_types=2", 0},
        std::pair{"max_dynamic_paths=0", 1 << 30}}) {
    make_table(options, wide);
    for (int block = 0; block < 6; ++block) {
      std::vector<json::object> rows;
      for (auto left = 1 + objects.pick(60); left > 0; --left) {
        // As an event comes: as text.
        rows.push_back(object_of(to_text(objects.object(0))));
      }
      insert(rows);
      if (HasFatalFailure()) return;
    }
    expect_all_back_over_merges();
    if (HasFatalFailure()) return;
  }
}

TEST(ReadJson, RefusesWhatItDidNotWrite) {
  for (const auto column : {"", "[]", "1", "{", "{\"a\":}"}) EXPECT_FALSE(read_json(column, "")) << column;
  for (const auto residue : {"{", "{}", "[1]", "[[]]", "[[[]]]", "[[[],1]]", "[[[1],1]]", "[[\"a\",1]]"})
    EXPECT_FALSE(read_json("{}", residue)) << residue;
}

}  // namespace
}  // namespace leapfrog::events
