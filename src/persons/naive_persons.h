// The rules of identity once more, as plainly as they can be said: no cache, no batches, no versions, no
// store; every event knows whom it belongs to, and a merge walks over all of them. Only for the tests that
// compare.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "persons/persons.h"

namespace leapfrog::persons::naive {

// The n-th life of a distinct id in a project: what a uuid is the name of.
struct Name {
  ProjectId project = 0;
  std::string id;
  int life = 0;
  auto operator<=>(const Name&) const = default;
};

struct Event {
  ProjectId project = 0;
  std::string event, id;
  Instant at;
  json::object properties, set, set_once;
  json::array unset;
};

struct Person {
  json::object properties;
  Instant created_at;
  bool identified = false;
};

struct Group {
  json::object properties;
  Instant created_at;
};

struct Answer {
  bool refused = false;
  Name person;
  PersonMode mode = PersonMode::full;
  Instant person_created_at{seconds(5)};
  json::object person_properties;
  std::map<int, std::pair<std::string, Group>> groups;
  std::vector<std::string> warnings;
};

struct World {
  std::map<std::pair<ProjectId, std::string>, int> lives;
  std::map<std::pair<ProjectId, std::string>, Name> owner_of_id;  // absent: the id has no person
  std::map<Name, Person> people;
  std::map<ProjectId, std::vector<std::string>> types;
  std::map<std::tuple<ProjectId, int, std::string>, Group> groups;
  struct Stored {
    Name under;                 // what the event was stored under
    std::optional<Name> owner;  // whom it belongs to now; nothing: erased
  };
  std::vector<Stored> stored;

  Name name(ProjectId project, const std::string& id) { return {project, id, lives[{project, id}]}; }

  Answer take(const Event& event) {
    Answer answer;
    const auto* wanted = event.properties.if_contains("$process_person_profile");
    const bool personless = wanted != nullptr && wanted->is_bool() && !wanted->get_bool();
    if (wanted != nullptr && !wanted->is_bool()) answer.warnings.push_back("invalid_process_person_profile");
    const bool about_people = event.event == "$identify" || event.event == "$create_alias" ||
                              event.event == "$merge_dangerously" || event.event == "$groupidentify";
    if (personless && about_people) {
      answer.refused = true;
      answer.warnings.push_back("invalid_event_when_process_person_profile_is_false");
      return answer;
    }
    if (personless || event.event == "$$heatmap") {
      look(event, personless, answer);
    } else {
      process(event, answer);
    }
    stored.push_back({answer.person, answer.person});
    return answer;
  }

  void look(const Event& event, bool personless, Answer& answer) {
    answer.person = name(event.project, event.id);
    answer.mode = PersonMode::propertyless;
    const auto owner = owner_of_id.find({event.project, event.id});
    if (owner == owner_of_id.end()) return;
    const auto& person = people.at(owner->second);
    answer.person = owner->second;
    answer.person_created_at = person.created_at;
    if (personless && event.at <= person.created_at + seconds(60)) return;
    answer.mode = personless ? PersonMode::force_upgrade : PersonMode::full;
    answer.person_properties = person.properties;
  }

  void process(const Event& event, Answer& answer) {
    const bool identified = merge(event, answer);
    if (!owner_of_id.contains({event.project, event.id})) create(event.project, event.id, event.at);
    const auto owner = owner_of_id.at({event.project, event.id});
    auto& person = people.at(owner);
    if (identified) person.identified = true;
    change_properties(event, person.properties);
    answer.person = owner;
    answer.person_created_at = person.created_at;
    answer.person_properties = person.properties;
    if (event.event == "$groupidentify") describe(event, answer);
    if (const auto* all = event.properties.if_contains("$groups"))
      for (const auto& [type, key] : all->get_object()) {
        const auto index = type_index(event.project, type, answer);
        const std::string text(key.get_string());
        if (index >= 0) answer.groups[index] = {text, groups[{event.project, index, text}]};
      }
  }

  void create(ProjectId project, const std::string& id, Instant at) {
    people[name(project, id)] = {{}, at, false};
    owner_of_id[{project, id}] = name(project, id);
  }

  // Gives `id` and whatever was stored under its name while it had no person to `owner`.
  void join(ProjectId project, const std::string& id, const Name& owner) {
    owner_of_id[{project, id}] = owner;
    for (auto& event : stored)
      if (event.owner == name(project, id)) event.owner = owner;
  }

