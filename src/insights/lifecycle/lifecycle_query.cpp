#include "insights/lifecycle/lifecycle_query.h"

#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::insights {

void describe(query::Shape& shape, LifecycleQuery& lifecycle) {
  describe(shape, lifecycle.scope);
  shape.choice("interval", lifecycle.interval, query::interval_names);
  series_field(shape, "series", lifecycle.series);
  std::vector<std::string> toggled;
  shape.object("lifecycleFilter", [&](query::Shape& inner) { inner.texts("toggledLifecycles", toggled); });
  if (toggled.empty()) return;
  for (std::size_t i = 0; i < lifecycle_names.size(); ++i)
    lifecycle.shown.at(i) = std::find(toggled.begin(), toggled.end(), lifecycle_names.at(i)) != toggled.end();
}

Result<LifecycleQuery> parse_lifecycle(const json::object& query) {
  LifecycleQuery lifecycle;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, lifecycle); }));
  TRY(query::check(lifecycle.scope));
  if (lifecycle.series.size() != 1) return invalid("series must hold exactly one series.", "series");
  return lifecycle;
}

}  // namespace leapfrog::insights
