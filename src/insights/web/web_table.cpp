#include "insights/web/web_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "insights/date_window.h"

namespace leapfrog::insights {
namespace {

// The part's rows with a place for every number of every period: n<period>_<column>.
std::string spread(const WebPart& part, std::size_t period, std::size_t periods, std::size_t columns) {
  auto list = std::string("k");
  for (std::size_t p = 0; p < periods; ++p) {
    for (std::size_t c = 0; c < columns; ++c) {
      const auto at = std::find(part.columns.begin(), part.columns.end(), c);
      const bool own = p == period && at != part.columns.end();
      list += fmt::format(", {} AS n{}_{}",
                          own ? fmt::format("toNullable(toFloat64(m{}))", at - part.columns.begin())
                              : "CAST(NULL, 'Nullable(Float64)')",
                          p, c);
    }
  }
  return fmt::format("SELECT {} FROM ({})", list, part.sql);
}

std::string order_of(const WebScope& web, const WebTable& table) {
  std::string order;
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    if (!web.order.field.empty() && table.columns[c].order == web.order.field)
      order += fmt::format("v0_{} {}, ", c, web.order.ascending ? "ASC" : "DESC");
  for (const auto c : table.order) order += fmt::format("v0_{} DESC, ", c);
  return order + "k";
}

json::value cell(const json::value& value, const WebColumn& column, double scale) {
  if (!value.is_number()) return column.counts ? json::value(0) : json::value(nullptr);
  if (!column.counts || scale == 1) return value;
  return value.to_number<double>() * scale;
}

}  // namespace

Result<json::object> answer_table(const query::Asking& asking, const WebScope& web, const WebTable& table,
                                  const PartsOf& parts_of) {
  const auto periods = TRY(periods_of(asking, web));
  query::Bindings bindings;
  std::vector<std::string> selects;
  for (std::size_t p = 0; p < periods.size(); ++p)
    for (const auto& part : TRY(parts_of(bindings, periods[p])))
      selects.push_back(spread(part, p, periods.size(), table.columns.size()));
  auto list = std::string("k");
  std::string there;  // a value has numbers in a period only where the first of them is there
  for (std::size_t p = 0; p < periods.size(); ++p) {
    there += fmt::format("{}isNotNull(v{}_0)", p == 0 ? "" : " OR ", p);
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      list += fmt::format(", if(isNull(any(n{0}_0)), NULL, any(n{0}_{1})) AS v{0}_{1}", p, c);
  }
  const auto sql = fmt::format("SELECT {} FROM ({}) GROUP BY k HAVING {} ORDER BY {} LIMIT {} OFFSET {}",
                               list, fmt::join(selects, " UNION ALL "), there, order_of(web, table),
                               table.limit + 1, table.offset);
  auto rows = TRY(asking.rows(query::Statement{sql, bindings.parameters(), {}}));
  const bool has_more = rows.size() > static_cast<std::size_t>(table.limit);
  if (has_more) rows.resize(static_cast<std::size_t>(table.limit));

  const double scale = 1 / web.scope.sampling;
  const auto count = table.columns.size();
  json::array results, columns{fmt::format("context.columns.{}", table.key_name)};
  for (const auto& column : table.columns)
    columns.push_back(json::value(fmt::format("context.columns.{}", column.name)));
  for (const auto& row : rows) {
    json::array out{row.at(0)};
    for (std::size_t c = 0; c < count; ++c) {
      out.push_back(json::array{
          cell(row.at(1 + c), table.columns[c], scale),
          periods.size() > 1 ? cell(row.at(1 + count + c), table.columns[c], scale) : json::value(nullptr)});
    }
    results.push_back(std::move(out));
  }
  return json::object{{"results", std::move(results)},
                      {"columns", std::move(columns)},
                      {"hasMore", has_more},
                      {"limit", table.limit},
                      {"offset", table.offset},
                      {"samplingRate", sampling_json(web)},
                      {"resolved_date_range", range_json(asking, periods.front())}};
}

}  // namespace leapfrog::insights
