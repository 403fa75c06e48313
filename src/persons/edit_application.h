// Applies what people asked for through the API to the open batch.
#pragma once

#include <vector>

#include "persons/batch.h"
#include "persons/book.h"
#include "persons/edit_store.h"
#include "persons/group_book.h"

namespace leapfrog::persons {

class EditApplication {
 public:
  EditApplication(meta::Database& database, Book& book, GroupBook& groups)
      : database_(database), book_(book), groups_(groups) {}

  // The outcome is an object with `status`: "applied", "not_found", "too_large" or "unknown_kind".
  Result<EditOutcome> apply(const StoredEdit& edit, std::vector<NewErasure>& erasures);

 private:
  Result<json::object> outcome_of(const StoredEdit& edit, std::vector<NewErasure>& erasures);
  // nullptr when there is no such person (any more).
  Result<People::Entry*> person_of(const StoredEdit& edit);
  json::object update_person(const StoredEdit& edit, People::Entry& person);
  Result<json::object> erase(const StoredEdit& edit, People::Entry& person, bool with_person,
                             std::vector<NewErasure>& erasures);
  Result<json::object> split(const StoredEdit& edit, People::Entry& person);
  Result<json::object> update_group(const StoredEdit& edit);

  meta::Database& database_;
  Book& book_;
  GroupBook& groups_;
};

}  // namespace leapfrog::persons
