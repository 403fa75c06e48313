#include "query/running/replay.h"

#include <fmt/format.h>

#include "query/running/difference.h"

namespace leapfrog::query {
namespace {

constexpr std::size_t max_differences = 100;

json::object reason(std::string_view code, std::uint64_t count, std::string detail) {
  return {{"code", code}, {"count", count}, {"detail", std::move(detail)}};
}

class Replay {
 public:
  Replay(const ComputationParts& parts, const Question& question, const Receipt& receipt,
         const std::optional<json::value>& before, const std::atomic<bool>* cancelled)
      : parts_(parts), question_(question), receipt_(receipt), before_(before), cancelled_(cancelled) {}

  Result<json::object> operator()() {
    const auto again = TRY(compute_at(receipt_.watermark));
    const auto today = TRY(compute_at(std::nullopt));
    const bool identical = same(*again);
    const auto late = TRY(late_events());
    json::array reasons;
    if (!identical) reasons = TRY(reasons_of(*again));
    json::array reasons_today = reasons;
    if (late > 0 && !same(*today))
      reasons_today.push_back(
          reason("late_events", late,
                 fmt::format("{} events that fall into the dates of the question came in after the receipt.",
                             late)));
    return json::object{
        {"identical", identical},
        {"receipt", receipt_json(receipt_)},
        {"recomputed", receipt_json(again->receipt())},
        {"changes", TRY(changes_of(*again))},
        {"reasons", std::move(reasons)},
        {"now",
         {{"identical", same(*today)},
          {"receipt", receipt_json(today->receipt())},
          {"late_events", late},
          {"changes", TRY(changes_of(*today))},
          {"reasons", same(*today) ? json::array() : std::move(reasons_today)}}},
    };
  }

 private:
  Result<AnswerPtr> compute_at(std::optional<std::uint64_t> watermark) const {
    Conditions conditions;
    conditions.watermark = watermark;
    conditions.now = receipt_.computed_at;
    conditions.timezone = receipt_.timezone;
    conditions.cancelled = cancelled_;
    return compute(parts_, question_, conditions);
  }

  bool same(const Answer& answer) const { return answer.receipt().result_hash == receipt_.result_hash; }

  // null: nobody has the results any more.
  Result<json::value> changes_of(const Answer& answer) const {
    if (same(answer)) return json::array();
    if (!before_) return nullptr;
    auto fields = TRY(parse_json(answer.fields(), JsonLimits{.depth = 256}));
    const auto* results = fields.as_object().if_contains("results");
    return differences_json(differences(*before_, results ? *results : json::value(), max_differences));
  }

  // Of the project, behind the receipt's watermark and within its dates.
  Result<std::uint64_t> late_events() const {
    auto sql = fmt::format("SELECT count() FROM events WHERE project_id = {} AND log_offset >= {}",
                           question_.project(), receipt_.watermark);
    events::Settings bound;
    const auto between = [&](std::string_view name, std::string_view comparator,
                             const std::optional<std::string>& date) -> Result<> {
      if (!date) return {};
      const auto instant = parse_iso(*date);
      if (!instant)
        return invalid("The receipt's dates must be as receipts give them.", fmt::format("receipt.{}", name));
      sql += fmt::format(" AND timestamp {} {{{}:DateTime64(6, 'UTC')}}", comparator, name);
      bound.emplace_back(name, format_sql(*instant));
      return {};
    };
    TRY(between("date_from", ">=", receipt_.date_from));
    TRY(between("date_to", "<=", receipt_.date_to));
    const auto rows = TRY(parts_.engine.engine.rows(sql, bound));
    return rows.empty() ? 0 : rows.front().at(0).to_number<std::uint64_t>();
  }

  // Why the answer at the same place of the log is another.
  Result<json::array> reasons_of(const Answer& again) const {
    json::array list;
    const auto changes = TRY(parts_.data.changes_since(question_.project(), receipt_.computed_at));
    if (changes.merges > 0)
      list.push_back(reason("merges", changes.merges,
                            fmt::format("{} people became part of another since.", changes.merges)));
    if (changes.erasures > 0)
      list.push_back(reason("deletions", changes.erasures,
                            fmt::format("The data of {} people was deleted since, {} events with it.",
                                        changes.erasures, changes.erased_events)));
    if (again.basis.grounds.names_definitions())
      list.push_back(
          reason("definitions", 1,
                 "The question names actions, cohorts or variables, which count as they are today."));
    if (!receipt_.engine_version.empty() && receipt_.engine_version != again.receipt().engine_version)
      list.push_back(reason("engine", 1,
                            fmt::format("The analytics engine was {} then and is {} now.",
                                        receipt_.engine_version, again.receipt().engine_version)));
    if (list.empty())
      list.push_back(
          reason("settings", 0,
                 "Neither merges nor deletions explain it: properties of people and groups, settings of "
                 "the project or the program itself have changed."));
    return list;
  }

  const ComputationParts& parts_;
  const Question& question_;
  const Receipt& receipt_;
  const std::optional<json::value>& before_;
  const std::atomic<bool>* cancelled_;
};

}  // namespace

Result<json::object> replay(const ComputationParts& parts, const Question& question, const Receipt& receipt,
                            const std::optional<json::value>& before, const std::atomic<bool>* cancelled) {
  return Replay(parts, question, receipt, before, cancelled)();
}

}  // namespace leapfrog::query
