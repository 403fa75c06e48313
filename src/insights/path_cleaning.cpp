#include "insights/path_cleaning.h"

#include <fmt/format.h>

#include <algorithm>

#include "query/shape.h"

namespace leapfrog::insights {
namespace {

constexpr std::size_t max_rules = 100;

}  // namespace

Result<std::vector<CleaningRule>> parse_rules(const json::value& value, const std::string& path) {
  const auto* list = value.if_array();
  if (!list) return query::wrong_type(path, "a list", value);
  if (list->size() > max_rules)
    return invalid(fmt::format("{} may have {} rules at most.", path, max_rules), path);
  std::vector<CleaningRule> rules;
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto& rule = rules.emplace_back();
    rule.order = static_cast<std::int64_t>(i);
    TRY(query::read_shape((*list)[i], fmt::format("{}[{}]", path, i), [&](query::Shape& shape) {
      shape.text("regex", rule.regex);
      shape.text("alias", rule.alias);
      shape.integer("order", rule.order, {});
    }));
  }
  std::erase_if(rules, [](const CleaningRule& rule) { return rule.regex.empty(); });
  std::stable_sort(rules.begin(), rules.end(),
                   [](const CleaningRule& a, const CleaningRule& b) { return a.order < b.order; });
  return rules;
}

std::vector<CleaningRule> project_rules(const query::Asking& asking) {
  const auto* own = asking.access().project().settings.if_contains("path_cleaning_filters");
  if (!own || !own->is_array()) return {};
  auto parsed = parse_rules(*own, "path_cleaning_filters");
  return parsed ? *std::move(parsed) : std::vector<CleaningRule>();
}

std::string cleaned(std::string text, const std::vector<CleaningRule>& rules, query::Bindings& bindings) {
  for (const auto& rule : rules)
    text = fmt::format("replaceRegexpAll({}, {}, {})", text, bindings.text(rule.regex),
                       bindings.text(rule.alias));
  return text;
}

}  // namespace leapfrog::insights
