#include "insights/stickiness/stickiness_query.h"

namespace leapfrog::insights {
namespace {

constexpr std::array<std::string_view, 3> criterion_names = {"gte", "lte", "exact"};
enum class Computed : std::uint8_t { non_cumulative, cumulative };
constexpr std::array<std::string_view, 2> computed_names = {"non_cumulative", "cumulative"};

}  // namespace

void describe(query::Shape& shape, StickinessQuery& stickiness) {
  describe(shape, stickiness.scope);
  shape.choice("interval", stickiness.interval, query::interval_names);
  shape.integer("intervalCount", stickiness.interval_count, {1, 365});
  series_field(shape, "series", stickiness.series);
  shape.object("compareFilter", [&](query::Shape& inner) { describe(inner, stickiness.compare); });
  shape.object("stickinessFilter", [&](query::Shape& inner) {
    auto computed = stickiness.cumulative ? Computed::cumulative : Computed::non_cumulative;
    inner.choice("computedAs", computed, computed_names);
    stickiness.cumulative = computed == Computed::cumulative;
    inner.object("stickinessCriteria", [&](query::Shape& criteria) {
      criteria.choice("operator", stickiness.criterion, criterion_names);
      criteria.integer("value", stickiness.occurrences, {1, 1'000'000});
    });
  });
}

Result<StickinessQuery> parse_stickiness(const json::object& query) {
  StickinessQuery stickiness;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, stickiness); }));
  TRY(query::check(stickiness.scope));
  if (stickiness.series.empty()) return invalid("series needs at least one series.", "series", "required");
  return stickiness;
}

}  // namespace leapfrog::insights
