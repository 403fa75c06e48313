// The compiler's part that reads one definition: a flag or a cohort as PostHog's JSON has it.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "flags/compiler.h"

namespace leapfrog::flags {
namespace {

constexpr std::size_t max_tree_depth = 16;
constexpr std::string_view redacted = "\"********* (encrypted)\"";

const json::array* list_in(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_array();
}

std::optional<double> number_in(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_number() ? std::optional(value->to_number<double>()) : std::nullopt;
}

// A small index such as that of a group type; -1 when absent, null or out of range.
int index_in(const json::object& object, std::string_view key) {
  const auto number = number_in(object, key);
  return number && *number >= 0 && *number < max_group_types ? static_cast<int>(*number) : -1;
}

bool is_true(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<std::string> first_touch_of(std::string_view key) {
  constexpr std::string_view prefix = "$initial_";
  if (!key.starts_with(prefix)) return {};
  const std::string rest(key.substr(prefix.size()));
  return {rest, "$" + rest};
}

}  // namespace

std::optional<std::int64_t> id_of(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  if (!value.is_string()) return std::nullopt;
  const std::string_view text(value.get_string());
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(id) : std::nullopt;
}

FlagName flag_name_of(const json::value& key) {
  FlagName name;
  if (const auto* text = key.if_string()) name.key = std::string(*text);
  name.id = id_of(key);
  return name;
}

void Compiler::compile_flag(CompiledFlag& flag) {
  const auto& filters = flag.definition.filters;
  flag.group_type = index_in(filters, "aggregation_group_type_index");
  flag.early_exit = is_true(filters, "early_exit");
  flag.asks_groups = flag.group_type >= 0;
  compile_variants(flag, filters);
  compile_payloads(flag, filters);
  compile_holdouts(flag, filters);
  compile_enrolment(flag, filters);
  if (const auto* groups = list_in(filters, "groups")) {
    for (const auto& group : *groups) flag.conditions.push_back(compile_condition(flag, group));
  }
  for (const auto used : flag.uses.slots) flag.asks_groups |= set_->slots_[used].source == Source::group;
}

void Compiler::compile_variants(CompiledFlag& flag, const json::object& filters) {
  const auto* multivariate = filters.if_contains("multivariate");
  const auto* object = multivariate == nullptr ? nullptr : multivariate->if_object();
  const auto* variants = object == nullptr ? nullptr : list_in(*object, "variants");
  if (variants == nullptr) return;
  double end = 0;
  for (const auto& each : *variants) {
    const auto* variant = each.if_object();
    if (variant == nullptr) continue;
    end += number_in(*variant, "rollout_percentage").value_or(0) / 100.0;
    flag.variants.push_back({std::string(string_or_empty(*variant, "key")), end});
  }
}

void Compiler::compile_payloads(CompiledFlag& flag, const json::object& filters) {
  const auto* payloads = filters.if_contains("payloads");
  if (payloads == nullptr || !payloads->is_object()) return;
  for (const auto& [value, payload] : payloads->get_object()) {
    if (payload.is_null() || payload == json::value("")) continue;
    auto text = payload.is_string() ? std::string(payload.get_string()) : to_text(payload);
    if (flag.definition.has_encrypted_payloads) text = redacted;
    auto quoted = json::serialize(json::string(text));
    flag.payloads.push_back({std::string(value), std::move(text), std::move(quoted)});
  }
}

void Compiler::compile_holdouts(CompiledFlag& flag, const json::object& filters) {
  const auto share_of = [](double percentage) { return std::clamp(percentage, 0.0, 100.0) / 100.0; };
  if (const auto* holdout = filters.if_contains("holdout"); holdout != nullptr && holdout->is_object()) {
    const auto& object = holdout->get_object();
    const auto percentage = number_in(object, "exclusion_percentage");
    const auto id = object.contains("id") ? id_of(object.at("id")) : std::nullopt;
    if (id && percentage) flag.holdouts.push_back({fmt::format("holdout-{}", *id), share_of(*percentage)});
  }
  const auto* legacy = list_in(filters, "holdout_groups");
  if (legacy == nullptr || !flag.holdouts.empty()) return;
  for (const auto& group : *legacy) {
    const auto* object = group.if_object();
    if (object == nullptr) continue;
    const auto variant = string_or_empty(*object, "variant");
    flag.holdouts.push_back({std::string(variant.empty() ? "holdout" : variant),
                             share_of(number_in(*object, "rollout_percentage").value_or(100))});
  }
}

void Compiler::compile_enrolment(CompiledFlag& flag, const json::object& filters) {
  if (is_true(filters, "feature_enrollment"))
    flag.enrolment = slot(Source::person, -1, "$feature_enrollment/" + flag.definition.key);
  const auto* super = list_in(filters, "super_groups");
  if (super == nullptr || super->empty()) return;
  flag.super_condition = compile_condition(flag, super->front());
  for (const auto& filter : flag.super_condition->filters) {
    if (filter.kind == Filter::Kind::property) flag.super_slots.push_back(filter.target);
  }
}

Condition Compiler::compile_condition(CompiledFlag& flag, const json::value& source) {
  Condition condition;
  condition.group_type = flag.group_type;
  const auto* object = source.if_object();
  if (object == nullptr) {
    condition.broken = true;
    return condition;
  }
  if (object->contains("aggregation_group_type_index"))
    condition.group_type = index_in(*object, "aggregation_group_type_index");
  flag.asks_groups |= condition.group_type >= 0;
  if (const auto percentage = number_in(*object, "rollout_percentage")) {
    condition.everybody = *percentage == 100;
    condition.share = *percentage / 100.0;
  }
  const auto variant = string_or_empty(*object, "variant");
  for (std::size_t i = 0; i < flag.variants.size() && condition.variant < 0 && !variant.empty(); ++i) {
    if (flag.variants[i].key == variant) condition.variant = static_cast<int>(i);
  }
  const auto* properties = list_in(*object, "properties");
  if (properties == nullptr) return condition;
  for (const auto& each : *properties) {
    auto filter = compile_filter(each, {condition.group_type}, &flag);
    if (filter) {
      condition.filters.push_back(*std::move(filter));
    } else {
      condition.broken = true;
    }
  }
  // The cheap and the deciding ones first.
  std::ranges::stable_sort(condition.filters, {}, &Filter::kind);
  return condition;
}

void Compiler::compile_cohort(CompiledCohort& cohort, const json::value& filters) {
  const json::value* source = &filters;
  if (const auto* object = filters.if_object(); object != nullptr && object->contains("properties"))
    source = &object->at("properties");
  cohort.by_membership = source->is_null();
  if (cohort.by_membership) return;
  auto tree = compile_tree(*source, 0);
  if (tree) {
    cohort.tree = *std::move(tree);
  } else if (tree.error().code == "behavioral") {
    cohort.by_membership = true;
  } else {
    cohort.broken = true;
  }
}

Result<FilterTree> Compiler::compile_tree(const json::value& source, std::size_t depth) {
  if (depth > max_tree_depth) return invalid("The filters are nested too deeply.");
  FilterTree tree;
  const auto* object = source.if_object();
  if (object == nullptr) return invalid("A group of filters is an object.");
  if (object->empty()) return tree;
  const auto type = string_or_empty(*object, "type");
  if (type != "AND" && type != "OR" && type != "property")
    return invalid("A group of filters is of type AND or OR.");
  tree.any = type == "OR";
  const auto* values = list_in(*object, "values");
  if (values == nullptr) return tree;
  for (const auto& value : *values) {
    const auto* inner = value.if_object();
    if (inner != nullptr && inner->contains("values")) {
      tree.trees.push_back(TRY(compile_tree(value, depth + 1)));
    } else {
      tree.filters.push_back(TRY(compile_filter(value, {}, nullptr)));
      if (is_true(value.get_object(), "negation")) tree.filters.back().negated ^= true;
    }
  }
  return tree;
}

Result<Filter> Compiler::compile_filter(const json::value& source, Subject subject, CompiledFlag* flag) {
  const auto* object = source.if_object();
  if (object == nullptr) return invalid("Every filter is an object.");
  const auto type = string_or_empty(*object, "type");
  if (type == "flag") return flag_filter(*object, flag);
  if (type == "cohort" || type == "static-cohort" || type == "precalculated-cohort")
    return cohort_filter(*object);
  if (type == "behavioral")
    return failure(ErrorKind::invalid, "behavioral", "Behaviour is not decided from properties.");
  return property_filter(*object, subject);
}

Result<Filter> Compiler::flag_filter(const json::object& source, CompiledFlag* flag) {
  Filter filter;
  filter.kind = Filter::Kind::flag;
  const auto* key = source.if_contains("key");
  auto name = key == nullptr ? FlagName() : flag_name_of(*key);
  const auto found = set_->find(name);
  uses_->flags.emplace_back(std::move(name), found);
  if (!found) {
    if (flag != nullptr) flag->missing_dependency = true;
    return invalid("There is no such flag.");
  }
  filter.target = *found;
  const auto* value = source.if_contains("value");
  if (value != nullptr && value->is_bool()) {
    filter.wanted.kind = value->get_bool() ? WantedValue::Kind::on : WantedValue::Kind::off;
  } else if (value != nullptr && value->is_string()) {
    filter.wanted = {WantedValue::Kind::variant, std::string(value->get_string())};
  } else {
    return invalid("A flag evaluates to true, false or a variant.", "value");
  }
  return filter;
}

Result<Filter> Compiler::cohort_filter(const json::object& source) {
  Filter filter;
  filter.kind = Filter::Kind::cohort;
  filter.negated = string_or_empty(source, "operator") == "not_in";
  const auto* value = source.if_contains("value");
  const auto id = value == nullptr ? std::nullopt : id_of(*value);
  const auto found = id ? set_->find_cohort(*id) : std::nullopt;
  if (id) uses_->cohorts.emplace_back(*id, found);
  if (!found) return invalid("There is no such cohort.", "value");
  filter.target = *found;
  return filter;
}

Result<Filter> Compiler::property_filter(const json::object& source, Subject subject) {
  const auto key = string_or_empty(source, "key");
  if (key.empty()) return invalid("Every filter has a key.", "key");
  Filter filter;
  filter.match = TRY(PropertyMatch::compile(source, set_->zone_));
  const auto type = string_or_empty(source, "type");
  const auto own_group = type == "group" ? index_in(source, "group_type_index") : -1;
  const auto group = subject.group_type >= 0 ? subject.group_type : own_group;
  if (group >= 0) {
    filter.target = slot(Source::group, group, key);
  } else if (type == "group") {
    return invalid("A filter on a group names its type.", "group_type_index");
  } else {
    filter.target = slot(type == "person_metadata" ? Source::metadata : Source::person, -1, key);
  }
  return filter;
}

std::uint32_t Compiler::slot(Source source, int group_type, std::string_view key) {
  auto& slots = set_->slots_;
  const auto next = free_slots_.empty() ? static_cast<std::uint32_t>(slots.size()) : free_slots_.back();
  const auto [found, added] = slot_index_.try_emplace({source, group_type, std::string(key)}, next);
  if (added) {
    if (free_slots_.empty()) {
      slots.emplace_back();
    } else {
      free_slots_.pop_back();
    }
    slots[next] = {source, group_type, std::string(key),
                   source == Source::person ? first_touch_of(key) : std::vector<std::string>(), false};
  }
  uses_->slots.push_back(found->second);
  return found->second;
}

}  // namespace leapfrog::flags
