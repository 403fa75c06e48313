// Puts the parts together: the open batch, and the sealed ones that wait for their commit.
#include "persons/persons.h"

#include <deque>

#include "persons/batch.h"
#include "persons/book.h"
#include "persons/edit_application.h"
#include "persons/group_book.h"
#include "persons/resolver.h"

namespace leapfrog::persons {
namespace {

constexpr int max_edits_at_once = 200;

class PersonsOnDatabase final : public Persons {
 public:
  PersonsOnDatabase(meta::Database& database, Settings settings)
      : database_(database),
        book_(database, settings),
        groups_(database, settings),
        resolver_(book_, groups_) {}

  Result<> start() { return book_.start(); }

  Result<> prefetch(std::span<const PersonKey> people) override {
    book_.trim();
    return book_.prefetch(people);
  }

  Result<Resolved> resolve(const IdentityEvent& event, std::vector<Warning>& warnings) override {
    book_.trim();
    groups_.trim();
    return resolver_.resolve(event, warnings);
  }

  Result<std::size_t> apply_edits() override {
    CHECK(sealed_.empty() && book_.open_batch_is_empty() && groups_.open_batch_is_empty());
    const auto edits = TRY(store::read(database_, [](meta::Connection& connection) {
      return read_waiting_edits(connection, max_edits_at_once);
    }));
    EditApplication application(database_, book_, groups_);
    for (const auto& edit : edits) outcomes_.push_back(TRY(application.apply(edit, erasures_)));
    return edits.size();
  }

  std::unique_ptr<SealedBatch> seal() override {
    CHECK(sealed_.size() < max_sealed);
    sealed_.push_back({book_.seal(), groups_.seal()});
    const auto& rows = sealed_.back();
    return std::make_unique<Batch>(rows.book, rows.groups, std::exchange(outcomes_, {}),
                                   std::exchange(erasures_, {}));
  }

  void committed() override {
    CHECK(!sealed_.empty());
    book_.release(sealed_.front().book);
    groups_.release(sealed_.front().groups);
    sealed_.pop_front();
  }

  Result<> rolled_back() override {
    sealed_.clear();
    outcomes_.clear();
    erasures_.clear();
    groups_.forget_all();
    return book_.forget_all();
  }

 private:
  struct Rows {
    Book::Rows book;
    GroupBook::Rows groups;
  };

  meta::Database& database_;
  Book book_;
  GroupBook groups_;
  Resolver resolver_;
  std::vector<EditOutcome> outcomes_;
  std::vector<NewErasure> erasures_;
  std::deque<Rows> sealed_;
};

}  // namespace

Result<std::unique_ptr<Persons>> Persons::open(meta::Database& database, Settings settings) {
  auto persons = std::make_unique<PersonsOnDatabase>(database, settings);
  TRY(persons->start());
  return persons;
}

}  // namespace leapfrog::persons
