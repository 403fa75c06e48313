#include "app/data_state.h"

#include <fmt/format.h>

namespace leapfrog::app {
namespace {

// A change is written down a moment before it can be seen.
constexpr seconds seen_after{2};

class PipelineDataState final : public query::DataState {
 public:
  PipelineDataState(const ingestion::Pipeline& pipeline, events::Engine& engine, meta::Database& people)
      : pipeline_(pipeline), engine_(engine), people_(people) {}

  query::DataPosition position(accounts::ProjectId project) const override {
    // In this order: what is stored is in front of the watermark.
    const auto progress = pipeline_.progress(project);
    query::DataPosition position;
    position.watermark = pipeline_.committed();
    position.stored = {progress.stored, progress.changes_done};
    position.begun = {progress.begun, progress.changes_begun};
    position.begun_at = progress.begun_at;
    return position;
  }

  Result<query::DataChanges> changes_since(accounts::ProjectId project, Instant instant) const override {
    const auto since = instant - seen_after;
    query::DataChanges changes;
    const auto merges = TRY(engine_.rows(
        fmt::format("SELECT count() FROM person_overrides FINAL WHERE project_id = {} AND changed_at >= "
                    "{{since:DateTime64(6, 'UTC')}}",
                    project),
        {{"since", format_sql(since)}}));
    if (!merges.empty()) changes.merges = merges.front().at(0).to_number<std::uint64_t>();
    const auto erased = TRY(persons::erased_since(people_, project, since));
    changes.erasures = erased.people;
    changes.erased_events = erased.events;
    return changes;
  }

 private:
  const ingestion::Pipeline& pipeline_;
  events::Engine& engine_;
  meta::Database& people_;
};

}  // namespace

std::unique_ptr<query::DataState> data_state_of(const ingestion::Pipeline& pipeline, events::Engine& engine,
                                                meta::Database& people) {
  return std::make_unique<PipelineDataState>(pipeline, engine, people);
}

}  // namespace leapfrog::app
