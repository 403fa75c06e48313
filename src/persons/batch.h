// A sealed batch: what is mirrored into the engine, and what is written with it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "persons/book.h"
#include "persons/group_book.h"
#include "persons/persons.h"

namespace leapfrog::persons {

// What became of an edit; written with the batch that applied it.
struct EditOutcome {
  std::int64_t edit = 0;
  std::string result;  // JSON
};

// A receipt to be written with the batch that removed the person.
struct NewErasure {
  std::string uuid;
  ProjectId project = 0;
  Uuid person;
  std::vector<Uuid> names;
  bool with_person = true;
  bool with_events = true;
  std::vector<std::string> distinct_ids;  // that were the person's
  std::int64_t requested_by = 0;          // user, 0: none
  Instant requested_at;
};

class Batch final : public SealedBatch {
 public:
  // Takes a snapshot of the rows, and marks them as unchanged for the next batch.
  Batch(const Book::Rows& rows, const GroupBook::Rows& groups, std::vector<EditOutcome> outcomes,
        std::vector<NewErasure> erasures);

  const Changes& changes() const override { return changes_; }
  Result<> save(meta::Connection& connection) const override;

 private:
  void add(People::Entry& person);
  void add(const Ids::Entry& id);
  void add(const Overrides::Entry& name);

  Changes changes_;
  store::BatchWrites writes_;
  std::vector<EditOutcome> outcomes_;
  std::vector<NewErasure> erasures_;
};

}  // namespace leapfrog::persons
