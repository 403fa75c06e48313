// From definitions to what evaluation walks. One object per compilation.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "flags/definition_set.h"

namespace leapfrog::flags {

class Compiler {
 public:
  explicit Compiler(ProjectDefinitions definitions);
  // What `before` has and the changes leave as it is, is not compiled again.
  Compiler(const DefinitionSet& before, DefinitionChanges changes);
  std::shared_ptr<const DefinitionSet> run();

 private:
  // About whom the filters of a list are: people, or groups of a type.
  struct Subject {
    int group_type = -1;
  };
  // A flag of the set to be: one that was compiled before, or one that is to be compiled.
  struct Entry {
    std::shared_ptr<const CompiledFlag> kept;
    std::shared_ptr<CompiledFlag> fresh;
    const FlagDefinition& definition() const { return kept ? kept->definition : fresh->definition; }
  };

  void set_zone(std::string timezone);
  void add(FlagDefinition definition);
  void lay_out(const DefinitionSet& before, DefinitionChanges& changes, bool keep);
  void index_flags();
  void keep_slots(const DefinitionSet& before);
  void settle_cohorts();
  void settle_flags();
  // Whether something that was compiled into an index is elsewhere now.
  bool moved(const Uses& uses) const;

  void compile_flag(CompiledFlag& flag);
  void compile_variants(CompiledFlag& flag, const json::object& filters);
  void compile_payloads(CompiledFlag& flag, const json::object& filters);
  void compile_holdouts(CompiledFlag& flag, const json::object& filters);
  void compile_enrolment(CompiledFlag& flag, const json::object& filters);
  Condition compile_condition(CompiledFlag& flag, const json::value& source);
  void compile_cohort(CompiledCohort& cohort, const json::value& filters);
  Result<FilterTree> compile_tree(const json::value& source, std::size_t depth);
  // A filter of a flag's condition; `flag` is told when it depends on a flag that is not there.
  Result<Filter> compile_filter(const json::value& source, Subject subject, CompiledFlag* flag);
  Result<Filter> flag_filter(const json::object& source, CompiledFlag* flag);
  Result<Filter> cohort_filter(const json::object& source);
  Result<Filter> property_filter(const json::object& source, Subject subject);

  std::uint32_t slot(Source source, int group_type, std::string_view key);

  // How many flags and cohorts something stands on, one above the other; endless when it comes back to
  // itself.
  void find_circles();
  std::size_t depth_of_flag(std::uint32_t flag);
  std::size_t depth_of_cohort(std::uint32_t cohort);
  std::size_t depth_of_tree(const FilterTree& tree);
  std::size_t depth_of_filters(const std::vector<Filter>& filters);
  std::size_t depth_of_filter(const Filter& filter);

  // What the set needs to be told for its active flags.
  void note_needs();
  void note_cohort(std::uint32_t cohort, std::vector<bool>& seen);
  void note_tree(const FilterTree& tree, std::vector<bool>& seen);

  std::shared_ptr<DefinitionSet> set_;
  std::vector<Entry> entries_;
  std::shared_ptr<CohortTable> fresh_cohorts_;  // nullptr: those of before stay
  std::map<std::tuple<Source, int, std::string>, std::uint32_t, std::less<>> slot_index_;
  std::vector<std::uint32_t> free_slots_;
  Uses* uses_ = nullptr;                        // of what is being compiled
  std::vector<int> flag_state_, cohort_state_;  // 0 not visited, 1 being visited, 2 done
  std::vector<std::size_t> flag_depth_, cohort_depth_;
};

}  // namespace leapfrog::flags
