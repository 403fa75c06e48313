#include "persons/batch.h"

#include <algorithm>

#include "persons/edit_store.h"
#include "persons/stored_properties.h"

namespace leapfrog::persons {
namespace {

constexpr std::size_t max_indexed_text_bytes = 200;

// For the columns that people are searched by: a text of sensible length, in lower case.
std::string searchable(const json::object& properties, std::string_view key) {
  auto whole = string_or_empty(properties, key);
  auto length = std::min(whole.size(), max_indexed_text_bytes);
  // Not in the middle of a character.
  while (length > 0 && length < whole.size() && (static_cast<unsigned char>(whole[length]) & 0xc0) == 0x80)
    --length;
  std::string text(whole.substr(0, length));
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

}  // namespace

Batch::Batch(const Book::Rows& rows, const GroupBook::Rows& groups, std::vector<EditOutcome> outcomes,
             std::vector<NewErasure> erasures)
    : outcomes_(std::move(outcomes)), erasures_(std::move(erasures)) {
  for (auto* person : rows.people) add(*person);
  for (const auto* id : rows.ids) add(*id);
  for (const auto* name : rows.overrides) add(*name);
  for (const auto* group : groups.groups)
    changes_.groups.push_back({group->key.project, group->key.type_index, group->key.text,
                               write_properties(*group->value.properties), group->value.created_at,
                               group->value.version});
  writes_.group_types = groups.types;
}

void Batch::add(People::Entry& person) {
  auto& state = person.value;
  if (!std::exchange(state.row_changed, false)) return;
  changes_.persons.push_back({state.project, state.uuid, write_properties(*state.properties),
                              state.created_at, state.is_identified, state.is_deleted, state.version});
  writes_.persons.push_back(
      {person.key, searchable(*state.properties, "email"), searchable(*state.properties, "name")});
}

void Batch::add(const Ids::Entry& id) {
  const auto& [project, text] = id.key;
  const bool freed = id.value.person_row == 0;
  changes_.distinct_ids.push_back({project, text, id.value.person, freed, id.value.version});
  writes_.distinct_ids.push_back(
      {id.value.person_row, id.value.generation, freed ? name_of(project, text, 0) : Uuid()});
}

void Batch::add(const Overrides::Entry& name) {
  if (name.value.is_dropped) {
    writes_.dropped_overrides.push_back(name.key);
    return;
  }
  changes_.overrides.push_back({name.value.project, name.key, name.value.person, name.value.version});
  writes_.override_persons.push_back(name.value.person_row);
}

Result<> Batch::save(meta::Connection& connection) const {
  TRY(store::write(connection, changes_, writes_));
  for (const auto& erasure : erasures_) TRY(write_erasure(connection, erasure));
  for (const auto& outcome : outcomes_) TRY(write_outcome(connection, outcome));
  return {};
}

}  // namespace leapfrog::persons
