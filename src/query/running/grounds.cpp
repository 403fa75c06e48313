#include "query/running/grounds.h"

#include <fmt/format.h>

#include "base/crypto.h"

namespace leapfrog::query {
namespace {

// How long an answer that depends on the very moment is good for.
constexpr seconds moment_lasts{30};
constexpr std::size_t max_remembered = 1000;

}  // namespace

std::string settings_fingerprint(const accounts::Project& project) {
  return sha256_hex(to_text(project.settings) + project.timezone);
}

std::string fingerprint(const std::optional<Action>& action) {
  return action ? fmt::format("{} {}", to_micros(action->changed_at), action->name) : std::string();
}

std::string fingerprint(const std::optional<Cohort>& cohort) {
  return cohort ? fmt::format("{} {}", cohort->version, cohort->name) : std::string();
}

std::string fingerprint(const std::vector<Action>& actions) {
  std::string text;
  for (const auto& action : actions)
    text += fmt::format("{} {} {}\n", action.id, to_micros(action.changed_at), action.name);
  return text;
}

std::string fingerprint(const std::optional<Variable>& variable) {
  return variable ? variable->value : std::string();
}

void Grounds::add_range(const DateRange& asked, Interval interval, const ResolvedRange& meant) {
  if (ranges_.size() < max_remembered)
    ranges_.push_back({asked, interval, meant});
  else
    clock_ = true;
}

void Grounds::add_moment(std::string text, Instant meant) {
  if (moments_.size() < max_remembered)
    moments_.emplace(std::move(text), meant);
  else
    clock_ = true;
}

void Grounds::add_present(Unit unit, Instant start) { present_.emplace(unit, start); }

void Grounds::add_action(std::int64_t id, std::string text) { actions_.emplace(id, std::move(text)); }
void Grounds::add_actions(std::size_t limit, std::string text) {
  action_lists_.emplace(limit, std::move(text));
}
void Grounds::add_cohort(std::int64_t id, std::string text) { cohorts_.emplace(id, std::move(text)); }

void Grounds::add_variable(std::string code_name, std::string text) {
  variables_.emplace(std::move(code_name), std::move(text));
}

bool Grounds::dates_hold(const Calendar& calendar, Instant now) const {
  for (const auto& range : ranges_) {
    const auto means = resolve(range.asked, calendar, range.interval, now);
    if (!means || means->from != range.meant.from || means->to != range.meant.to) return false;
  }
  for (const auto& [text, meant] : moments_) {
    const auto means = parse_moment(text, calendar, now);
    if (!means || means->at != meant) return false;
  }
  for (const auto& [unit, start] : present_)
    if (calendar.start_of(unit, now) != start) return false;
  return true;
}

Result<bool> Grounds::hold(const Calendar& calendar, Instant then, Instant now, const Catalog& catalog,
                           accounts::ProjectId project) const {
  if (clock_ && (now < then || now - then > moment_lasts)) return false;
  if (!dates_hold(calendar, now)) return false;
  for (const auto& [id, text] : actions_)
    if (fingerprint(TRY(catalog.action(project, id))) != text) return false;
  for (const auto& [limit, text] : action_lists_)
    if (fingerprint(TRY(catalog.actions(project, limit))) != text) return false;
  for (const auto& [id, text] : cohorts_)
    if (fingerprint(TRY(catalog.cohort(project, id))) != text) return false;
  for (const auto& [name, text] : variables_)
    if (fingerprint(TRY(catalog.variable(project, name))) != text) return false;
  return true;
}

}  // namespace leapfrog::query
