// Definitions in the form that evaluation walks: everything that can be known before somebody asks is known.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "flags/definition.h"
#include "flags/property_match.h"

namespace leapfrog::flags {

// Where a property is looked up.
enum class Source : std::uint8_t { person, metadata, group };

// A property that some condition asks for. Each is looked up once per request, however many ask.
struct PropertySlot {
  Source source = Source::person;
  int group_type = -1;
  std::string key;
  // What a missing $initial_… property is read from.
  std::vector<std::string> initial_of;
  bool asked = false;  // the answer of some active flag depends on it
};

// What a flag must evaluate to for a condition on it.
struct WantedValue {
  enum class Kind : std::uint8_t { on, off, variant } kind = Kind::on;
  std::string variant;
};

struct Filter {
  enum class Kind : std::uint8_t { flag, property, cohort } kind = Kind::property;  // in order of evaluation
  bool negated = false;
  std::uint32_t target = 0;  // index of the flag, property slot or cohort
  PropertyMatch match;       // of a property
  WantedValue wanted;        // of a flag
};

// A cohort's filters, nested.
struct FilterTree {
  bool any = false;  // OR
  std::vector<Filter> filters;
  std::vector<FilterTree> trees;
};

struct Condition {
  std::vector<Filter> filters;
  double share = 1;       // of those who match
  bool everybody = true;  // no hash needed
  int variant = -1;       // index of the variant that it gives
  int group_type = -1;    // -1: about people
  bool broken = false;    // some filter could not be compiled: nobody matches
};

struct Variant {
  std::string key;
  double end = 0;  // upper boundary of its share
};

struct Holdout {
  std::string variant;
  double share = 0;
};

// Part of an answer for one value of a flag.
struct Payload {
  std::string value;   // "true" or a variant
  std::string text;    // JSON
  std::string quoted;  // the text as a JSON string, as answers have it
};

// How a filter names a flag: by its key or by its id.
struct FlagName {
  std::optional<std::string> key;
  std::optional<std::int64_t> id;
};

// As filters say them: a number, or a text of one; nothing for all else.
std::optional<std::int64_t> id_of(const json::value& value);
FlagName flag_name_of(const json::value& key);

// What was compiled into indexes. It can be shared with the next set as long as all of them stay what they
// are.
struct Uses {
  std::vector<std::pair<FlagName, std::optional<std::uint32_t>>> flags;  // nothing: there is none
  std::vector<std::pair<std::int64_t, std::optional<std::uint32_t>>> cohorts;
  std::vector<std::uint32_t> slots;
};

struct CompiledFlag {
  FlagDefinition definition;
  Uses uses;
  std::vector<Condition> conditions;
  std::vector<Variant> variants;
  std::vector<Holdout> holdouts;
  std::vector<Payload> payloads;
  std::optional<std::uint32_t> enrolment;  // property slot of $feature_enrollment/<key>
  std::optional<Condition> super_condition;
  std::vector<std::uint32_t> super_slots;
  int group_type = -1;
  bool early_exit = false;
  bool missing_dependency = false;
  bool asks_groups = false;
};

struct CompiledCohort {
  std::int64_t id = 0;
  bool by_membership = false;
  bool broken = false;  // could not be compiled, is circular or unknown: nobody is in it, nobody outside
  FilterTree tree;
};

// The cohorts of a project, shared by all sets until one of them changes.
struct CohortTable {
  std::vector<CohortDefinition> definitions;
  std::vector<CompiledCohort> compiled;
  std::vector<std::pair<std::int64_t, std::uint32_t>> by_id;  // sorted
  Uses uses;
};

constexpr std::size_t max_dependency_depth = 64;

}  // namespace leapfrog::flags
