// WebExternalClicksTableQuery: which links to other sites are followed.
#include <fmt/format.h>

#include "insights/web/web.h"
#include "insights/web/web_table.h"

namespace leapfrog::insights {
namespace {

struct WebClicks {
  WebScope web;
  bool strip_query = false;
  std::int64_t limit = 100;
  std::int64_t offset = 0;
};

void describe(query::Shape& shape, WebClicks& clicks) {
  describe(shape, clicks.web);
  shape.flag("stripQueryParams", clicks.strip_query);
  shape.integer("limit", clicks.limit, {1, 10'000});
  shape.integer("offset", clicks.offset, {0, 1'000'000});
}

}  // namespace

Result<json::object> answer_web_clicks(const query::Asking& asking, const json::object& query) {
  WebClicks clicks;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, clicks); }));
  TRY(complete(clicks.web, query));
  WebTable table;
  table.columns = {{"visitors", "Visitors"}, {"clicks", "Clicks"}};
  table.key_name = "url";
  table.order = {0, 1};
  table.limit = clicks.limit;
  table.offset = clicks.offset;
  return answer_table(
      asking, clicks.web, table,
      [&](query::Bindings& bindings, const query::ResolvedRange& range) -> Result<std::vector<WebPart>> {
        auto rows = TRY(visit_rows(asking, bindings, clicks.web, range));
        auto url = event_text(rows, "$external_click_url");
        rows.where(fmt::format("e.event = '$autocapture' AND isNotNull({})", url));
        if (clicks.strip_query) url = fmt::format("cutQueryStringAndFragment({})", url);
        const auto person = rows.person();
        return std::vector{
            WebPart{fmt::format("SELECT {} AS k, uniqExact({}) AS m0, count() AS m1 {} GROUP BY k", url,
                                person, rows.sql()),
                    {0, 1}}};
      });
}

json::object web_clicks_schema() {
  WebClicks clicks;
  return query::schema_of([&](query::Shape& shape) { describe(shape, clicks); });
}

}  // namespace leapfrog::insights
