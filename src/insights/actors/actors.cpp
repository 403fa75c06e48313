#include "insights/actors/actors.h"

#include <fmt/format.h>

#include <algorithm>

#include "insights/actors/actor_page.h"
#include "insights/actors/profiles.h"
#include "insights/insights.h"

namespace leapfrog::insights {
namespace {

using query::Asking;
using query::Bindings;

constexpr std::array<std::string_view, 4> point_kinds = {
    "InsightActorsQuery", "FunnelsActorsQuery", "FunnelCorrelationActorsQuery", "StickinessActorsQuery"};

Result<const query::Kind*> kind_with_actors(const json::object& source, const std::string& path) {
  const auto name = string_or_empty(source, "kind");
  for (const auto& kind : kinds())
    if (kind.name == name && kind.actors) return &kind;
  return invalid(fmt::format("{}.kind '{}' has no people behind its numbers.", path, name.substr(0, 100)),
                 path + ".kind");
}

Result<query::Actors> actors_of(const Asking& asking, Bindings& bindings, const json::object& source,
                                const std::string& path) {
  const auto kind = string_or_empty(source, "kind");
  if (kind == "HogQLQuery") {
    query::ActorsRequest request;
    request.source = source;
    request.path = path;
    return TRY(kind_with_actors(source, path))->actors(asking, bindings, request);
  }
  if (std::find(point_kinds.begin(), point_kinds.end(), kind) == point_kinds.end()) {
    return invalid(fmt::format("{}.kind must be one of {}, HogQLQuery.", path, fmt::join(point_kinds, ", ")),
                   path + ".kind");
  }
  auto request = TRY(query::parse_actors_request(source, path));
  // A FunnelCorrelationActorsQuery asks a FunnelCorrelationQuery, whose own source holds the funnel.
  const auto* answering = TRY(kind_with_actors(request.source, path + ".source"));
  return answering->actors(asking, bindings, request);
}

std::string expression_of(std::string_view select) {
  auto text = select.substr(0, select.find("--"));
  while (text.ends_with(' ')) text.remove_suffix(1);
  while (text.starts_with(' ')) text.remove_prefix(1);
  return std::string(text);
}

// The cells of one row, by what was selected.
class Cells {
 public:
  Cells(std::optional<int> group_type, std::vector<std::string> more, const Profiles& profiles)
      : group_type_(group_type), more_(std::move(more)), profiles_(profiles) {}

  Result<json::value> cell(const std::string& name, const ActorRow& row, const std::string& path) const {
    if (name == "actor" || name == "person" || name == "group")
      return group_type_ ? group_json(profiles_, *group_type_, row.id) : person_json(profiles_, row.id);
    if (name == "id" || name == "actor_id" || name == "key") return json::value(row.id);
    if (name == "event_count" || name == "count()") return row.event_count;
    if (name == "matched_recordings") return json::array();
    const auto found = profiles_.find(row.id);
    const auto* profile = found == profiles_.end() ? nullptr : &found->second;
    const auto display = profile ? profile->name : row.id;
    if (name == "name" || name == "group_name") return json::value(display);
    if (name == "person_display_name") return json::object{{"display_name", display}, {"id", row.id}};
    if (name == "created_at" || name == "person.created_at")
      return profile ? json::value(profile->created_at) : json::value();
    if (name == "is_identified") return json::value(profile && profile->is_identified);
    if (name == "distinct_ids") return profile ? json::value_from(profile->distinct_ids) : json::array();
    if (name == "person.$delete") return json::value();
    if (name == "properties" || name == "person.properties" || name == "group_properties")
      return profile ? profile->properties : json::object();
    for (const std::string_view prefix : {"properties.", "person.properties.", "group_properties."}) {
      if (!name.starts_with(prefix)) continue;
      const auto* value = profile ? profile->properties.if_contains(name.substr(prefix.size())) : nullptr;
      return value ? *value : json::value();
    }
    for (std::size_t i = 0; i < more_.size(); ++i)
      if (more_[i] == name) return row.more.at(i);
    return invalid(fmt::format("{} cannot be '{}': actor, id, created_at, event_count, person_display_name, "
                               "distinct_ids and properties.… can be selected.",
                               path, name.substr(0, 100)),
                   path);
  }

