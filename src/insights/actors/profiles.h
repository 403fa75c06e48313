// Who people and groups are, as they are now.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "query/asking.h"

namespace leapfrog::insights {

struct Profile {
  std::string id;
  std::string name;  // for people to read
  json::object properties;
  std::string created_at;  // ISO 8601
  bool is_identified = false;
  std::vector<std::string> distinct_ids;  // of a person; the first hundred
};

using Profiles = std::map<std::string, Profile>;

// By id; whoever has no profile is not in it.
Result<Profiles> read_people(const query::Asking& asking, const std::vector<std::string>& ids);
Result<Profiles> read_groups(const query::Asking& asking, int type, const std::vector<std::string>& keys);

// PostHog's object of a person or group. Somebody without a profile has nothing but an id.
json::object person_json(const Profiles& people, const std::string& id);
json::object group_json(const Profiles& groups, int type, const std::string& key);

// Properties that name a person, the best first: the project's choice, or PostHog's list.
std::vector<std::string> name_properties(const query::Asking& asking);

}  // namespace leapfrog::insights
