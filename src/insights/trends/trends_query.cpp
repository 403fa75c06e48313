#include "insights/trends/trends_query.h"

#include <fmt/format.h>

#include "insights/trends/formula.h"

namespace leapfrog::insights {
namespace {

constexpr std::array<std::string_view, 13> display_names = {"ActionsLineGraph",
                                                            "ActionsLineGraphCumulative",
                                                            "ActionsAreaGraph",
                                                            "ActionsBar",
                                                            "ActionsUnstackedBar",
                                                            "ActionsStackedBar",
                                                            "ActionsBarValue",
                                                            "ActionsPie",
                                                            "ActionsTable",
                                                            "BoldNumber",
                                                            "WorldMap",
                                                            "CalendarHeatmap",
                                                            "SlopeGraph"};

constexpr std::size_t max_formulas = 10;

struct FormulaForms {
  std::string one;
  std::vector<std::string> several;
  std::vector<FormulaNode> nodes;
};

// The newest form given wins.
std::vector<FormulaNode> chosen(FormulaForms forms) {
  if (!forms.nodes.empty()) return std::move(forms.nodes);
  std::vector<FormulaNode> nodes;
  for (auto& formula : forms.several) nodes.push_back({std::move(formula), ""});
  if (nodes.empty() && !forms.one.empty()) nodes.push_back({std::move(forms.one), ""});
  return nodes;
}

Result<> check(const TrendsQuery& trends) {
  TRY(query::check(trends.scope));
  if (trends.series.empty()) return invalid("series needs at least one series.", "series", "required");
  if (trends.formulas.size() > max_formulas)
    return invalid(fmt::format("There may be {} formulas at most.", max_formulas), "trendsFilter.formulas");
  for (const auto& node : trends.formulas) TRY(Formula::parse(node.formula, trends.series.size()));
  return {};
}

}  // namespace

bool is_total(Display display) {
  switch (display) {
    case Display::bar_value:
    case Display::pie:
    case Display::table:
    case Display::number:
    case Display::world_map:
      return true;
    default:
      return false;
  }
}

void describe(query::Shape& shape, TrendsQuery& trends) {
  describe(shape, trends.scope);
  shape.choice("interval", trends.interval, query::interval_names);
  series_field(shape, "series", trends.series);
  breakdown_field(shape, "breakdownFilter", trends.breakdown);
  shape.object("compareFilter", [&](query::Shape& inner) { describe(inner, trends.compare); });
  FormulaForms forms;
  shape.object("trendsFilter", [&](query::Shape& inner) {
    inner.choice("display", trends.display, display_names);
    inner.integer("smoothingIntervals", trends.smoothing, {1, 365});
    inner.text("formula", forms.one);
    inner.texts("formulas", forms.several);
    inner.list("formulaNodes", [&](query::Shape& node) {
      auto& added = forms.nodes.emplace_back();
      node.text("formula", added.formula);
      node.text("custom_name", added.custom_name);
    });
  });
  trends.formulas = chosen(std::move(forms));
}

Result<TrendsQuery> parse_trends(const json::object& query) {
  TrendsQuery trends;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, trends); }));
  TRY(check(trends));
  return trends;
}

}  // namespace leapfrog::insights
