#include "ingestion/ingestion.h"

namespace leapfrog::ingestion {

Result<std::unique_ptr<Ingestion>> Ingestion::open(IngestionParts parts, const IngestionSettings& settings) {
  auto ingestion = std::unique_ptr<Ingestion>(new Ingestion(parts));
  ingestion->uuids_ = TRY(UuidIndex::open(settings.uuid_directory, settings.uuids));
  ingestion->pacing_ = std::make_unique<Pacing>(
      [&pipeline = ingestion->pipeline_] {
        return Pacing::State{pipeline->committed(), pipeline->stalled().empty()};
      },
      parts.metrics);
  ingestion->sink_ = std::make_unique<LogSink>(parts.log, ingestion->waiting_, *ingestion->pacing_);
  const PreparationParts preparation{parts.projects,     parts.enricher,   parts.persons, parts.definitions,
                                     *ingestion->uuids_, ingestion->live_, parts.metrics};
  const PipelineParts pipeline{parts.log,      ingestion->waiting_, parts.engine,
                               parts.database, parts.edits,         preparation};
  ingestion->pipeline_ = TRY(Pipeline::open(pipeline, settings.pipeline));
  return ingestion;
}

Ingestion::~Ingestion() { stop(); }

void Ingestion::stop() {
  live_.close_all();
  if (pipeline_) pipeline_->stop();
}

}  // namespace leapfrog::ingestion