  bool merge(const Event& event, Answer& answer) {
    const bool identify = event.event == "$identify";
    const bool dangerous = event.event == "$merge_dangerously";
    if (!identify && !dangerous && event.event != "$create_alias") return false;
    const auto* other = event.properties.if_contains(identify ? "$anon_distinct_id" : "alias");
    if (other == nullptr) return false;
    const std::string source(other->get_string());
    const auto& target = event.id;
    if (source == target) return false;
    if (source == "undefined" || target == "undefined") {
      answer.warnings.push_back("cannot_merge_with_illegal_distinct_id");
      return false;
    }
    const bool has_source = owner_of_id.contains({event.project, source});
    if (!has_source && !owner_of_id.contains({event.project, target}))
      create(event.project, target, event.at);
    if (!owner_of_id.contains({event.project, target})) {
      join(event.project, target, owner_of_id.at({event.project, source}));
      return true;
    }
    const auto into = owner_of_id.at({event.project, target});
    if (!has_source) {
      join(event.project, source, into);
      return true;
    }
    const auto from = owner_of_id.at({event.project, source});
    if (from == into) return true;
    if (people.at(from).identified && !dangerous) {
      answer.warnings.push_back("cannot_merge_already_identified");
      return true;
    }
    auto& person = people.at(into);
    for (const auto& [key, value] : people.at(from).properties) person.properties.emplace(key, value);
    person.created_at = std::min(person.created_at, people.at(from).created_at);
    people.erase(from);
    for (auto& [id, owner] : owner_of_id)
      if (owner == from) owner = into;
    for (auto& stored_event : stored)
      if (stored_event.owner == from) stored_event.owner = into;
    return true;
  }

  static void change_properties(const Event& event, json::object& properties) {
    if (event.event == "$exception" || event.event == "$$heatmap") return;
    const bool always = event.event == "$identify" || event.event == "$create_alias" ||
                        event.event == "$merge_dangerously" || event.event == "$set";
    // Of the automatic properties the histories have these two; the first of them is noisy.
    json::object set, once;
    for (const std::string key : {"$browser", "utm_source"})
      if (const auto* value = event.properties.if_contains(key)) {
        set[key] = *value;
        once["$initial_" + (key[0] == '$' ? key.substr(1) : key)] = *value;
      }
    for (const auto& [key, value] : event.set) set[key] = value;
    for (const auto& [key, value] : event.set_once) once[key] = value;
    json::object after = properties;
    bool matters = false;
    for (const auto& [key, value] : once)
      if (!properties.contains(key)) after[key] = value;
    for (const auto& [key, value] : set) after[key] = value;
    for (const auto& key : event.unset) after.erase(key.get_string());
    for (const auto& [key, value] : after) {
      const auto* before = properties.if_contains(key);
      if (before == nullptr || (*before != value && (always || key != "$browser"))) matters = true;
    }
    for (const auto& [key, value] : properties)
      if (!after.contains(key)) matters = true;
    if (matters) properties = after;
  }

  int type_index(ProjectId project, std::string_view type, Answer& answer) {
    auto& names = types[project];
    const auto found = std::ranges::find(names, type);
    const auto index = static_cast<int>(found - names.begin());
    if (found != names.end()) return index;
    if (names.size() == 5) {
      answer.warnings.push_back("group_type_limit_exceeded");
      return -1;
    }
    names.emplace_back(type);
    return index;
  }

  std::set<std::tuple<ProjectId, int, std::string>> described;
  void describe(const Event& event, Answer& answer) {
    const std::string key(event.properties.at("$group_key").get_string());
    const int index = type_index(event.project, event.properties.at("$group_type").get_string(), answer);
    if (index < 0) return;
    auto& group = groups[{event.project, index, key}];
    group.created_at = described.insert({event.project, index, key}).second
                           ? event.at
                           : std::min(group.created_at, event.at);
    for (const auto& [property, value] : event.properties.at("$group_set").get_object())
      group.properties[property] = value;
  }

  // The edits of the API, on the person that owns `id` now. False when there is none.
  bool update(ProjectId project, const std::string& id, const json::object& set) {
    const auto owner = owner_of_id.find({project, id});
    if (owner == owner_of_id.end()) return false;
    for (const auto& [key, value] : set) people.at(owner->second).properties[key] = value;
    return true;
  }

  bool erase(ProjectId project, const std::string& id) {
    const auto found = owner_of_id.find({project, id});
    if (found == owner_of_id.end()) return false;
    const auto owner = found->second;
    for (auto& event : stored)
      if (event.owner == owner) event.owner.reset();
    for (auto it = owner_of_id.begin(); it != owner_of_id.end();) {
      if (it->second != owner) {
        ++it;
        continue;
      }
      ++lives[it->first];
      it = owner_of_id.erase(it);
    }
    people.erase(owner);
    return true;
  }

  bool split(ProjectId project, const std::string& keep) {
    const auto found = owner_of_id.find({project, keep});
    if (found == owner_of_id.end()) return false;
    const auto owner = found->second;
    for (auto& [key, current] : owner_of_id) {
      if (current != owner || key.second == keep) continue;
      ++lives[key];
      current = name(project, key.second);
      people[current] = {{}, people.at(owner).created_at, false};
      // What was stored under the id's own names goes along, unless the person is named so as well.
      for (auto& event : stored)
        if (event.owner == owner && event.under.id == key.second && event.under != owner)
          event.owner = current;
    }
    return true;
  }
};

}  // namespace leapfrog::persons::naive
