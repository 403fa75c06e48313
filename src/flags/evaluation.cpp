#include "flags/evaluation.h"

#include <algorithm>

#include "flags/bucket.h"
#include "flags/lower_case.h"

namespace leapfrog::flags {
namespace {

const json::value* find_in(const json::object* object, std::string_view key) {
  return object == nullptr ? nullptr : object->if_contains(key);
}

const json::value* find_in(const PropertyLayers& layers, std::string_view key) {
  for (const auto* layer : {layers.request, layers.located, layers.stored}) {
    if (const auto* value = find_in(layer, key)) return value;
  }
  return nullptr;
}

bool says_yes(const json::value& value) {
  if (const auto* flag = value.if_bool()) return *flag;
  const auto* text = value.if_string();
  return text != nullptr && LowerCase(std::string_view(*text)).view() == "true";
}

bool is(const Verdict& verdict, const WantedValue& wanted) {
  switch (wanted.kind) {
    case WantedValue::Kind::on:
      return verdict.enabled;
    case WantedValue::Kind::off:
      return !verdict.enabled;
    case WantedValue::Kind::variant:
      return verdict.enabled && verdict.variant == wanted.variant;
  }
  return false;
}

}  // namespace

std::string_view reason_code(Reason reason) {
  switch (reason) {
    case Reason::missing_dependency:
      return "missing_dependency";
    case Reason::flag_disabled:
      return "flag_disabled";
    case Reason::no_group_type:
      return "no_group_type";
    case Reason::no_condition_match:
      return "no_condition_match";
    case Reason::out_of_rollout_bound:
      return "out_of_rollout_bound";
    case Reason::condition_match:
      return "condition_match";
    case Reason::holdout_condition_value:
      return "holdout_condition_value";
    case Reason::super_condition_value:
      return "super_condition_value";
  }
  return "";
}

void Evaluation::begin(const DefinitionSet& set, const Context& context) {
  set_ = &set;
  context_ = &context;
  verdicts_.assign(set.flags().size(), {});
  properties_.assign(set.slots().size(), {});
}

const Verdict& Evaluation::evaluate(std::uint32_t flag) {
  auto& decided = verdicts_[flag];
  if (!decided.done) {
    // Flags that stand on themselves were found when the set was compiled, so this ends.
    decided.verdict = decide(set_->flag(flag), set_->is_circular(flag));
    decided.done = true;
  }
  return decided.verdict;
}

Verdict Evaluation::decide(const CompiledFlag& flag, bool is_circular) {
  Verdict verdict;
  if (!flag.definition.active) {
    verdict.reason = Reason::flag_disabled;
  } else if (is_circular || flag.missing_dependency) {
    verdict.reason = Reason::missing_dependency;
    verdict.failed = is_circular;
  } else if (!enrolled(flag, verdict) && !held_out(flag, verdict)) {
    verdict = by_conditions(flag);
  }
  if (!verdict.enabled) return verdict;
  const auto value = verdict.variant.empty() ? std::string_view("true") : verdict.variant;
  for (const auto& payload : flag.payloads) {
    if (payload.value == value) verdict.payload = &payload;
  }
  return verdict;
}

bool Evaluation::enrolled(const CompiledFlag& flag, Verdict& verdict) {
  bool decided = false;
  if (flag.enrolment) {
    const auto* value = property(*flag.enrolment);
    decided = value != nullptr;
    verdict.enabled = decided && says_yes(*value);
  } else if (flag.super_condition) {
    const auto known = [&](std::uint32_t slot) { return property(slot) != nullptr; };
    decided = std::ranges::any_of(flag.super_slots, known);
    const auto who = subject(flag, flag.super_condition->group_type);
    verdict.enabled =
        decided && who.present &&
        try_condition(flag, *flag.super_condition, who.identifier, verdict.failed) == Outcome::match;
  }
  if (decided) {
    verdict.reason = Reason::super_condition_value;
    verdict.condition = 0;
  }
  return decided;
}

bool Evaluation::held_out(const CompiledFlag& flag, Verdict& verdict) {
  if (flag.holdouts.empty()) return false;
  const auto who = subject(flag, flag.group_type);
  if (!who.present) return false;
  const auto share = holdout_share(who.identifier);
  for (const auto& holdout : flag.holdouts) {
    if (share > holdout.share) continue;
    verdict.enabled = true;
    verdict.variant = holdout.variant;
    verdict.reason = Reason::holdout_condition_value;
    return true;
  }
  return false;
}

Verdict Evaluation::by_conditions(const CompiledFlag& flag) {
  Verdict verdict;
  bool failed = false;
  bool seen = false;
  // The best reason there was for "no"; of equals the later one.
  const auto note = [&](Reason reason, std::size_t condition) {
    if (seen && reason < verdict.reason) return;
    seen = true;
    verdict.reason = reason;
    verdict.condition = static_cast<int>(condition);
  };
  for (std::size_t i = 0; i < flag.conditions.size(); ++i) {
    const auto& condition = flag.conditions[i];
    const auto who = subject(flag, condition.group_type);
    if (!who.present) {
      note(condition.group_type >= 0 ? Reason::no_group_type : Reason::out_of_rollout_bound, i);
      continue;
    }
    const auto outcome = try_condition(flag, condition, who.identifier, failed);
    if (outcome == Outcome::match) {
      verdict.enabled = true;
      verdict.reason = Reason::condition_match;
      verdict.condition = static_cast<int>(i);
      give(flag, condition, who.identifier, verdict);
      return verdict;
    }
    note(outcome == Outcome::out_of_rollout ? Reason::out_of_rollout_bound : Reason::no_condition_match, i);
    if (outcome == Outcome::out_of_rollout && flag.early_exit) {
      verdict.reason = Reason::out_of_rollout_bound;
      verdict.condition = static_cast<int>(i);
      break;
    }
  }
  verdict.failed = failed;
  return verdict;
}

Evaluation::Outcome Evaluation::try_condition(const CompiledFlag& flag, const Condition& condition,
                                              std::string_view identifier, bool& failed) {
  if (condition.broken) return Outcome::no_match;
  for (const auto& filter : condition.filters) {
    if (!passes(filter, failed)) return Outcome::no_match;
  }
  if (condition.everybody) return Outcome::match;
  return rollout_share(flag.definition.key, identifier) <= condition.share ? Outcome::match
                                                                           : Outcome::out_of_rollout;
}

void Evaluation::give(const CompiledFlag& flag, const Condition& condition, std::string_view identifier,
                      Verdict& verdict) {
  if (flag.variants.empty()) return;
  if (condition.variant >= 0) {
    verdict.variant = flag.variants[static_cast<std::size_t>(condition.variant)].key;
    return;
  }
  const auto share = variant_share(flag.definition.key, identifier);
  const auto found =
      std::ranges::find_if(flag.variants, [&](const Variant& each) { return share < each.end; });
  if (found != flag.variants.end()) verdict.variant = found->key;
}

bool Evaluation::passes(const Filter& filter, bool& failed) {
  switch (filter.kind) {
    case Filter::Kind::flag:
      return is(evaluate(filter.target), filter.wanted) != filter.negated;
    case Filter::Kind::property:
      return filter.match.matches(property(filter.target), context_->now, set_->zone()) != filter.negated;
    case Filter::Kind::cohort: {
      const auto& cohort = set_->cohorts()[filter.target];
      bool unknown = cohort.broken;
      const bool is_inside = !unknown && inside(cohort, unknown);
      failed |= unknown;
      return !unknown && is_inside != filter.negated;
    }
  }
  return false;
}

bool Evaluation::inside(const CompiledCohort& cohort, bool& failed) {
  if (!cohort.by_membership) return passes_tree(cohort.tree, failed);
  const auto membership =
      context_->memberships == nullptr ? Membership::unknown : context_->memberships->of(cohort.id);
  failed |= membership == Membership::unknown;
  return membership == Membership::inside;
}

bool Evaluation::passes_tree(const FilterTree& tree, bool& failed) {
  if (tree.filters.empty() && tree.trees.empty()) return !tree.any;
  for (const auto& filter : tree.filters) {
    if (passes(filter, failed) == tree.any) return tree.any;
  }
  for (const auto& inner : tree.trees) {
    if (passes_tree(inner, failed) == tree.any) return tree.any;
  }
  return !tree.any;
}

Evaluation::Subject Evaluation::subject(const CompiledFlag& flag, int group_type) const {
  if (group_type >= 0) {
    const auto& group = context_->groups[static_cast<std::size_t>(group_type)];
    return {group.present, group.key};
  }
  if (flag.definition.bucketed_by_device) return {!context_->device_id.empty(), context_->device_id};
  if (!flag.definition.ensure_experience_continuity) return {true, context_->distinct_id};
  for (const auto& [id, identifier] : context_->hash_keys) {
    if (id == flag.definition.id) return {true, identifier};
  }
  return {true, context_->anonymous_id.empty() ? context_->distinct_id : context_->anonymous_id};
}

const json::value* Evaluation::property(std::uint32_t slot) {
  auto& looked = properties_[slot];
  if (!looked.done) looked = {true, look_up(set_->slots()[slot])};
  return looked.value;
}

const json::value* Evaluation::look_up(const PropertySlot& slot) const {
  if (slot.source == Source::metadata) return find_in(context_->metadata, slot.key);
  if (slot.source == Source::group)
    return find_in(context_->groups[static_cast<std::size_t>(slot.group_type)].properties, slot.key);
  if (const auto* value = find_in(context_->person, slot.key)) return value;
  for (const auto& key : slot.initial_of) {
    if (const auto* value = find_in(context_->person.request, key)) return value;
  }
  return nullptr;
}

}  // namespace leapfrog::flags
