// The rules of identity applied to one event after the other: who it belongs to, which people become one,
// what changes about them.
#pragma once

#include <vector>

#include "persons/book.h"
#include "persons/group_book.h"
#include "persons/merge_rules.h"
#include "persons/property_updates.h"

namespace leapfrog::persons {

class Resolver {
 public:
  Resolver(Book& book, GroupBook& groups) : book_(book), groups_(groups) {}
  Result<Resolved> resolve(const IdentityEvent& event, std::vector<Warning>& warnings);

 private:
  // For events that neither make nor change a profile.
  Result<Resolved> attach_only(const IdentityEvent& event, bool personless);
  // True when the event's person is to be marked as identified.
  Result<bool> merge_if_asked(const IdentityEvent& event);
  Result<> merge_people(const IdentityEvent& event, const MergeRequest& request, Ids::Entry& source,
                        Ids::Entry& target);
  void update(const IdentityEvent& event, People::Entry& person, bool identified);
  Result<> describe_group(const IdentityEvent& event);
  Result<> add_groups(const IdentityEvent& event, Resolved& resolved);
  // The index of the type, or nothing, with a warning when that is for a limit.
  Result<std::optional<int>> group_type(const IdentityEvent& event, std::string_view type,
                                        std::string_view key);
  void warn(const IdentityEvent& event, std::string_view type, json::object details);

  Book& book_;
  GroupBook& groups_;
  std::vector<Warning>* warnings_ = nullptr;
  PropertyChanges scratch_;
};

}  // namespace leapfrog::persons
