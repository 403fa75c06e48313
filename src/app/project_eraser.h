// Erases what is left of deleted projects, in the background: rows of every table that files under a project,
// in the engine and in both databases. Stopped or killed anywhere, it goes on at the next start, since a
// project leaves the list only when nothing of it is left.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "accounts/accounts.h"
#include "definitions/definitions.h"
#include "ingestion/pipeline.h"
#include "storage/events/engine.h"
#include "storage/log/log.h"

namespace leapfrog::app {

// Everything outlives the eraser.
struct ProjectEraserParts {
  accounts::Accounts& accounts;
  meta::Database& accounts_database;
  meta::Database& people_database;
  events::Engine& engine;
  const log::Log& log;
  ingestion::Pipeline& pipeline;
  definitions::Definitions& definitions;
};

class ProjectEraser {
 public:
  explicit ProjectEraser(ProjectEraserParts parts) : parts_(parts) {}
  ~ProjectEraser() { stop(); }
  void start();
  void stop();

  // Erases one project, whose deletion is done. Errors leave the rest for the next time.
  Result<> erase(accounts::ProjectId project);

 private:
  void run();
  bool stopping();
  Result<> erase_from_engine(accounts::ProjectId project);
  Result<> erase_from(meta::Database& database, accounts::ProjectId project);

  const ProjectEraserParts parts_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace leapfrog::app
