// The door of the ingestion slice: everything between the capture endpoint and the engine's tables.
#pragma once

#include <memory>
#include <string>

#include "accounts/accounts.h"
#include "capture/captured.h"
#include "ingestion/live_feed.h"
#include "ingestion/pipeline.h"
#include "storage/log/log.h"

namespace leapfrog::ingestion {

struct IngestionSettings {
  std::string uuid_directory;
  UuidIndexSettings uuids;
  PipelineSettings pipeline;
};

// What it stands on; everything outlives it.
struct IngestionParts {
  log::Log& log;
  events::Engine& engine;
  meta::Database& database;
  accounts::ProjectDirectory& projects;
  enrich::Enricher& enricher;
  persons::Persons& persons;
  persons::Edits& edits;
  definitions::Definitions& definitions;
  Metrics& metrics;
};

class Ingestion {
 public:
  static Result<std::unique_ptr<Ingestion>> open(IngestionParts parts, const IngestionSettings& settings);
  ~Ingestion();

  capture::Sink& sink() { return *sink_; }
  LiveFeed& live() { return live_; }
  Pipeline& pipeline() { return *pipeline_; }
  void start() { pipeline_->start(); }
  void stop();

  // What of a project is on its way.
  std::int64_t waiting(accounts::ProjectId project) const { return waiting_.of(project); }
  meta::Database& database() { return parts_.database; }
  log::Log& log() { return parts_.log; }

 private:
  explicit Ingestion(IngestionParts parts) : parts_(parts) {}
  IngestionParts parts_;
  Waiting waiting_;
  LiveFeed live_;
  std::unique_ptr<UuidIndex> uuids_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<Pacing> pacing_;
  std::unique_ptr<LogSink> sink_;
};

// ingestion/ (the ledger), ingestion/warnings/, ingestion/flush/, live_events/.
void add_routes(http::Router& router, accounts::Accounts& accounts, Ingestion& ingestion);

}  // namespace leapfrog::ingestion
