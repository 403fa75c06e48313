// From the log into the engine: one thread prepares a batch while another inserts the one before. The order
// of what becomes durable makes it exactly once: intent, rows, then people, books and checkpoint in one
// transaction. A crash before the last leaves an intent; the next start asks the engine which of its rows it
// has and sends the rest.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "ingestion/erasure.h"
#include "ingestion/log_sink.h"
#include "ingestion/preparation.h"
#include "ingestion/progress.h"
#include "storage/events/engine.h"

namespace leapfrog::ingestion {

struct PipelineSettings {
  // The engine ends when a write meets a full disk, so nothing is inserted near the end of it.
  std::string engine_disk;  // a path on the engine's file system; "": not ours to look at
  std::uint64_t engine_min_free_bytes = 0;
  std::size_t batch_events = 20'000;
  std::size_t batch_bytes = 32 << 20;  // of log payload
  milliseconds linger{50};             // how long a small batch waits for more
};

struct PipelineParts {
  log::Log& log;
  Waiting& waiting;
  events::Engine& engine;
  meta::Database& database;  // of people and books
  persons::Edits& edits;
  PreparationParts preparation;
};

class Pipeline {
 public:
  static Result<std::unique_ptr<Pipeline>> open(PipelineParts parts, PipelineSettings settings);
  virtual ~Pipeline() = default;
  // `forget` is called by a thread of the pipeline for everybody who is erased. Before start().
  virtual void on_erasure(ForgetPeople forget) = 0;
  virtual void start() = 0;
  // Finishes the batch being inserted if the engine lets it, leaves the rest in the log.
  virtual void stop() = 0;
  // Everything before it is in the engine and in the books: the data watermark.
  virtual log::Lsn committed() const = 0;
  // What of a project is in the engine, and what may be on its way into it.
  virtual Progress::OfProject progress(accounts::ProjectId project) const = 0;
  // True when everything before `position` was committed within that time.
  virtual bool wait_committed(log::Lsn position, milliseconds at_most) = 0;
  // Why nothing moves, "" when all is well.
  virtual std::string stalled() const = 0;
};

}  // namespace leapfrog::ingestion
