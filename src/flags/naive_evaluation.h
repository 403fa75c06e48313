// For tests: flags evaluated straight from their JSON, one rule after the other as the semantics are written
// down, with no thought of speed. What the compiled evaluation is compared with.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "flags/bucket.h"
#include "flags/evaluation.h"
#include "flags/flag_dates.h"
#include "flags/lower_case.h"

namespace leapfrog::flags::naive {

struct Answer {
  bool enabled = false;
  std::string variant;
  std::string reason = "no_condition_match";
  int condition = -1;
};

class Evaluator {
 public:
  Evaluator(const ProjectDefinitions& definitions, const Context& context)
      : definitions_(definitions), context_(context), zone_(find_time_zone(definitions.timezone)) {}

  Answer evaluate(const FlagDefinition& flag) {
    if (!flag.active) return {false, "", "flag_disabled", -1};
    if (misses(flag) || circles(flag)) return {false, "", "missing_dependency", -1};
    const auto& filters = flag.filters;
    if (truth(filters, "feature_enrollment")) {
      if (const auto* value = person("$feature_enrollment/" + flag.key))
        return {lower_case(text(*value)) == "true", "", "super_condition_value", 0};
    }
    const int flag_group = group_index(filters, "aggregation_group_type_index");
    if (const auto* holdout = filters.if_contains("holdout"); holdout != nullptr && holdout->is_object()) {
      const auto id = identifier(flag, flag_group);
      if (id && holdout_share(*id) <= holdout->at("exclusion_percentage").to_number<double>() / 100)
        return {true, "holdout-" + std::to_string(holdout->at("id").as_int64()), "holdout_condition_value",
                -1};
    }
    return by_groups(flag, flag_group);
  }

 private:
  static int rank(const std::string& reason) {
    static const std::vector<std::string> order = {"missing_dependency", "flag_disabled", "no_group_type",
                                                   "no_condition_match", "out_of_rollout_bound"};
    return static_cast<int>(std::ranges::find(order, reason) - order.begin());
  }

  Answer by_groups(const FlagDefinition& flag, int flag_group) {
    Answer best;
    best.condition = -1;
    int index = -1;
    for (const auto& each : flag.filters.at("groups").as_array()) {
      ++index;
      const auto& group = each.as_object();
      const int about = group.contains("aggregation_group_type_index")
                            ? group_index(group, "aggregation_group_type_index")
                            : flag_group;
      const auto id = identifier(flag, about);
      std::string reason = "no_condition_match";
      if (!id) {
        reason = about >= 0 ? "no_group_type" : "out_of_rollout_bound";
      } else if (all_match(group, about)) {
        const auto* percentage = group.if_contains("rollout_percentage");
        const double share =
            percentage == nullptr || percentage->is_null() ? 100 : percentage->to_number<double>();
        if (share == 100 || rollout_share(flag.key, *id) <= share / 100)
          return {true, variant_of(flag, group, *id), "condition_match", index};
        reason = "out_of_rollout_bound";
      }
      if (best.condition < 0 || rank(reason) >= rank(best.reason)) best = {false, "", reason, index};
      if (id && reason == "out_of_rollout_bound" && truth(flag.filters, "early_exit"))
        return {false, "", reason, index};
    }
    return best;
  }

  static std::string variant_of(const FlagDefinition& flag, const json::object& group, std::string_view id) {
    const auto* multivariate = flag.filters.if_contains("multivariate");
    if (multivariate == nullptr || multivariate->is_null()) return "";
    const auto& variants = multivariate->at("variants").as_array();
    const auto* forced = group.if_contains("variant");
    if (forced != nullptr && forced->is_string()) {
      for (const auto& variant : variants) {
        if (variant.at("key") == *forced) return forced->as_string().c_str();
      }
    }
    double end = 0;
    for (const auto& variant : variants) {
      end += variant.at("rollout_percentage").to_number<double>() / 100;
      if (variant_share(flag.key, id) < end) return variant.at("key").as_string().c_str();
    }
    return "";
  }

