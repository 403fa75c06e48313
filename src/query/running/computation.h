// Answers one question once, so that the answer is that of one place in the ingest log: events that come in
// meanwhile are either all in or all out.
#pragma once

#include <functional>
#include <mutex>
#include <optional>

#include "query/running/answer.h"
#include "query/running/question.h"

namespace leapfrog::query {

// ClickHouse's version, asked for now and then.
class EngineVersion {
 public:
  explicit EngineVersion(events::Engine& engine) : engine_(engine) {}
  std::string get(Instant now);

 private:
  events::Engine& engine_;
  std::mutex mutex_;
  std::string version_;
  Instant asked_at_;
};

struct ComputationParts {
  EngineParts engine;
  const DataState& data;
  EngineVersion& version;
  const Clock& clock;
  QueryLimits limits;
};

// How to compute; without anything said, as of now.
struct Conditions {
  std::optional<std::uint64_t> watermark;  // only events in front of it; none: all there are
  std::optional<Instant> now;              // what the question takes for the present
  std::optional<std::string> timezone;     // none: the project's
  std::string mark;                        // of the engine's statements
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(const Asking&)> began;  // for those who want to know how far it is
};

// Blocks. Errors are for whoever asked; their attr begins with "query".
Result<AnswerPtr> compute(const ComputationParts& parts, const Question& question,
                          const Conditions& conditions);

}  // namespace leapfrog::query
