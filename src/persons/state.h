// The rows that identity resolution works on, as they are in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_hash.h"
#include "persons/hot_map.h"
#include "persons/persons.h"

namespace leapfrog::persons {

using Properties = std::shared_ptr<const json::object>;
const Properties& no_properties();

// A distinct id, seen or not. Every id has a *name*, the uuid that events get while it has no person and that
// its person gets when it is the first id of one. A freed id (its person was deleted, or it was split off)
// goes on under the next generation's name, so what was stored under the old one stays where it belongs.
struct IdState {
  std::int64_t person_row = 0;  // 0: has none
  Uuid name;
  Uuid person;  // only right in a row that the open batch changed: for the mirror
  std::uint32_t generation = 0;
  std::uint64_t version = 0;
};

struct PersonState {
  ProjectId project = 0;
  Uuid uuid;
  Properties properties;
  Instant created_at;
  bool is_identified = false;
  bool is_deleted = false;
  std::uint64_t version = 0;
  // The fingerprint of the last event that changed nothing, and the version it found; 0: none.
  std::uint64_t settled = 0;
  std::uint64_t settled_version = 0;
  bool row_changed = false;  // in the open batch; otherwise it is pinned for its members only
  // What joined in batches that are not committed, so that the database does not list it: ids and old names.
  // An entry may have moved on meanwhile; its own row says so.
  std::vector<std::string> joined_ids;
  std::vector<Uuid> joined_names;
};

// A former name, now belonging to `person`. Only uncommitted ones are in memory.
struct OverrideState {
  ProjectId project = 0;
  std::int64_t person_row = 0;
  Uuid person;
  std::uint64_t version = 0;
  bool is_dropped = false;  // its person was erased
};

struct GroupState {
  Properties properties;
  Instant created_at;
  std::uint64_t version = 0;  // 0: nobody described it yet
};

inline std::size_t hash_text(std::string_view text, std::uint64_t seed) {
  return text_hash(text) ^ static_cast<std::size_t>(seed * 0x9e3779b97f4a7c15ULL);
}

struct IdTraits {
  struct Key {
    ProjectId project = 0;
    std::string text;
  };
  struct View {
    ProjectId project = 0;
    std::string_view text;
    bool operator==(const View&) const = default;
  };
  struct Hash {
    std::size_t operator()(const View& view) const {
      return hash_text(view.text, static_cast<std::uint64_t>(view.project));
    }
  };
  static View view(const Key& key) { return {key.project, key.text}; }
};

// The number of a person in the table.
struct RowTraits {
  using Key = std::int64_t;
  using View = std::int64_t;
  struct Hash {
    std::size_t operator()(std::int64_t row) const {
      return static_cast<std::size_t>(row) * 0x9e3779b97f4a7c15ULL;
    }
  };
  static View view(const Key& key) { return key; }
};

// Names are hashes that include the project.
struct UuidTraits {
  using Key = Uuid;
  using View = Uuid;
  struct Hash {
    std::size_t operator()(const Uuid& uuid) const { return static_cast<std::size_t>(uuid.low()); }
  };
  static View view(const Key& key) { return key; }
};

struct GroupTraits {
  struct Key {
    ProjectId project = 0;
    int type_index = 0;
    std::string text;
  };
  struct View {
    ProjectId project = 0;
    int type_index = 0;
    std::string_view text;
    bool operator==(const View&) const = default;
  };
  struct Hash {
    std::size_t operator()(const View& view) const {
      return hash_text(view.text, static_cast<std::uint64_t>(view.project) * 8 +
                                      static_cast<std::uint64_t>(view.type_index));
    }
  };
  static View view(const Key& key) { return {key.project, key.type_index, key.text}; }
};

using Ids = HotMap<IdTraits, IdState>;
using People = HotMap<RowTraits, PersonState>;
using Overrides = HotMap<UuidTraits, OverrideState>;
using Groups = HotMap<GroupTraits, GroupState>;

// The name of a distinct id in a generation: a v5 uuid, so that every server gives the same one.
Uuid name_of(ProjectId project, std::string_view distinct_id, std::uint32_t generation);

}  // namespace leapfrog::persons
