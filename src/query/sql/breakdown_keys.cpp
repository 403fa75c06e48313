#include "query/sql/breakdown_keys.h"

#include <fmt/format.h>

namespace leapfrog::query {
namespace {

Result<std::string> value_of(EventRows& rows, const BreakdownField& field) {
  auto text = TRY(rows.property(field.type, field.property, field.group_type_index, field.path));
  if (field.normalize_url) {
    // "https://a.example/b/?c#d" and "https://a.example/b" are one page; the root keeps its slash.
    text = fmt::format("replaceRegexpOne(cutQueryStringAndFragment({}), '([^/])/$', '\\\\1')", text);
  }
  return text;
}

// "[lo,hi]", the last bin with its upper edge; the null marker for what is no number.
Result<std::string> bin_of(EventRows& rows, const BreakdownField& field, const std::vector<double>& edges) {
  const auto number = TRY(rows.number(field.type, field.property, field.group_type_index, field.path));
  if (edges.size() < 2)
    return fmt::format("if(isNull({}), '{}', {})", number, breakdown_null,
                       rows.bindings().text(edges.empty() ? "" : fmt::format("[{0},{0}]", edges.front())));
  std::string branches;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    const bool last = i + 2 == edges.size();
    branches += fmt::format("{} {} {}, {}, ", number, last ? "<=" : "<", Bindings::number(edges[i + 1]),
                            rows.bindings().text(fmt::format("[{},{}]", edges[i], edges[i + 1])));
  }
  return fmt::format("multiIf(isNull({0}) OR {0} < {1}, '{2}', {3}'{2}')", number,
                     Bindings::number(edges.front()), breakdown_null, branches);
}

}  // namespace

Result<std::vector<std::string>> breakdown_keys(EventRows& rows, const Breakdown& breakdown,
                                                const std::vector<std::vector<double>>& bins) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < breakdown.fields.size(); ++i) {
    const auto& field = breakdown.fields[i];
    keys.push_back(field.bins ? TRY(bin_of(rows, field, bins.at(i)))
                              : breakdown_key(TRY(value_of(rows, field))));
  }
  return keys;
}

Result<std::vector<std::string>> breakdown_values(EventRows& rows, const Breakdown& breakdown) {
  std::vector<std::string> values;
  for (const auto& field : breakdown.fields) values.push_back(TRY(value_of(rows, field)));
  return values;
}

std::string breakdown_key(std::string_view value) {
  return fmt::format("ifNull(nullIf({}, ''), '{}')", value, breakdown_null);
}

Result<std::vector<std::vector<double>>> histogram_edges(EventRows rows, const Breakdown& breakdown) {
  std::vector<std::vector<double>> all;
  for (const auto& field : breakdown.fields) {
    auto& edges = all.emplace_back();
    if (!field.bins) continue;
    std::vector<std::string> levels;
    for (int i = 0; i <= *field.bins; ++i)
      levels.push_back(fmt::format("{}", static_cast<double>(i) / *field.bins));
    const auto number = TRY(rows.number(field.type, field.property, field.group_type_index, field.path));
    const auto found = TRY(rows.asking().rows(Statement{
        fmt::format("SELECT quantilesExactInclusive({})({}) {}", fmt::join(levels, ", "), number, rows.sql()),
        rows.bindings().parameters(),
        {}}));
    if (found.empty() || !found.front().at(0).is_array()) continue;
    for (const auto& edge : found.front().at(0).get_array()) {
      if (!edge.is_number()) continue;
      const auto value = edge.to_number<double>();
      if (edges.empty() || value > edges.back()) edges.push_back(value);
    }
  }
  return all;
}

}  // namespace leapfrog::query
