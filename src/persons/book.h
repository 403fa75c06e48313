// People, their ids and former names: what is in memory of them, and the elementary changes that keep the
// three in step. Which change an event asks for is decided in resolver.cpp; what is written when, in
// batch.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "persons/state.h"
#include "persons/store.h"

namespace leapfrog::persons {

class Book {
 public:
  Book(meta::Database& database, Settings settings) : database_(database), settings_(settings) {}

  // Reads the number of the last person; again after a rollback.
  Result<> start();

  // The entries stay where they are until trim() or forget_all(). A row is loaded when it is not
  // there.
  Result<Ids::Entry*> id(ProjectId project, std::string_view distinct_id);
  Result<People::Entry*> person(std::int64_t row);
  Result<> prefetch(std::span<const PersonKey> people);

  // A new person without properties, named after `id`, which has none.
  People::Entry& create_person(Ids::Entry& id, Instant created_at);
  // Gives `id`, which has no person, to `person`. What was stored under its name belongs to them from now on.
  void attach(Ids::Entry& id, People::Entry& person);
  // Moves ids and names of `source` to `target` and removes `source`. Properties are the caller's business.
  Result<> move_everything(People::Entry& source, People::Entry& target);
  // Removes the person; its ids are free and go on under new names. Gives every uuid its events may carry and
  // its ids.
  struct Removed {
    std::vector<Uuid> names;
    std::vector<std::string> ids;
  };
  Result<Removed> remove(People::Entry& person);
  // Every id but `keep` (or the first in order, when it has no such id) becomes a person of its own, without
  // properties. Former names go along with the id they come from. Gives the new people.
  Result<std::vector<Uuid>> split(People::Entry& person, std::string_view keep);
  // Every uuid under which events of this person may be stored.
  Result<std::vector<Uuid>> all_names(People::Entry& person);

  // To be called before a person's fields are changed: counts the version up.
  PersonState& change(People::Entry& person);
  void set_properties(People::Entry& person, Properties properties);

  // Only between events, as it drops entries.
  void trim();
  bool open_batch_is_empty() const;

  struct Rows {
    std::vector<Ids::Entry*> ids;
    std::vector<People::Entry*> people;
    std::vector<Overrides::Entry*> overrides;
  };
  Rows seal();
  void release(const Rows& rows);
  Result<> forget_all();

 private:
  Result<> load_id(meta::Connection& connection, ProjectId project, std::string_view distinct_id);
  Result<> load_person(meta::Connection& connection, std::int64_t row);
  People::Entry& new_person(ProjectId project, const Uuid& uuid, Instant created_at);
  void give(Ids::Entry& id, People::Entry& person);
  void free_id(Ids::Entry& id);
  void redirect(const Uuid& name, People::Entry& person);
  // In the order of their text or bytes, so that a replay changes them in the same order.
  Result<std::vector<Ids::Entry*>> members(People::Entry& person);
  Result<std::vector<Overrides::Entry*>> former_names(People::Entry& person);

  meta::Database& database_;
  const Settings settings_;
  Ids ids_;
  People people_;
  Overrides overrides_;
  std::int64_t last_row_ = 0;
};

}  // namespace leapfrog::persons
