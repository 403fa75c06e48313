// WebStatsTableQuery: the visits split by page, source, place or device.
#include <fmt/format.h>

#include "insights/web/stats_breakdown.h"
#include "insights/web/web.h"
#include "insights/web/web_table.h"

namespace leapfrog::insights {
namespace {

struct WebStats {
  WebScope web;
  WebBreakdown breakdown = WebBreakdown::page;
  bool bounce_rate = false;
  bool scroll_depth = false;
  std::int64_t limit = 100;
  std::int64_t offset = 0;
};

void describe(query::Shape& shape, WebStats& stats) {
  describe(shape, stats.web);
  shape.choice("breakdownBy", stats.breakdown, web_breakdown_names);
  shape.flag("includeBounceRate", stats.bounce_rate);
  shape.flag("includeScrollDepth", stats.scroll_depth);
  shape.integer("limit", stats.limit, {1, 10'000});
  shape.integer("offset", stats.offset, {0, 1'000'000});
}

// What was scrolled is known of a page when it is left: by events that may be on another one.
query::FilterNode about_the_page_before(query::FilterNode filters) {
  if (filters.leaf && filters.leaf->type == query::PropertyType::event && filters.leaf->key == "$pathname")
    filters.leaf->key = "$prev_pageview_pathname";
  for (auto& child : filters.children) child = about_the_page_before(std::move(child));
  return filters;
}

class StatsTable {
 public:
  StatsTable(const query::Asking& asking, const WebStats& stats) : asking_(asking), stats_(stats) {
    scrolls_ = stats.scroll_depth && stats.breakdown == WebBreakdown::page && !stats.web.goal;
    bounces_ = (stats.bounce_rate || scrolls_) && !stats.web.goal;
  }

  Result<json::object> answer() {
    WebTable table;
    table.limit = stats_.limit;
    table.offset = stats_.offset;
    if (stats_.breakdown == WebBreakdown::frustration_metrics) {
      table.columns = {{"rage_clicks", "RageClicks"}, {"dead_clicks", "DeadClicks"}, {"errors", "Errors"}};
      table.order = {0, 1, 2};
    } else if (stats_.web.goal) {
      table.columns = {{"visitors", "Visitors"},
                       {"total_conversions", "TotalConversions"},
                       {"unique_conversions", "UniqueConversions"},
                       {"conversion_rate", "ConversionRate", false}};
      table.order = {0, 1};
    } else {
      table.columns = {{"visitors", "Visitors"}, {"views", "Views"}};
      if (bounces_) table.columns.push_back({"bounce_rate", "BounceRate", false});
      if (scrolls_) {
        table.columns.push_back({"average_scroll_percentage", "AverageScrollPercentage", false});
        table.columns.push_back({"scroll_gt80_percentage", "ScrollGt80Percentage", false});
      }
      table.order = {0, 1};
    }
    return answer_table(asking_, stats_.web, table,
                        [this](query::Bindings& bindings, const query::ResolvedRange& range) {
                          return parts(bindings, range);
                        });
  }

 private:
  Result<std::vector<WebPart>> parts(query::Bindings& bindings, const query::ResolvedRange& range) const {
    std::vector<WebPart> list;
    if (stats_.breakdown == WebBreakdown::frustration_metrics) {
      list.push_back(TRY(frustration(bindings, range)));
    } else if (stats_.web.goal) {
      list.push_back(TRY(conversions(bindings, range)));
    } else {
      list.push_back(TRY(visits(bindings, range)));
      if (bounces_ && by_page()) list.push_back(TRY(bounces_of_entries(bindings, range)));
      if (scrolls_) list.push_back(TRY(scrolling(bindings, range)));
    }
    return list;
  }
  // A page's bounce rate is of the visits that began with it.
  bool by_page() const { return stats_.breakdown == WebBreakdown::page; }

  Result<WebPart> visits(query::Bindings& bindings, const query::ResolvedRange& range) const {
    auto rows = TRY(visit_rows(asking_, bindings, stats_.web, range));
    rows.where(std::string(is_view));
    const auto key = TRY(key_of(rows, stats_.web, stats_.breakdown));
    rows.where(key.known);
    const auto person = rows.person();
    if (!bounces_ || by_page())
      return WebPart{fmt::format("SELECT {} AS k, uniqExact({}) AS m0, count() AS m1 {} GROUP BY k",
                                 key.value, person, rows.sql()),
                     {0, 1}};
    const auto bounce = session_fact(rows, "$is_bounce");
    return WebPart{
        fmt::format("SELECT k, uniqExactArray(people) AS m0, sum(views) AS m1, avg(bounce) AS m2 FROM "
                    "(SELECT {} AS k, groupUniqArray({}) AS people, count() AS views, any({}) AS bounce {} "
                    "GROUP BY k, e.session_id) GROUP BY k",
                    key.value, person, bounce, rows.sql()),
        {0, 1, 2}};
  }

  Result<WebPart> bounces_of_entries(query::Bindings& bindings, const query::ResolvedRange& range) const {
    auto rows = TRY(visit_rows(asking_, bindings, stats_.web, range));
    rows.where(std::string(is_view));
    const auto key = TRY(key_of(rows, stats_.web, WebBreakdown::initial_page));
    rows.where(key.known);
    const auto bounce = session_fact(rows, "$is_bounce");
    return WebPart{
        fmt::format("SELECT k, avg(bounce) AS m0 FROM (SELECT any({}) AS k, any({}) AS bounce {} GROUP BY "
                    "e.session_id) GROUP BY k",
                    key.value, bounce, rows.sql()),
        {2}};
  }

  Result<WebPart> scrolling(query::Bindings& bindings, const query::ResolvedRange& range) const {
    auto web = stats_.web;
    web.scope.properties = about_the_page_before(web.scope.properties);
    auto rows = TRY(visit_rows(asking_, bindings, web, range));
    rows.where("e.event IN ('$pageview', '$pageleave', '$screen')");
    const auto key = shown_path(rows, web, event_text(rows, "$prev_pageview_pathname"));
    rows.where(fmt::format("isNotNull({})", key));
    const auto seen = TRY(rows.number(query::PropertyType::event, "$prev_pageview_max_content_percentage", 0,
                                      "includeScrollDepth"));
    return WebPart{fmt::format("SELECT {0} AS k, avg({1}) AS m0, avg({1} > 0.8) AS m1 {2} GROUP BY k", key,
                               seen, rows.sql()),
                   {3, 4}};
  }

  Result<WebPart> conversions(query::Bindings& bindings, const query::ResolvedRange& range) const {
    auto rows = TRY(visit_rows(asking_, bindings, stats_.web, range));
    const auto goal = TRY(goal_condition(rows, stats_.web));
    rows.where(fmt::format("({} OR {})", is_view, goal));
    const auto key = TRY(key_of(rows, stats_.web, stats_.breakdown));
    rows.where(key.known);
    const auto person = rows.person();
    return WebPart{
        fmt::format("SELECT k, uniqExact(p) AS m0, countIf(g) AS m1, uniqExactIf(p, g) AS m2, m2 / m0 AS m3 "
                    "FROM (SELECT {} AS k, {} AS p, {} AS g {}) GROUP BY k",
                    key.value, person, goal, rows.sql()),
        {0, 1, 2, 3}};
  }

  Result<WebPart> frustration(query::Bindings& bindings, const query::ResolvedRange& range) const {
    auto rows = TRY(visit_rows(asking_, bindings, stats_.web, range));
    rows.where("e.event IN ('$rageclick', '$dead_click', '$exception')");
    const auto key = TRY(key_of(rows, stats_.web, stats_.breakdown));
    rows.where(key.known);
    return WebPart{fmt::format("SELECT {} AS k, countIf(e.event = '$rageclick') AS m0, countIf(e.event = "
                               "'$dead_click') AS m1, countIf(e.event = '$exception') AS m2 {} GROUP BY k",
                               key.value, rows.sql()),
                   {0, 1, 2}};
  }

  const query::Asking& asking_;
  const WebStats& stats_;
  bool bounces_ = false;
  bool scrolls_ = false;
};

}  // namespace

Result<json::object> answer_web_stats(const query::Asking& asking, const json::object& query) {
  WebStats stats;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, stats); }));
  if (!query.contains("breakdownBy"))
    return invalid("breakdownBy is required, such as Page or Country.", "breakdownBy", "required");
  TRY(complete(stats.web, query));
  return StatsTable(asking, stats).answer();
}

json::object web_stats_schema() {
  WebStats stats;
  auto schema = query::schema_of([&](query::Shape& shape) { describe(shape, stats); });
  // Without a default: a question that leaves it out is not the same as one for the first of the names.
  schema["properties"].as_object()["breakdownBy"].as_object().erase("default");
  schema["required"] = json::array{"breakdownBy"};
  return schema;
}

}  // namespace leapfrog::insights
