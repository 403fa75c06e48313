#include "insights/events/events_query.h"

namespace leapfrog::insights {

void describe(query::Shape& shape, EventsQuery& events) {
  shape.texts("select", events.select);
  shape.texts("where", events.where);
  shape.texts("orderBy", events.order_by);
  shape.text("event", events.event);
  shape.integer("actionId", events.action, {});
  shape.text("personId", events.person);
  shape.text("after", events.after);
  shape.text("before", events.before);
  filters_field(shape, "properties", events.properties);
  filters_field(shape, "fixedProperties", events.fixed_properties);
  shape.flag("filterTestAccounts", events.filter_test_accounts);
  shape.integer("limit", events.limit, {1, 50'000});
  shape.integer("offset", events.offset, {0, 10'000'000});
}

Result<EventsQuery> parse_events(const json::object& query) {
  EventsQuery events;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, events); }));
  if (events.select.empty()) events.select = {"*"};
  return events;
}

}  // namespace leapfrog::insights