 private:
  std::optional<int> group_type_;
  std::vector<std::string> more_;
  const Profiles& profiles_;
};

Result<json::object> answer_table(const Asking& asking, const ActorsQuery& table) {
  Bindings bindings;
  std::optional<query::Actors> actors;
  if (table.source) actors = TRY(actors_of(asking, bindings, *table.source, "source"));
  const auto page = TRY(actor_page(asking, bindings, table, actors ? &*actors : nullptr));
  const auto group_type = actors ? actors->group_type : table.group_type;
  std::vector<std::string> ids;
  for (const auto& row : page.rows) ids.push_back(row.id);
  const auto profiles =
      group_type ? TRY(read_groups(asking, *group_type, ids)) : TRY(read_people(asking, ids));

  const Cells cells(group_type, actors ? actors->more : std::vector<std::string>{}, profiles);
  json::array results;
  std::int64_t missing = 0;
  for (const auto& row : page.rows) {
    auto& line = results.emplace_back(json::array()).as_array();
    for (std::size_t i = 0; i < table.select.size(); ++i)
      line.push_back(TRY(cells.cell(expression_of(table.select[i]), row, fmt::format("select[{}]", i))));
    if (!profiles.contains(row.id)) ++missing;
  }
  json::array types;
  for (const auto& name : table.select)
    types.emplace_back(expression_of(name) == "event_count" ? "UInt64" : "String");
  return json::object{{"results", std::move(results)},  {"columns", json::value_from(table.select)},
                      {"types", std::move(types)},      {"hasMore", page.has_more},
                      {"limit", table.limit},           {"offset", table.offset},
                      {"missing_actors_count", missing}};
}

}  // namespace

Result<json::object> answer_actors(const Asking& asking, const json::object& query) {
  return answer_table(asking, TRY(parse_actors(query)));
}

Result<query::Actors> actors_actors(const Asking& asking, Bindings& bindings,
                                    const query::ActorsRequest& request) {
  const auto table = TRY(parse_actors(request.source));
  std::optional<query::Actors> actors;
  if (table.source) actors = TRY(actors_of(asking, bindings, *table.source, request.path + ".source"));
  auto sql = TRY(all_actors(asking, bindings, table, actors ? &*actors : nullptr));
  return query::Actors{std::move(sql), actors ? actors->group_type : table.group_type, {}};
}

json::object actors_schema() {
  ActorsQuery actors;
  return query::schema_of([&](query::Shape& shape) { describe(shape, actors); });
}

Result<json::object> answer_insight_actors(const Asking& asking, const json::object& query) {
  ActorsQuery table;
  table.source = query;
  table.select = {"actor", "id", "created_at", "event_count"};
  return answer_table(asking, table);
}

json::object insight_actors_schema() { return query::actors_request_schema(); }

Result<json::object> answer_insight_actors_options(const Asking& asking, const json::object& query) {
  const auto outer = TRY(query::parse_actors_request(query, "query"));
  const auto request = TRY(query::parse_actors_request(outer.source, "source"));
  const auto* kind = TRY(kind_with_actors(request.source, "source.source"));
  if (!kind->points) return json::object{{"day", json::array()}, {"series", json::array()}};
  return kind->points(asking, request.source);
}

json::object insight_actors_options_schema() { return query::actors_request_schema(); }

Result<json::object> answer_groups(const Asking& asking, const json::object& query) {
  return answer_table(asking, TRY(parse_groups(query)));
}

json::object groups_schema() {
  ActorsQuery groups;
  return query::schema_of([&](query::Shape& shape) { describe_groups(shape, groups); });
}

}  // namespace leapfrog::insights
