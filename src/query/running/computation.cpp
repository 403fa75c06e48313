#include "query/running/computation.h"

#include <chrono>

#include "base/log.h"
#include "query/running/canonical.h"

namespace leapfrog::query {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr seconds version_lasts{300};
// Where the project's last batch began less than that ago the next is likely to come while a question runs.
constexpr seconds busy_after_batch{1};

// Errors of a query name places inside of it.
Error placed(Error error) {
  if (error.kind == ErrorKind::invalid && !error.attr.empty() && !error.attr.starts_with("query"))
    error.attr = "query." + error.attr;
  return error;
}

std::optional<std::string> date_of(const json::object& fields, std::string_view name) {
  const auto* range = fields.if_contains("resolved_date_range");
  if (!range || !range->is_object()) return std::nullopt;
  const auto text = string_or_empty(range->get_object(), name);
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

class Computation {
 public:
  Computation(const ComputationParts& parts, const Question& question, const Conditions& conditions)
      : parts_(parts), question_(question), conditions_(conditions) {}

  Result<AnswerPtr> operator()() {
    auto calendar = TRY(calendar_of(question_.access.project()));
    if (conditions_.timezone)
      calendar = TRY(Calendar::of(*conditions_.timezone, calendar.week_starts_monday()));
    const auto position = parts_.data.position(question_.project());
    const auto present = parts_.clock.now();
    const auto now = conditions_.now.value_or(present);
    const auto watermark = conditions_.watermark.value_or(position.watermark);
    // Leaving out what stands behind the watermark costs reading a column. While nothing is being written it
    // is not needed; should something be written meanwhile after all, the question is asked again.
    const bool bounded = conditions_.watermark || position.stored != position.begun ||
                         present - position.begun_at < busy_after_batch;
    auto answer = TRY(ask(calendar, now, position, watermark, bounded));
    if (bounded || parts_.data.position(question_.project()).begun == position.begun) return answer;
    return ask(calendar, now, position, watermark, true);
  }

 private:
  Result<AnswerPtr> ask(const Calendar& calendar, Instant now, const DataPosition& position,
                        std::uint64_t watermark, bool bounded) {
    auto modifiers = modifiers_of(question_.access.project(), question_.query);
    if (!modifiers) return std::unexpected(placed(std::move(modifiers).error()));
    const Asking asking(question_.access, calendar, now, parts_.engine,
                        Terms{parts_.limits, bounded ? std::optional(watermark) : std::nullopt,
                              conditions_.mark, conditions_.cancelled, *std::move(modifiers)});
    if (conditions_.began) conditions_.began(asking);
    auto fields = question_.kind->answer(asking, question_.query);
    if (!fields) return std::unexpected(placed(std::move(fields).error()));
    Receipt receipt;
    receipt.query_hash = question_.hash;
    receipt.timezone = calendar.zone();
    receipt.date_from = date_of(*fields, "date_from");
    receipt.date_to = date_of(*fields, "date_to");
    receipt.watermark = watermark;
    receipt.engine_version = parts_.version.get(parts_.clock.now());
    const auto usage = asking.usage();
    receipt.rows_read = usage.rows_read;
    receipt.bytes_read = usage.bytes_read;
    receipt.result_hash = hash_of_result(*fields, any_order(question_));
    receipt.milliseconds = std::chrono::duration<double, std::milli>(SteadyClock::now() - started_).count();
    receipt.computed_at = now;
    auto answer = std::make_shared<Answer>(to_text(json::value(*std::move(fields))), std::move(receipt));
    answer->basis = {position.stored, settings_fingerprint(question_.access.project()), asking.grounds()};
    return answer;
  }

  const ComputationParts& parts_;
  const Question& question_;
  const Conditions& conditions_;
  const SteadyClock::time_point started_ = SteadyClock::now();
};

}  // namespace

std::string EngineVersion::get(Instant now) {
  const std::lock_guard lock(mutex_);
  if (version_.empty() || now - asked_at_ > version_lasts) {
    const auto rows = engine_.rows("SELECT version()");
    if (rows && !rows->empty() && rows->front().at(0).is_string())
      version_ = rows->front().at(0).get_string();
    asked_at_ = now;
  }
  return version_;
}

Result<AnswerPtr> compute(const ComputationParts& parts, const Question& question,
                          const Conditions& conditions) {
  try {
    return Computation(parts, question, conditions)();
  } catch (const std::exception& exception) {
    log_error("A question threw.", {{"kind", question.kind->name}, {"error", exception.what()}});
    return internal_error(exception.what());
  }
}

}  // namespace leapfrog::query