  std::optional<std::string_view> identifier(const FlagDefinition& flag, int group) const {
    if (group >= 0) {
      const auto& given = context_.groups[static_cast<std::size_t>(group)];
      return given.present ? std::optional(given.key) : std::nullopt;
    }
    if (flag.bucketed_by_device)
      return context_.device_id.empty() ? std::nullopt : std::optional(context_.device_id);
    if (flag.ensure_experience_continuity) {
      for (const auto& [id, key] : context_.hash_keys) {
        if (id == flag.id) return key;
      }
      if (!context_.anonymous_id.empty()) return context_.anonymous_id;
    }
    return context_.distinct_id;
  }

  bool all_match(const json::object& group, int about) {
    for (const auto& filter : group.at("properties").as_array()) {
      if (!filter_matches(filter.as_object(), about)) return false;
    }
    return true;
  }

  bool filter_matches(const json::object& filter, int about) {
    const std::string type(string_or_empty(filter, "type"));
    if (type == "cohort") {
      const auto inside = in_cohort(filter.at("value").as_int64());
      return inside && *inside == (string_or_empty(filter, "operator") != "not_in");
    }
    if (type == "flag") {
      const auto* other = flag_named(filter.at("key"));
      const auto answer = evaluate(*other);
      const auto& wanted = filter.at("value");
      if (wanted.is_bool()) return answer.enabled == wanted.as_bool();
      return answer.enabled && answer.variant == std::string_view(wanted.as_string());
    }
    const json::value* value = nullptr;
    if (about < 0 && type == "group") about = group_index(filter, "group_type_index");
    if (about >= 0) {
      value =
          layered(context_.groups[static_cast<std::size_t>(about)].properties, filter.at("key").as_string());
    } else {
      value = person(std::string(string_or_empty(filter, "key")));
    }
    return property_matches(filter, value);
  }

  // Nothing when nobody knows.
  std::optional<bool> in_cohort(std::int64_t id) {
    for (const auto& cohort : definitions_.cohorts) {
      if (cohort.id != id) continue;
      if (!cohort.filters.is_null()) return tree_matches(cohort.filters.as_object());
      if (context_.memberships == nullptr) return std::nullopt;
      const auto membership = context_.memberships->of(id);
      if (membership == Membership::unknown) return std::nullopt;
      return membership == Membership::inside;
    }
    return std::nullopt;
  }

  bool tree_matches(const json::object& tree) {
    const bool any = tree.at("type") == json::value("OR");
    for (const auto& each : tree.at("values").as_array()) {
      const auto& object = each.as_object();
      const bool matched = object.contains("values")
                               ? tree_matches(object)
                               : filter_matches(object, -1) != truth(object, "negation");
      if (matched == any) return any;
    }
    return !any;
  }

  bool property_matches(const json::object& filter, const json::value* value) const {
    std::string op(string_or_empty(filter, "operator"));
    if (op == "is_set") return value != nullptr;
    if (op == "is_not_set") return value == nullptr;
    const bool negative = op == "is_not" || op.starts_with("not_");
    if (value == nullptr) return negative;
    if (op == "is_not") op = "exact";
    if (op.starts_with("not_")) op = op.substr(4);
    return plain_matches(op, filter.at("value"), *value) != negative;
  }

  bool plain_matches(const std::string& op, const json::value& wanted, const json::value& value) const {
    const auto is = [&](const json::value& one) { return lower_case(text(one)) == lower_case(text(value)); };
    const auto has = [&](const json::value& part) {
      return ascii_lower(text(value)).find(ascii_lower(text(part))) != std::string::npos;
    };
    if (op == "exact") return wanted.is_array() ? std::ranges::any_of(wanted.as_array(), is) : is(wanted);
    if (op == "icontains") return has(wanted);
    if (op == "icontains_multi") return std::ranges::any_of(wanted.as_array(), has);
    if (op == "starts_with") return ascii_lower(text(value)).starts_with(ascii_lower(text(wanted)));
    if (op == "ends_with") return ascii_lower(text(value)).ends_with(ascii_lower(text(wanted)));
    if (op == "regex") return std::regex_search(text(value), std::regex(text(wanted)));
    if (op.starts_with("semver_")) return version_matches(op.substr(7), text(wanted), text(value));
    if (op.starts_with("is_date_")) return date_matches(op, text(wanted), value);
    const auto left = number(value);
    const auto right = number(wanted);
    if (!left || !right) return false;
    if (op == "gt") return *left > *right;
    if (op == "gte") return *left >= *right;
    if (op == "lt") return *left < *right;
    return *left <= *right;
  }

