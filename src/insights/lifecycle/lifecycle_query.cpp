#include "insights/lifecycle/lifecycle_query.h"

namespace leapfrog::insights {

void describe(query::Shape& shape, LifecycleQuery& lifecycle) {
  describe(shape, lifecycle.scope);
  shape.choice("interval", lifecycle.interval, query::interval_names);
  series_field(shape, "series", lifecycle.series);
  shape.object("lifecycleFilter", [&](query::Shape& inner) {
    inner.choices("toggledLifecycles", lifecycle.shown, lifecycle_names);
  });
}

Result<LifecycleQuery> parse_lifecycle(const json::object& query) {
  LifecycleQuery lifecycle;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, lifecycle); }));
  TRY(query::check(lifecycle.scope));
  if (lifecycle.series.size() != 1) return invalid("series must hold exactly one series.", "series");
  return lifecycle;
}

}  // namespace leapfrog::insights
