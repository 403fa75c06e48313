// One question being answered: who asks, when it is, and the way to the rows. Only a ProjectAccess makes one,
// so no query runs without a project that its asker may read.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "accounts/accounts.h"
#include "query/actors.h"
#include "query/calendar.h"
#include "query/catalog.h"
#include "query/modifiers.h"
#include "query/running/grounds.h"
#include "query/sql/statement.h"
#include "storage/events/engine.h"

namespace leapfrog::query {

class Sandbox;
struct SandboxTable;

// What all statements of one question may use together, and what they used.
struct Usage {
  std::uint64_t statements = 0;
  std::uint64_t rows_read = 0;
  std::uint64_t bytes_read = 0;
};

// Of each statement of a question.
struct QueryLimits {
  std::int64_t seconds = 60;
  std::int64_t memory_bytes = std::int64_t{3} << 30;
  std::int64_t rows = 1'000'000;  // of its result
  // Events that are taken into this program's own memory to be walked; with more the engine does it all.
  std::int64_t held_events = 3'000'000;
};

// The terms on which a question is answered.
struct Terms {
  QueryLimits limits;
  std::optional<std::uint64_t> watermark;  // only events in front of it in the ingest log count
  std::string mark;                        // the engine's statements of this question carry it; "": none
  const std::atomic<bool>* cancelled = nullptr;
  Modifiers modifiers;
};

struct EngineParts {
  events::Engine& engine;
  Sandbox& sandbox;
  const Catalog& catalog;
};

class Asking {
 public:
  // For statements that are nobody's question: under the usual limits, with nothing to be told of.
  static Result<Asking> begin(const accounts::ProjectAccess& access, Instant now, EngineParts parts);

  Asking(const accounts::ProjectAccess& access, Calendar calendar, Instant now, EngineParts parts,
         Terms terms)
      : access_(access), calendar_(std::move(calendar)), now_(now), parts_(parts), terms_(std::move(terms)) {}

  const accounts::ProjectAccess& access() const { return access_; }
  accounts::ProjectId project() const { return access_.id(); }
  const Calendar& calendar() const { return calendar_; }
  const Terms& terms() const { return terms_; }

  // When the question is asked. What an answer takes from it is written down, so that it can be told when the
  // answer is out of date: prefer the narrower ones.
  Instant now() const;
  Instant now_within(Unit unit) const;  // only which `unit` it is in counts
  Result<ResolvedRange> resolve(const DateRange& range, Interval interval) const;
  Result<Moment> moment(std::string_view text) const;
  // As Catalog has them.
  Result<std::optional<Action>> action(std::int64_t id) const;
  Result<std::vector<Action>> actions(std::size_t limit) const;
  Result<std::optional<Cohort>> cohort(std::int64_t id) const;
  Result<std::vector<Cohort>> static_cohorts() const;
  Result<std::optional<Variable>> variable(std::string_view code_name) const;
  Sandbox& sandbox() const { return parts_.sandbox; }

  // Runs a statement of ours within the limits, read-only, and gives its rows. Thread-safe.
  Result<std::vector<json::array>> rows(const Statement& statement) const;
  // With names and types of the columns.
  Result<events::Selection> select(const Statement& statement) const;
  // Many plain values, block by block as they come: up to `max_rows` rows, whatever the limit of results is.
  Result<> visit_blocks(const Statement& statement, std::int64_t max_rows,
                        const events::BlockVisitor& visit) const;

  Usage usage() const;
  Grounds grounds() const;

  // The tables that SQL written by people may end up reading, each restricted to the project's rows.
  std::vector<SandboxTable> own_tables() const;
  // To be called before text that a person wrote becomes part of a statement. From then on all statements of
  // this question run as such text may: the engine itself adds the project's filter to every table they read.
  void hold_user_text() const;

 private:
  events::Settings settings_for(const Statement& statement) const;
  Error explained(Error error) const;
  void count(std::uint64_t rows_read, std::uint64_t bytes_read) const;

  const accounts::ProjectAccess& access_;
  Calendar calendar_;
  Instant now_;
  EngineParts parts_;
  Terms terms_;
  struct Counted {
    std::mutex mutex;
    Usage usage;
    Grounds grounds;
    std::atomic<bool> holds_user_text = false;
  };
  std::shared_ptr<Counted> counted_ = std::make_shared<Counted>();
};

// What a question that was cancelled is answered with.
Error cancelled_error();

// The project's calendar.
Result<Calendar> calendar_of(const accounts::Project& project);

// A kind of query: its name in JSON, and how it is answered. The answer is the response's own fields:
// results, columns, … The common ones are added by whoever asked.
struct Kind {
  std::string_view name;
  Result<json::object> (*answer)(const Asking& asking, const json::object& query);
  json::object (*schema)();
  // The actors behind a point of an answer; request.source is a query of this kind. Absent where there are
  // none.
  Result<Actors> (*actors)(const Asking& asking, Bindings& bindings, const ActorsRequest& request) = nullptr;
  // What a point of an answer can be: {series: [{label, value}], day: […], breakdown: […], …}.
  Result<json::object> (*points)(const Asking& asking, const json::object& query) = nullptr;
};

}  // namespace leapfrog::query
