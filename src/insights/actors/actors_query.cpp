#include "insights/actors/actors_query.h"

namespace leapfrog::insights {
namespace {

constexpr std::int64_t max_limit = 50'000;
constexpr std::int64_t max_offset = 10'000'000;

void describe_table(query::Shape& shape, ActorsQuery& table) {
  shape.texts("select", table.select);
  shape.text("search", table.search);
  filters_field(shape, "properties", table.properties);
  shape.texts("orderBy", table.order_by);
  shape.integer("limit", table.limit, {1, max_limit});
  shape.integer("offset", table.offset, {0, max_offset});
}

}  // namespace

void describe(query::Shape& shape, ActorsQuery& actors) {
  shape.custom("source", json::object{{"type", "object"}},
               [&](const json::value& value, const std::string& path) -> Result<> {
                 if (!value.is_object()) return query::wrong_type(path, "an object", value);
                 actors.source = json::object(value.get_object(), json::storage_ptr());
                 return {};
               });
  describe_table(shape, actors);
  filters_field(shape, "fixedProperties", actors.fixed_properties);
}

Result<ActorsQuery> parse_actors(const json::object& query) {
  ActorsQuery actors;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe(shape, actors); }));
  if (actors.select.empty()) {
    actors.select = {"actor", "id", "created_at"};
    if (actors.source) actors.select.emplace_back("event_count");
  }
  return actors;
}

void describe_groups(query::Shape& shape, ActorsQuery& groups) {
  std::optional<std::int64_t> type;
  shape.integer("group_type_index", type, {0, 4});
  if (type) groups.group_type = static_cast<int>(*type);
  describe_table(shape, groups);
}

Result<ActorsQuery> parse_groups(const json::object& query) {
  ActorsQuery groups;
  TRY(query::read_shape(query, "", [&](query::Shape& shape) { describe_groups(shape, groups); }));
  if (!groups.group_type)
    return invalid("group_type_index is required: 0 to 4.", "group_type_index", "required");
  if (groups.select.empty()) groups.select = {"group_name", "key", "created_at"};
  return groups;
}

}  // namespace leapfrog::insights
