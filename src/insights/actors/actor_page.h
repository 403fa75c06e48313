// One page of actors: which ones, in which order. Who they are is read afterwards, for the page alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "insights/actors/actors_query.h"
#include "query/asking.h"

namespace leapfrog::insights {

struct ActorRow {
  std::string id;  // UUID of a person, key of a group
  json::value event_count;
  json::array more;  // as Actors::more names them
};

struct ActorPage {
  std::vector<ActorRow> rows;
  bool has_more = false;
};

// `actors` are those that the query's source gives; nullptr: everybody.
Result<ActorPage> actor_page(const query::Asking& asking, query::Bindings& bindings, const ActorsQuery& query,
                             const query::Actors* actors);

// All of them as a statement with actor_id and event_count, in no order.
Result<std::string> all_actors(const query::Asking& asking, query::Bindings& bindings,
                               const ActorsQuery& query, const query::Actors* actors);

}  // namespace leapfrog::insights
