// From log records to rows: the named steps every event goes through, and the batch that comes out. Used by
// the pipeline's thread alone.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/metrics.h"
#include "definitions/definitions.h"
#include "enrich/enrich.h"
#include "ingestion/ledger.h"
#include "ingestion/live_feed.h"
#include "ingestion/uuid_index.h"
#include "ingestion/work.h"
#include "storage/events/event_block.h"
#include "storage/log/log.h"

namespace leapfrog::ingestion {

// What the steps work with; everything outlives the preparation.
struct PreparationParts {
  accounts::ProjectDirectory& projects;
  enrich::Enricher& enricher;
  persons::Persons& persons;
  definitions::Definitions& definitions;
  UuidIndex& uuids;
  LiveFeed& live;
  Metrics& metrics;
};

// A stretch of the log, ready to be inserted and booked.
struct PreparedBatch {
  log::Lsn from = 0;
  log::Lsn to = 0;
  std::size_t rows = 0;
  struct Block {
    std::string native;
    std::size_t rows = 0;  // 0: the engine has all rows already
  };
  std::string token;  // names the insert for the engine
  std::vector<Block> event_blocks;
  bool tried_before = false;         // by a process before this one
  std::set<std::uint64_t> left_out;  // offsets of rows that the engine had already
  std::unique_ptr<persons::SealedBatch> people;
  LedgerChanges ledger;
  WarningChanges warnings;
  LastEvents last_events;
  definitions::Changes definitions;
  std::map<ProjectId, std::int64_t> worked_off;  // events and rejections, for the waiting counts
};

class Preparation {
 public:
  explicit Preparation(PreparationParts parts);
  ~Preparation();

  // Rows with these offsets are in the engine already (after a crash in the middle of an insert): they are
  // booked as stored and not sent again. Where one block ends and the next begins stays as it was.
  void skip_rows(std::set<std::uint64_t> offsets) { present_ = std::move(offsets); }

  // Adds one log record. Errors are I/O errors; a record that cannot be read is an error, too.
  Result<> add(const log::Reader::Record& record);
  std::size_t events() const { return events_; }
  std::size_t bytes() const { return payload_bytes_; }

  // What was added since the last call, [from, to) of the log.
  Result<PreparedBatch> take(log::Lsn from, log::Lsn to, std::string token);

 private:
  struct Step;
  static const Step steps[];

  Result<> add_batch(const log::Reader::Record& record);
  Result<> add_rejection(const log::Reader::Record& record);
  Result<> run_steps(Work& work);

  // The steps, in their order. A step gives "" or the outcome that ends the event's way: a reason for
  // rejection, or "duplicate".
  Result<std::string_view> find_project(Work& work);
  Result<std::string_view> drop_duplicate(Work& work);
  Result<std::string_view> parse_properties(Work& work);
  Result<std::string_view> merge_updates(Work& work);
  Result<std::string_view> enrich(Work& work);
  Result<std::string_view> take_elements(Work& work);
  Result<std::string_view> find_session(Work& work);
  Result<std::string_view> resolve_person(Work& work);
  Result<std::string_view> flag_test_account(Work& work);
  Result<std::string_view> note_definitions(Work& work);
  Result<std::string_view> add_row(Work& work);
  Result<std::string_view> show_live(Work& work);

  void close_block();
  Result<> note_owners(const persons::Changes& changes);
  void book(const Work& work, Outcome outcome, std::string_view reason = "");
  void warn(ProjectId project, std::string_view type, Instant at, std::string example);

  PreparationParts parts_;
  std::vector<Histogram*> step_seconds_;
  std::set<std::uint64_t> present_;
  events::EventBlock block_;    // all rows
  events::EventBlock missing_;  // those not in the engine yet, when some are
  std::vector<PreparedBatch::Block> blocks_;
  std::vector<persons::PersonKey> people_;
  std::vector<persons::Warning> person_warnings_;
  LedgerChanges ledger_;
  WarningChanges warnings_;
  LastEvents last_events_;
  std::map<ProjectId, std::int64_t> worked_off_;
  std::size_t rows_ = 0;
  std::size_t events_ = 0;
  std::size_t payload_bytes_ = 0;
};

}  // namespace leapfrog::ingestion
