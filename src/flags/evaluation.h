// What the flags of a project are for one person at one instant. Pure: no clock, no I/O; everything that an
// answer depends on is in the set and in the context. Evaluating allocates nothing but what the first use of
// an object needs.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "flags/definition_set.h"

namespace leapfrog::flags {

enum class Reason : std::uint8_t {
  missing_dependency,
  flag_disabled,
  no_group_type,
  no_condition_match,
  out_of_rollout_bound,
  condition_match,
  holdout_condition_value,
  super_condition_value,
};
std::string_view reason_code(Reason reason);

struct Verdict {
  bool enabled = false;
  bool failed = false;  // could not be evaluated; `enabled` is false
  Reason reason = Reason::no_condition_match;
  int condition = -1;                // index of the condition the reason is about, -1 for none
  std::string_view variant;          // "" for none; lives as long as the set
  const Payload* payload = nullptr;  // lives as long as the set
};

// Layers of properties: the first that has a key wins. Any may be nullptr.
struct PropertyLayers {
  const json::object* request = nullptr;
  const json::object* located = nullptr;  // $geoip_… of the request's address
  const json::object* stored = nullptr;
};

enum class Membership : std::uint8_t { outside, inside, unknown };
// Cohorts whose members are listed, or computed from behaviour.
class Memberships {
 public:
  virtual ~Memberships() = default;
  virtual Membership of(std::int64_t cohort) const = 0;
};

struct GroupContext {
  bool present = false;
  std::string_view key;
  PropertyLayers properties;
};

// All views must live while it is used.
struct Context {
  std::string_view distinct_id;
  std::string_view anonymous_id;  // $anon_distinct_id
  std::string_view device_id;
  PropertyLayers person;
  const json::object* metadata = nullptr;  // of the person: created_at
  std::array<GroupContext, max_group_types> groups;
  std::span<const std::pair<std::int64_t, std::string>> hash_keys;  // flag id → identifier, for continuity
  const Memberships* memberships = nullptr;                         // nullptr: nobody knows
  Instant now;
};

// Evaluates flags of one set for one context, each at most once. Reused for the next context it keeps its
// memory. The context must outlive its use.
class Evaluation {
 public:
  void begin(const DefinitionSet& set, const Context& context);
  // `flag` is an index in set.flags().
  const Verdict& evaluate(std::uint32_t flag);

 private:
  struct Subject {
    bool present = false;
    std::string_view identifier;
  };
  enum class Outcome : std::uint8_t { match, no_match, out_of_rollout };

  Verdict decide(const CompiledFlag& flag, bool is_circular);
  bool enrolled(const CompiledFlag& flag, Verdict& verdict);
  bool held_out(const CompiledFlag& flag, Verdict& verdict);
  Verdict by_conditions(const CompiledFlag& flag);
  Outcome try_condition(const CompiledFlag& flag, const Condition& condition, std::string_view identifier,
                        bool& failed);
  bool passes(const Filter& filter, bool& failed);
  bool inside(const CompiledCohort& cohort, bool& failed);
  bool passes_tree(const FilterTree& tree, bool& failed);
  void give(const CompiledFlag& flag, const Condition& condition, std::string_view identifier,
            Verdict& verdict);
  Subject subject(const CompiledFlag& flag, int group_type) const;
  const json::value* property(std::uint32_t slot);
  const json::value* look_up(const PropertySlot& slot) const;

  const DefinitionSet* set_ = nullptr;
  const Context* context_ = nullptr;
  struct Decided {
    bool done = false;
    Verdict verdict;
  };
  std::vector<Decided> verdicts_;
  struct Looked {
    bool done = false;
    const json::value* value = nullptr;
  };
  std::vector<Looked> properties_;
};

}  // namespace leapfrog::flags