  static bool version_matches(const std::string& op, const std::string& wanted, const std::string& value) {
    const auto v = parse_version(value);
    if (!v) return false;
    if (op == "tilde") return tilde_range(wanted)->contains(*v);
    if (op == "caret") return caret_range(wanted)->contains(*v);
    if (op == "wildcard") return wildcard_range(wanted)->contains(*v);
    const auto w = *parse_version(wanted);
    if (op == "eq") return *v == w;
    if (op == "neq") return *v != w;
    if (op == "gt") return *v > w;
    if (op == "gte") return *v >= w;
    if (op == "lt") return *v < w;
    return *v <= w;
  }

  bool date_matches(const std::string& op, const std::string& wanted, const json::value& value) const {
    const auto date = date_of(value, zone_);
    const auto ago = parse_relative_date(wanted);
    const auto bound = ago ? std::optional(before_now(*ago, context_.now, zone_)) : parse_date(wanted, zone_);
    if (!date || !bound) return false;
    if (op == "is_date_before") return *date < *bound;
    if (op == "is_date_after") return *date > *bound;
    return *date == *bound;
  }

  static std::optional<double> number(const json::value& value) {
    if (value.is_number()) return value.to_number<double>();
    if (!value.is_string() || value.as_string().empty()) return std::nullopt;
    std::size_t used = 0;
    try {
      const std::string whole(value.as_string());
      const double result = std::stod(whole, &used);
      return used == whole.size() && whole.front() != ' ' ? std::optional(result) : std::nullopt;
    } catch (const std::exception&) {
      return std::nullopt;
    }
  }

  static std::string text(const json::value& value) {
    return value.is_string() ? std::string(value.as_string()) : to_text(value);
  }
  static bool truth(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && *value == json::value(true);
  }
  static int group_index(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value == nullptr || value->is_null() ? -1 : static_cast<int>(value->as_int64());
  }

  static const json::value* layered(const PropertyLayers& layers, std::string_view key) {
    for (const auto* layer : {layers.request, layers.located, layers.stored}) {
      if (layer != nullptr && layer->contains(key)) return &layer->at(key);
    }
    return nullptr;
  }
  const json::value* person(const std::string& key) const {
    if (const auto* found = layered(context_.person, key)) return found;
    if (!key.starts_with("$initial_") || context_.person.request == nullptr) return nullptr;
    const auto rest = key.substr(9);
    if (const auto* found = context_.person.request->if_contains(rest)) return found;
    return context_.person.request->if_contains("$" + rest);
  }

  const FlagDefinition* flag_named(const json::value& key) const {
    for (const auto& flag : definitions_.flags) {
      if (flag.key == std::string_view(key.as_string()) || std::to_string(flag.id) == key.as_string().c_str())
        return &flag;
    }
    return nullptr;
  }
  template <class Visit>
  void each_dependency(const FlagDefinition& flag, Visit visit) const {
    for (const auto& group : flag.filters.at("groups").as_array()) {
      for (const auto& filter : group.at("properties").as_array()) {
        if (filter.at("type") == json::value("flag")) visit(flag_named(filter.at("key")));
      }
    }
  }
  bool misses(const FlagDefinition& flag) const {
    bool missing = false;
    each_dependency(flag, [&](const FlagDefinition* other) { missing |= other == nullptr; });
    return missing;
  }
  bool circles(const FlagDefinition& flag) const {
    std::set<const FlagDefinition*> trail;
    return reaches_circle(&flag, trail);
  }
  bool reaches_circle(const FlagDefinition* flag, std::set<const FlagDefinition*>& trail) const {
    if (flag == nullptr) return false;
    if (!trail.insert(flag).second) return true;
    bool found = false;
    each_dependency(*flag,
                    [&](const FlagDefinition* other) { found = found || reaches_circle(other, trail); });
    trail.erase(flag);
    return found;
  }

  const ProjectDefinitions& definitions_;
  const Context& context_;
  TimeZone zone_;
};

}  // namespace leapfrog::flags::naive
