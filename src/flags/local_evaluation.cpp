#include "flags/local_evaluation.h"

#include <algorithm>
#include <string>
#include <vector>

namespace leapfrog::flags {
namespace {

// The dependencies of a flag, those that others stand on first, the flag itself last. Empty when it leads
// nowhere.
class Chain {
 public:
  explicit Chain(const DefinitionSet& set) : set_(set) {}

  json::array of(std::uint32_t flag) {
    if (set_.is_circular(flag) || set_.flag(flag).missing_dependency) return {};
    visit(flag);
    return std::move(keys_);
  }

 private:
  void visit(std::uint32_t flag) {
    if (std::ranges::find(seen_, flag) != seen_.end()) return;
    seen_.push_back(flag);
    for (const auto& [name, target] : set_.flag(flag).uses.flags) {
      if (target) visit(*target);
    }
    keys_.emplace_back(set_.flag(flag).definition.key);
  }

  const DefinitionSet& set_;
  std::vector<std::uint32_t> seen_;
  json::array keys_;
};

class Writer {
 public:
  Writer(const DefinitionSet& set, bool with_cohorts) : set_(set), with_cohorts_(with_cohorts) {}

  json::object flag_json(const CompiledFlag& flag) {
    const auto& definition = flag.definition;
    json::array contexts;
    for (const auto& context : definition.contexts) contexts.emplace_back(context);
    json::object out;
    out["id"] = definition.id;
    out["key"] = definition.key;
    out["name"] = definition.name;
    out["active"] = definition.active;
    out["deleted"] = false;
    out["version"] = definition.version;
    out["filters"] = filters_json(flag);
    out["ensure_experience_continuity"] = definition.ensure_experience_continuity;
    out["has_encrypted_payloads"] = definition.has_encrypted_payloads;
    out["bucketing_identifier"] = definition.bucketed_by_device ? json::value("device_id") : json::value();
    out["evaluation_runtime"] = definition.runtime == Runtime::client   ? "client"
                                : definition.runtime == Runtime::server ? "server"
                                                                        : "all";
    out["evaluation_contexts"] = contexts;
    out["evaluation_tags"] = std::move(contexts);
    out["has_experiment"] = definition.has_experiment;
    out["experiment_set"] = json::array();
    return out;
  }

 private:
  json::object filters_json(const CompiledFlag& flag) {
    auto filters = flag.definition.filters;
    json::object payloads;
    for (const auto& payload : flag.payloads) payloads[payload.value] = payload.text;
    filters["payloads"] = std::move(payloads);
    auto* groups = filters.if_contains("groups");
    if (groups == nullptr || !groups->is_array()) return filters;
    for (auto& group : groups->get_array()) {
      auto* properties = group.is_object() ? group.get_object().if_contains("properties") : nullptr;
      if (properties != nullptr && properties->is_array())
        *properties = json::value(properties_json(properties->get_array()));
    }
    return filters;
  }

  json::array properties_json(const json::array& properties) {
    json::array out;
    for (const auto& property : properties) {
      if (!property.is_object()) continue;
      const auto& filter = property.get_object();
      const auto type = string_or_empty(filter, "type");
      if (type == "flag") {
        out.emplace_back(dependency_json(filter));
      } else if (type != "cohort" || with_cohorts_ || !flatten(filter, out)) {
        out.push_back(property);
      }
    }
    return out;
  }

  // SDKs look flags up by key, whatever the filter was saved with.
  json::object dependency_json(json::object filter) {
    json::array chain;
    if (const auto* key = filter.if_contains("key")) {
      if (const auto target = set_.find(flag_name_of(*key))) {
        filter["key"] = set_.flag(*target).definition.key;
        chain = Chain(set_).of(*target);
      }
    }
    filter["dependency_chain"] = std::move(chain);
    return filter;
  }

  const json::object* filters_of_cohort(const json::value& id) const {
    const auto number = id_of(id);
    const auto found = number ? set_.find_cohort(*number) : std::nullopt;
    const auto* object = found ? set_.cohort_table()->definitions[*found].filters.if_object() : nullptr;
    if (object == nullptr) return nullptr;
    return object->contains("properties") ? object->at("properties").if_object() : object;
  }

  // A cohort that is one list of filters, all of which must match: the same as having them in the condition.
  bool flatten(const json::object& filter, json::array& out) {
    if (string_or_empty(filter, "operator") == "not_in" || !filter.contains("value")) return false;
    const auto* tree = filters_of_cohort(filter.at("value"));
    while (tree != nullptr) {
      const auto* values = tree->if_contains("values");
      if (values == nullptr || !values->is_array() || values->get_array().empty()) return false;
      const auto& list = values->get_array();
      const auto* inner = list.size() == 1 ? list.front().if_object() : nullptr;
      if (inner != nullptr && inner->contains("values")) {
        tree = inner;
        continue;
      }
      if (list.size() > 1 && string_or_empty(*tree, "type") != "AND") return false;
      const auto is_plain = [](const json::value& each) {
        const auto* object = each.if_object();
        return object != nullptr && !object->contains("values") && !object->contains("negation") &&
               string_or_empty(*object, "type") == "person";
      };
      if (!std::ranges::all_of(list, is_plain)) return false;
      for (const auto& each : list) out.push_back(each);
      return true;
    }
    return false;
  }

  const DefinitionSet& set_;
  const bool with_cohorts_;
};

// Those cohorts that some flag stands on, directly or through others, and that properties decide.
class UsedCohorts {
 public:
  explicit UsedCohorts(const DefinitionSet& set) : set_(set), used_(set.cohorts().size()) {
    for (const auto& flag : set.flags()) {
      for (const auto& [id, cohort] : flag.uses.cohorts) {
        if (cohort) note(*cohort);
      }
    }
  }

  json::object write() const {
    json::object out;
    for (std::size_t i = 0; i < used_.size(); ++i) {
      const auto& cohort = set_.cohorts()[i];
      if (cohort.by_membership || !used_[i]) continue;
      const auto& filters = set_.cohort_table()->definitions[i].filters.get_object();
      out[std::to_string(cohort.id)] = filters.contains("properties") ? filters.at("properties") : filters;
    }
    return out;
  }

 private:
  void note(std::uint32_t cohort) {
    if (used_[cohort]) return;
    used_[cohort] = true;
    note(set_.cohorts()[cohort].tree);
  }
  void note(const FilterTree& tree) {
    for (const auto& filter : tree.filters) {
      if (filter.kind == Filter::Kind::cohort) note(filter.target);
    }
    for (const auto& inner : tree.trees) note(inner);
  }

  const DefinitionSet& set_;
  std::vector<bool> used_;
};

}  // namespace

json::object local_definition(const DefinitionSet& set, std::uint32_t flag, bool with_cohorts) {
  return Writer(set, with_cohorts).flag_json(set.flag(flag));
}

json::object local_surroundings(const DefinitionSet& set, bool with_cohorts) {
  json::object types;
  const auto& names = set.group_types();
  for (std::size_t i = 0; i < names.size(); ++i) types[std::to_string(i)] = names[i];
  return {{"group_type_mapping", std::move(types)},
          {"cohorts", with_cohorts ? UsedCohorts(set).write() : json::object()},
          {"minimal_flag_called_events", false},
          {"property_matching_version", 2}};
}

}  // namespace leapfrog::flags
