#include "storage/events/json_column.h"

#include <utility>

#include "storage/events/native.h"

namespace leapfrog::events {
namespace {

constexpr std::uint64_t flattened_version = 3;
constexpr std::size_t max_depth = 24;            // deeper values are kept in the residue
constexpr std::size_t max_paths_per_row = 2000;  // as are those beyond
constexpr std::string_view type_names[] = {"Bool",
                                           "Int64",
                                           "UInt64",
                                           "Float64",
                                           "String",
                                           "Array(Nullable(Bool))",
                                           "Array(Nullable(Int64))",
                                           "Array(Nullable(Float64))",
                                           "Array(Nullable(String))"};
constexpr std::int64_t exact_integers = std::int64_t{1} << 53;  // as doubles, up to there

// A key that cannot be told apart from another once it is part of a path.
bool is_odd(std::string_view key) {
  if (key.empty() || key.find('\0') != std::string_view::npos) return true;
  for (auto at = key.find('%'); at != std::string_view::npos; at = key.find('%', at + 1)) {
    if (key.substr(at, 3) == "%2E" || key.substr(at, 3) == "%2e") return true;
  }
  return false;
}

void append_escaped(std::string& path, std::string_view key) {
  for (const char c : key) {
    if (c == '.') {
      path += "%2E";
    } else {
      path += c;
    }
  }
}

}  // namespace

// The list of [path, value] of one row, built only when there is something to keep.
class JsonColumn::Residue {
 public:
  explicit Residue(std::vector<std::string_view>& keys) : keys_(keys) { keys_.clear(); }
  void enter(std::string_view key) { keys_.push_back(key); }
  void leave() { keys_.pop_back(); }
  void keep(const json::value& value) {
    json::array path;
    for (const auto key : keys_) path.emplace_back(key);
    entries_.push_back(json::array{std::move(path), value});
  }
  std::string text() const { return entries_.empty() ? std::string() : json::serialize(entries_); }

