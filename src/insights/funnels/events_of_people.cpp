#include "insights/funnels/events_of_people.h"

#include <fmt/format.h>

#include "query/side_by_side.h"

namespace leapfrog::insights {

Result<std::optional<PersonEvents>> events_of_people(const query::Asking& asking,
                                                     const FunnelRequest& request,
                                                     const FunnelLayout& layout) {
  const auto most = asking.terms().limits.held_events;
  if (most <= 0) return std::nullopt;  // to the engine 0 is no limit
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  const auto sql = TRY(funnel_events(rows, request, layout));
  const query::Statement events{sql, bindings.parameters(), {}};
  const query::Statement merges{
      fmt::format("SELECT old_person_id, person_id, version FROM person_overrides WHERE project_id = {}",
                  asking.project()),
      {},
      {}};
  std::optional<PersonEvents> people(std::in_place);
  const auto read = query::side_by_side(2, [&](std::size_t i) {
    return asking.visit_blocks(i == 0 ? events : merges, most,
                               [&](const events::NativeRows& block) -> Result<> {
                                 if (i == 0)
                                   people->add_events(block);
                                 else
                                   people->add_merges(block);
                                 return {};
                               });
  });
  if (!read && read.error().code == "query_rows") return std::nullopt;
  if (!read) return std::unexpected(read.error());
  people->order_values();
  return people;
}

}  // namespace leapfrog::insights
