// What a selector picks, said plainly, for tests: parsed elements, the clicked one first.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "capture/elements_chain.h"
#include "query/sql/selector.h"

namespace leapfrog::query::naive {

inline std::optional<std::string> value_of(const capture::Element& element, std::string_view key) {
  if (key == "attr_id") return element.attr_id;
  if (key == "href") return element.href;
  if (key == "nth-child") return std::to_string(element.nth_child);
  if (key == "nth-of-type") return std::to_string(element.nth_of_type);
  const auto found = element.attributes.find(std::string(key));
  return found == element.attributes.end() ? std::nullopt : std::optional(found->second);
}

inline bool fits(const AttributeCondition& condition, const capture::Element& element) {
  const auto value = value_of(element, condition.key);
  if (!value) return false;
  switch (condition.operation) {
    case AttributeCondition::Operation::present:
      return true;
    case AttributeCondition::Operation::equals:
      return *value == condition.value;
    case AttributeCondition::Operation::begins:
      return value->starts_with(condition.value);
    case AttributeCondition::Operation::ends:
      return value->ends_with(condition.value);
    case AttributeCondition::Operation::contains:
      return value->find(condition.value) != std::string::npos;
  }
  return false;
}

inline bool fits(const Compound& compound, const capture::Element& element) {
  return (compound.tag.empty() || compound.tag == element.tag_name) &&
         std::ranges::all_of(compound.classes,
                             [&](const auto& name) {
                               return std::ranges::find(element.classes, name) != element.classes.end();
                             }) &&
         std::ranges::all_of(compound.attributes,
                             [&](const auto& condition) { return fits(condition, element); });
}

// Whether the first `parts` of the selector fit, the last of them at `element`.
inline bool fits_at(const Selector& selector, std::size_t parts,
                    const std::vector<capture::Element>& elements, std::size_t element) {
  if (element >= elements.size() || !fits(selector[parts - 1], elements[element])) return false;
  if (parts == 1) return true;
  if (selector[parts - 1].child) return fits_at(selector, parts - 1, elements, element + 1);
  for (auto ancestor = element + 1; ancestor < elements.size(); ++ancestor) {
    if (fits_at(selector, parts - 1, elements, ancestor)) return true;
  }
  return false;
}

inline bool picks(const Selector& selector, const std::vector<capture::Element>& elements) {
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (fits_at(selector, selector.size(), elements, i)) return true;
  }
  return false;
}

}  // namespace leapfrog::query::naive
