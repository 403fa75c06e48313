// One request for flags, evaluated: what is stored of the person and the groups is fetched as far as the
// project's conditions need it, then every flag that the request is about gets its verdict.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "flags/evaluation.h"
#include "flags/flag_request.h"
#include "flags/flag_store.h"
#include "flags/state.h"
#include "persons/persons.h"

namespace leapfrog::flags {

struct Asked {
  std::uint32_t index = 0;  // in set->flags()
  Verdict verdict;
};

// Whether evaluating means reading what is stored of the person or the groups, which may block.
bool needs_store(const DefinitionSet& set, const FlagRequest& request);

class AskedFlags final : private Memberships {
 public:
  // The request must outlive the object. `client_ip` is where the person is.
  AskedFlags(Flags::State& state, ProjectId project, const FlagRequest& request, std::string_view client_ip);

  // In the order of the definitions; inactive flags are left out.
  const std::vector<Asked>& flags() const { return asked_; }
  // The same, with flags that are off because they are inactive.
  std::vector<Asked> with_inactive();
  bool failed() const { return failed_; }
  // An SDK is given the answer: that counts as the flags' last call.
  void note_calls() const;
  const ProjectFlags& definitions() const { return *definitions_; }

 private:
  Membership of(std::int64_t cohort) const override;
  void read_groups();
  void read_person();
  void read_place(std::string_view client_ip);
  void keep_hash_keys();
  bool is_asked(const CompiledFlag& flag) const;
  void evaluate();

  Flags::State& state_;
  const ProjectId project_;
  const FlagRequest& request_;
  const std::shared_ptr<const ProjectFlags> definitions_;
  Context context_;
  json::object person_, place_, metadata_;
  std::optional<Uuid> person_id_;
  std::vector<std::string> distinct_ids_;
  std::array<json::object, max_group_types> stored_groups_;
  HashKeys hash_keys_;
  Evaluation evaluation_;
  std::vector<Asked> asked_;
  mutable bool failed_ = false;
};

}  // namespace leapfrog::flags
