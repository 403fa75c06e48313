#include "persons/book.h"

#include <algorithm>

#include "persons/property_updates.h"

namespace leapfrog::persons {
namespace {

// A row in memory beside what its strings and properties take: the entry and its place in the table.
template <class Entry>
constexpr std::size_t fixed_bytes = sizeof(Entry) + 3 * sizeof(void*);

std::size_t person_bytes(const PersonState& person) {
  return fixed_bytes<People::Entry> + (person.properties->empty() ? 0 : memory_bytes(*person.properties));
}

std::size_t id_bytes(std::string_view text) { return fixed_bytes<Ids::Entry> + text.size(); }

void sort_by_key(std::vector<Ids::Entry*>& entries) {
  std::ranges::sort(entries, {}, [](const auto* entry) -> const std::string& { return entry->key.text; });
}
void sort_by_key(std::vector<Overrides::Entry*>& entries) {
  std::ranges::sort(entries, {}, [](const auto* entry) -> const Uuid& { return entry->key; });
}
template <class Entry>
void sort_unique(std::vector<Entry*>& entries) {
  sort_by_key(entries);
  const auto rest = std::ranges::unique(entries);
  entries.erase(rest.begin(), rest.end());
}

}  // namespace

Result<> Book::start() {
  last_row_ = TRY(store::read(database_, store::last_person_row));
  return {};
}

Result<> Book::load_id(meta::Connection& connection, ProjectId project, std::string_view distinct_id) {
  auto id = TRY(store::read_id(connection, project, distinct_id));
  ids_.insert({project, std::string(distinct_id)}, id, id_bytes(distinct_id));
  return {};
}

Result<> Book::load_person(meta::Connection& connection, std::int64_t row) {
  auto found = TRY(store::read_person(connection, row));
  if (!found) return internal_error("A distinct id belongs to a person that is not in the database.");
  const auto bytes = person_bytes(*found);
  people_.insert(row, *std::move(found), bytes);
  return {};
}

Result<Ids::Entry*> Book::id(ProjectId project, std::string_view distinct_id) {
  if (auto* entry = ids_.find({project, distinct_id})) return entry;
  // Most often the person is not in memory either: one transaction for both.
  const auto loaded = database_.read([&](meta::Connection& connection) -> Result<> {
    TRY(load_id(connection, project, distinct_id));
    const auto row = ids_.find({project, distinct_id})->value.person_row;
    return row == 0 || people_.find(row) != nullptr ? Result<>() : load_person(connection, row);
  });
  if (!loaded) return Failure(loaded.error());
  return ids_.find({project, distinct_id});
}

Result<People::Entry*> Book::person(std::int64_t row) {
  if (auto* entry = people_.find(row)) return entry;
  TRY(database_.read([&](meta::Connection& connection) { return load_person(connection, row); }));
  return people_.find(row);
}

Result<> Book::prefetch(std::span<const PersonKey> people) {
  std::vector<PersonKey> missing;
  for (const auto& key : people)
    if (ids_.find({key.project, key.distinct_id}) == nullptr) missing.push_back(key);
  if (missing.empty()) return {};
  // Neighbours in the tables are read one after the other.
  std::ranges::sort(missing, [](const PersonKey& a, const PersonKey& b) {
    return a.project != b.project ? a.project < b.project : a.distinct_id < b.distinct_id;
  });
  return database_.read([&](meta::Connection& connection) -> Result<> {
    std::vector<std::int64_t> rows;
    for (const auto& key : missing) {
      if (ids_.find({key.project, key.distinct_id}) == nullptr)
        TRY(load_id(connection, key.project, key.distinct_id));
      rows.push_back(ids_.find({key.project, key.distinct_id})->value.person_row);
    }
    std::ranges::sort(rows);
    for (const auto row : rows)
      if (row != 0 && people_.find(row) == nullptr) TRY(load_person(connection, row));
    return {};
  });
}

PersonState& Book::change(People::Entry& person) {
  people_.pin(person);
  person.value.row_changed = true;
  ++person.value.version;
  return person.value;
}

void Book::set_properties(People::Entry& person, Properties properties) {
  person.value.properties = std::move(properties);
  people_.resize(person, person_bytes(person.value));
}

People::Entry& Book::new_person(ProjectId project, const Uuid& uuid, Instant created_at) {
  PersonState state;
  state.project = project;
  state.uuid = uuid;
  state.properties = no_properties();
  state.created_at = created_at;
  const auto bytes = person_bytes(state);
  auto& person = people_.insert(++last_row_, std::move(state), bytes);
  change(person);
  return person;
}

void Book::give(Ids::Entry& id, People::Entry& person) {
  ids_.pin(id);
  people_.pin(person);
  id.value.person_row = person.key;
  id.value.person = person.value.uuid;
  ++id.value.version;
  person.value.joined_ids.push_back(id.key.text);
}

People::Entry& Book::create_person(Ids::Entry& id, Instant created_at) {
  CHECK(id.value.person_row == 0);
  auto& person = new_person(id.key.project, id.value.name, created_at);
  give(id, person);
  return person;
}

void Book::redirect(const Uuid& name, People::Entry& person) {
  auto* entry = overrides_.find(name);
  if (entry == nullptr) entry = &overrides_.insert(name, {}, 0);
  overrides_.pin(*entry);
  people_.pin(person);
  entry->value.project = person.value.project;
  entry->value.person_row = person.key;
  entry->value.person = person.value.uuid;
  ++entry->value.version;
  person.value.joined_names.push_back(name);
}

void Book::attach(Ids::Entry& id, People::Entry& person) {
  CHECK(id.value.person_row == 0);
  give(id, person);
  redirect(id.value.name, person);
}

Result<std::vector<Ids::Entry*>> Book::members(People::Entry& person) {
  const auto stored = TRY(store::read(
      database_, [&](meta::Connection& connection) { return store::read_members(connection, person.key); }));
  std::vector<Ids::Entry*> found;
  const auto take = [&](Ids::Entry* entry) {
    if (entry->value.person_row == person.key) found.push_back(entry);
  };
  for (const auto& member : stored) {
    auto* entry = ids_.find({person.value.project, member.distinct_id});
    if (entry == nullptr) {
      const auto name = name_of(person.value.project, member.distinct_id, member.generation);
      entry = &ids_.insert({person.value.project, member.distinct_id},
                           {person.key, name, person.value.uuid, member.generation, member.version},
                           id_bytes(member.distinct_id));
    }
    take(entry);
  }
  // Not in memory any more: then it is committed, and was listed above if it is still theirs.
  for (const auto& text : person.value.joined_ids)
    if (auto* entry = ids_.find({person.value.project, text})) take(entry);
  sort_unique(found);
  return found;
}

Result<std::vector<Overrides::Entry*>> Book::former_names(People::Entry& person) {
  const auto stored = TRY(store::read(database_, [&](meta::Connection& connection) {
    return store::read_former_names(connection, person.key);
  }));
  std::vector<Overrides::Entry*> found;
  const auto take = [&](Overrides::Entry* entry) {
    if (entry->value.person_row == person.key && !entry->value.is_dropped) found.push_back(entry);
  };
  for (const auto& [name, version] : stored) {
    auto* entry = overrides_.find(name);
    if (entry == nullptr)
      entry =
          &overrides_.insert(name, {person.value.project, person.key, person.value.uuid, version, false}, 0);
    take(entry);
  }
  for (const auto& name : person.value.joined_names)
    if (auto* entry = overrides_.find(name)) take(entry);
  sort_unique(found);
  return found;
}

Result<> Book::move_everything(People::Entry& source, People::Entry& target) {
  for (auto* id : TRY(members(source))) give(*id, target);
  for (auto* name : TRY(former_names(source))) redirect(name->key, target);
  redirect(source.value.uuid, target);
  change(source).is_deleted = true;
  set_properties(source, no_properties());
  return {};
}

void Book::free_id(Ids::Entry& id) {
  ids_.pin(id);
  id.value.person_row = 0;
  id.value.person = Uuid();
  ++id.value.version;
  ++id.value.generation;
  id.value.name = name_of(id.key.project, id.key.text, id.value.generation);
}

Result<Book::Removed> Book::remove(People::Entry& person) {
  Removed removed{TRY(all_names(person)), {}};
  for (auto* id : TRY(members(person))) {
    removed.ids.push_back(id->key.text);
    free_id(*id);
  }
  for (auto* name : TRY(former_names(person))) {
    overrides_.pin(*name);
    name->value.is_dropped = true;
  }
  change(person).is_deleted = true;
  set_properties(person, no_properties());
  return removed;
}

Result<std::vector<Uuid>> Book::all_names(People::Entry& person) {
  std::vector<Uuid> names{person.value.uuid};
  for (const auto* name : TRY(former_names(person))) names.push_back(name->key);
  return names;
}

Result<std::vector<Uuid>> Book::split(People::Entry& person, std::string_view keep) {
  std::vector<Uuid> created;
  auto ids = TRY(members(person));
  const auto former = TRY(former_names(person));
  auto kept = std::ranges::find(ids, keep, [](const auto* id) { return std::string_view(id->key.text); });
  if (kept == ids.end()) kept = ids.begin();
  if (kept != ids.end()) ids.erase(kept);
  for (auto* id : ids) {
    const auto last_generation = id->value.generation;
    free_id(*id);
    auto& single = create_person(*id, person.value.created_at);
    created.push_back(single.value.uuid);
    for (std::uint32_t generation = 0; generation <= last_generation; ++generation) {
      const auto name = name_of(id->key.project, id->key.text, generation);
      const auto own = std::ranges::find(former, name, [](const auto* entry) { return entry->key; });
      if (own != former.end()) redirect(name, single);
    }
  }
  return created;
}

void Book::trim() {
  people_.trim(settings_.cached_persons, settings_.cached_bytes / 4 * 3);
  ids_.trim(settings_.cached_persons * 4, settings_.cached_bytes / 4);
  overrides_.trim(0, 0);
}

bool Book::open_batch_is_empty() const {
  return ids_.open_batch_is_empty() && people_.open_batch_is_empty() && overrides_.open_batch_is_empty();
}

Book::Rows Book::seal() { return {ids_.seal(), people_.seal(), overrides_.seal()}; }

void Book::release(const Rows& rows) {
  ids_.release(rows.ids, [](const Ids::Entry&) {});
  people_.release(rows.people, [](People::Entry& person) {
    person.value.joined_ids.clear();
    person.value.joined_names.clear();
  });
  overrides_.release(rows.overrides, [](const Overrides::Entry&) {});
}

Result<> Book::forget_all() {
  ids_.clear();
  people_.clear();
  overrides_.clear();
  return start();
}

}  // namespace leapfrog::persons
