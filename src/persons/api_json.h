// People, groups and receipts in the shapes of PostHog's API.
#pragma once

#include "persons/person_reads.h"

namespace leapfrog::persons {

json::object person_json(const PersonView& person);
// What people call somebody: an email, a name, else a distinct id that somebody chose.
std::string display_name(const PersonView& person);
json::object group_json(const GroupView& group);
json::object group_type_json(const GroupTypeView& type);
json::object erasure_json(const ErasureView& erasure);

}  // namespace leapfrog::persons
