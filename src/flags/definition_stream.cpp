#include "flags/definition_stream.h"

#include <fmt/format.h>

#include <atomic>

namespace leapfrog::flags {
namespace {

constexpr milliseconds heartbeat{15'000};

class DefinitionStream final : public http::BodyStream {
 public:
  DefinitionStream(const FlagSnapshots& snapshots, ProjectId project)
      : snapshots_(snapshots), project_(project) {}

  std::optional<std::string> next() override {
    const auto current = snapshots_.wait_for_change(project_, seen_.get(), heartbeat);
    if (cancelled_ || snapshots_.closed()) return std::nullopt;
    if (current == seen_) return ": still here\n\n";
    const bool same = seen_ != nullptr && seen_->etag == current->etag;
    seen_ = current;
    if (same) return ": still here\n\n";
    return fmt::format("event: definitions\ndata: {}\n\n",
                       json::serialize(json::object{{"etag", current->etag}}));
  }

  void cancel() override {
    cancelled_ = true;
    snapshots_.wake();
  }

 private:
  const FlagSnapshots& snapshots_;
  const ProjectId project_;
  std::shared_ptr<const ProjectFlags> seen_;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace

std::unique_ptr<http::BodyStream> definition_stream(const FlagSnapshots& snapshots, ProjectId project) {
  return std::make_unique<DefinitionStream>(snapshots, project);
}

}  // namespace leapfrog::flags
