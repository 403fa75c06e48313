// Builds a column of ClickHouse's JSON type in its flattened Native form: each path of the objects is a
// column of its own, with the values of each type stored densely. What the type cannot give back as it came
// (null, {}, arrays of mixed kinds, odd keys) goes into a residue: a JSON list of [path, value] that
// read_json() lays over the column's output, so that a round trip gives back the JSON that came in.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "base/json.h"
#include "base/text_hash.h"

namespace leapfrog::events {

class JsonColumn {
 public:
  // Adds a row. Gives its residue, "" for almost every row.
  std::string add(const json::object& object);
  void add_empty();

  std::size_t rows() const { return rows_; }
  // A block whose columns × rows grow beyond a bound should end: every path has a byte per row.
  std::size_t cells() const { return paths_.size() * rows_; }
  std::size_t bytes() const { return bytes_; }

  // The column's values for NativeBlock::column(name, "JSON(…)", …). The column is empty afterwards.
  std::string finish();

 private:
  // In the order of the type names written for each path.
  enum Kind : std::uint8_t {
    boolean,
    signed_integer,
    unsigned_integer,
    real,
    text,
    booleans,
    integers,
    reals,
    texts,
    kind_count
  };
  static constexpr std::uint8_t absent = 0xff;

  struct Values {
    std::string data;
    std::string nulls;    // arrays: the null map of all elements
    std::string offsets;  // arrays: cumulative element counts
    std::uint64_t elements = 0;
  };
  static constexpr std::uint32_t no_path = ~std::uint32_t{0};
  struct Path {
    std::string name;
    bool is_one_key = false;           // the name is a key of the object itself, as it was written
    std::uint32_t follower = no_path;  // the path that came after this one when it was last met
    std::string kinds;                 // a Kind (or absent) for each row so far
    std::array<Values, kind_count> values;
  };
  class Residue;

  void add_members(const json::object& object, Residue& residue, std::size_t depth);
  // Of the path `at`, or of current_ when that is not known yet.
  void add_value(const json::value& value, std::uint32_t at, Residue& residue, std::size_t depth);
  // False when the array cannot be one typed array.
  bool add_array(const json::array& array, std::uint32_t at);
  Values& values_of(std::uint32_t at, Kind kind);
  std::uint32_t path_named_current();
  // The path that most likely comes next: rows mostly have the same keys in the same order.
  std::uint32_t expected() const { return last_ == no_path ? first_ : paths_[last_].follower; }

  std::vector<Path> paths_;
  boost::unordered_flat_map<std::string, std::uint32_t, TextHash, std::equal_to<>> by_name_;
  std::string current_;                 // escaped path of the value being added
  std::vector<std::string_view> keys_;  // the same as keys, for the residue
  std::uint32_t first_ = no_path;       // path that the last row began with
  std::uint32_t last_ = no_path;        // path that was met last in this row
  std::size_t paths_in_row_ = 0;
  std::size_t rows_ = 0;
  std::size_t bytes_ = 0;
};

// The object that was added: `column_json` is what the engine prints for the column (dots in keys escaped as
// %2E taken back by it), `residue` what add() gave.
Result<json::object> read_json(std::string_view column_json, std::string_view residue);

}  // namespace leapfrog::events