 private:
  std::vector<std::string_view>& keys_;
  json::array entries_;
};

std::string JsonColumn::add(const json::object& object) {
  Residue residue(keys_);
  current_.clear();
  last_ = no_path;
  paths_in_row_ = 0;
  add_members(object, residue, 0);
  ++rows_;
  return residue.text();
}

void JsonColumn::add_empty() { ++rows_; }

void JsonColumn::add_members(const json::object& object, Residue& residue, std::size_t depth) {
  const auto length = current_.size();
  for (const auto& member : object) {
    const std::string_view key = member.key();
    residue.enter(key);
    const auto at = depth == 0 ? expected() : no_path;
    const bool is_expected =
        at != no_path && paths_[at].is_one_key && paths_[at].name == key && !member.value().is_object();
    if (paths_in_row_ >= max_paths_per_row || depth >= max_depth || (!is_expected && is_odd(key))) {
      residue.keep(member.value());
    } else if (is_expected) {
      add_value(member.value(), at, residue, depth);
    } else {
      if (length > 0) current_ += '.';
      append_escaped(current_, key);
      add_value(member.value(), no_path, residue, depth);
      current_.resize(length);
    }
    residue.leave();
  }
}

void JsonColumn::add_value(const json::value& value, std::uint32_t at, Residue& residue, std::size_t depth) {
  switch (value.kind()) {
    case json::kind::null:
      return residue.keep(value);
    case json::kind::bool_:
      return put_fixed(values_of(at, boolean).data, static_cast<std::uint8_t>(value.get_bool()));
    case json::kind::int64:
      return put_fixed(values_of(at, signed_integer).data, value.get_int64());
    case json::kind::uint64:
      return put_fixed(values_of(at, unsigned_integer).data, value.get_uint64());
    case json::kind::double_:
      return put_fixed(values_of(at, real).data, value.get_double());
    case json::kind::string: {
      const std::string_view string = value.get_string();
      bytes_ += string.size();
      return put_string(values_of(at, text).data, string);
    }
    case json::kind::object:
      if (value.get_object().empty()) return residue.keep(value);
      return add_members(value.get_object(), residue, depth + 1);
    case json::kind::array:
      if (add_array(value.get_array(), at)) return;
      // Queries see such an array as its JSON text; reading gives the array back.
      const auto serialized = to_text(value);
      bytes_ += 2 * serialized.size();
      put_string(values_of(at, text).data, serialized);
      residue.keep(value);
  }
}

bool JsonColumn::add_array(const json::array& array, std::uint32_t at) {
  bool all_bool = true, all_int = true, all_number = true, all_text = true;
  for (const auto& element : array) {
    if (element.is_null()) continue;
    all_bool &= element.is_bool();
    all_int &= element.is_int64();
    all_text &= element.is_string();
    all_number &= element.is_double() || (element.is_int64() && element.get_int64() <= exact_integers &&
                                          element.get_int64() >= -exact_integers);
  }
  const auto kind = all_text ? texts : all_bool ? booleans : all_int ? integers : reals;
  if (!all_text && !all_bool && !all_int && !all_number) return false;
  auto& values = values_of(at, kind);
  for (const auto& element : array) {
    values.nulls += static_cast<char>(element.is_null());
    switch (kind) {
      case texts:
        put_string(values.data,
                   element.is_null() ? std::string_view() : std::string_view(element.get_string()));
        break;
      case booleans:
        put_fixed(values.data, static_cast<std::uint8_t>(!element.is_null() && element.get_bool()));
        break;
      case integers:
        put_fixed(values.data, element.is_null() ? 0 : element.get_int64());
        break;
      default:
        put_fixed(values.data, element.is_null() ? 0.0 : element.to_number<double>());
        break;
    }
  }
  values.elements += array.size();
  bytes_ += 8 * array.size();
  put_fixed(values.offsets, values.elements);
  return true;
}

std::uint32_t JsonColumn::path_named_current() {
  if (const auto at = expected(); at != no_path && paths_[at].name == current_) return at;
  const auto [entry, inserted] = by_name_.try_emplace(current_, static_cast<std::uint32_t>(paths_.size()));
  if (inserted) {
    auto& path = paths_.emplace_back();
    path.name = current_;
    path.is_one_key = keys_.size() == 1 && keys_.front() == current_;
  }
  return entry->second;
}

JsonColumn::Values& JsonColumn::values_of(std::uint32_t at, Kind kind) {
  if (at == no_path) at = path_named_current();
  (last_ == no_path ? first_ : paths_[last_].follower) = at;
  last_ = at;
  ++paths_in_row_;
  auto& path = paths_[at];
  if (path.kinds.size() < rows_) path.kinds.resize(rows_, static_cast<char>(absent));
  path.kinds += static_cast<char>(kind);
  bytes_ += 9;
  return path.values[kind];
}

std::string JsonColumn::finish() {
  std::string out;
  out.reserve(bytes_ + cells() + paths_.size() * 64);
  put_fixed(out, flattened_version);
  put_varuint(out, paths_.size());
  for (const auto& path : paths_) put_string(out, path.name);

  // Each path's prefix: its types. A row's index into them takes one byte; the count itself means "no value".
  std::vector<std::array<std::uint8_t, 256>> translations(paths_.size());
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    auto& path = paths_[i];
    path.kinds.resize(rows_, static_cast<char>(absent));
    std::array<bool, kind_count> used{};
    for (const char kind : path.kinds) {
      if (static_cast<std::uint8_t>(kind) != absent) used[static_cast<std::uint8_t>(kind)] = true;
    }
    std::uint8_t count = 0;
    for (std::uint8_t kind = 0; kind < kind_count; ++kind) {
      if (used[kind]) translations[i][kind] = count++;
    }
    translations[i][absent] = count;
    put_fixed(out, flattened_version);
    put_varuint(out, count);
    for (std::uint8_t kind = 0; kind < kind_count; ++kind) {
      if (used[kind]) put_string(out, type_names[kind]);
    }
  }
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    auto& path = paths_[i];
    for (const char kind : path.kinds)
      out += static_cast<char>(translations[i][static_cast<std::uint8_t>(kind)]);
    for (const auto& values : path.values) {
      out += values.offsets;
      out += values.nulls;
      out += values.data;
    }
  }
  *this = JsonColumn();
  return out;
}

namespace {

// The engine prints "$key": null for what a row does not have when the path is typed; what was null comes
// back from the residue.
void drop_nulls(json::object& object) {
  for (auto member = object.begin(); member != object.end();) {
    if (member->value().is_null()) {
      member = object.erase(member);
      continue;
    }
    if (auto* nested = member->value().if_object()) drop_nulls(*nested);
    ++member;
  }
}

// Throws what Boost.JSON throws when the path is not a list of keys.
void lay_over(json::object& object, const json::array& path, const json::value& value) {
  const std::string_view last = path.at(path.size() - 1).as_string();
  auto* target = &object;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    auto& next = (*target)[path[i].as_string()];
    if (!next.is_object()) next = json::object();
    target = &next.get_object();
  }
  (*target)[last] = value;
}

}  // namespace

Result<json::object> read_json(std::string_view column_json, std::string_view residue) {
  auto value = TRY(parse_json(column_json, JsonLimits{.depth = 128}));
  if (!value.is_object()) return internal_error("A JSON column did not hold an object.");
  auto object = std::move(value).as_object();
  drop_nulls(object);
  if (residue.empty()) return object;
  const auto entries = TRY(parse_json(residue, JsonLimits{.depth = 256}));
  try {
    for (const auto& entry : entries.as_array()) lay_over(object, entry.at(0).as_array(), entry.at(1));
  } catch (const std::exception&) {
    return internal_error("A stored residue of JSON is malformed.");
  }
  return object;
}

}  // namespace leapfrog::events
