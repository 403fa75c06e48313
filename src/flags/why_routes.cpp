// feature_flags/evaluation_at/ and feature_flags/what_if/; usage by variant.
#include <fmt/format.h>

#include "flags/flag_answer.h"
#include "flags/flag_api.h"
#include "flags/flag_input.h"
#include "flags/flag_json.h"
#include "flags/usage_dashboard.h"
#include "flags/why.h"
#include "persons/person_reads.h"
#include "query/sql/event_rows.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;
constexpr std::int64_t max_days = 365;

struct Parts {
  Flags::State& state;
  query::EngineParts engine;
};

Result<std::int64_t> days_in(std::int64_t days) {
  if (days < 1 || days > max_days) return invalid("Expected 1 to 365 days.", "days");
  return days;
}

Result<std::optional<persons::PersonView>> stored_person(const Parts& parts, ProjectId project,
                                                         std::string_view distinct_id) {
  persons::PersonFilter filter;
  filter.distinct_id = distinct_id;
  auto found = TRY(meta::in_read(parts.state.parts.people, [&](meta::Connection& connection) {
    return persons::list_people(connection, project, filter, 1, 0);
  }));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

// Somebody, or a group, as the evaluation sees them.
struct Witness {
  KnownThen person;
  json::object metadata;
  std::vector<std::pair<std::string, std::string>> groups;  // type, key
  std::array<KnownThen, max_group_types> known_groups;
};

Result<std::vector<std::pair<std::string, std::string>>> groups_in(const Request& request) {
  std::vector<std::pair<std::string, std::string>> groups;
  const auto text = request.query.get("groups");
  if (text.empty()) return groups;
  const auto parsed = TRY(parse_json(text));
  if (!parsed.is_object() || parsed.get_object().size() > max_group_types)
    return invalid("Expected a JSON object of keys by group type.", "groups");
  for (const auto& [type, key] : parsed.get_object()) {
    if (!key.is_string()) return invalid("Every key is a text.", "groups");
    groups.emplace_back(type, key.get_string());
  }
  return groups;
}

json::object answer_json(const DefinitionSet& set, Evaluation& evaluation, std::string_view only) {
  json::object out;
  for (std::uint32_t i = 0; i < set.flags().size(); ++i) {
    const auto& definition = set.flags()[i].definition;
    if (!only.empty() && definition.key != only) continue;
    const auto verdict = evaluation.evaluate(i);
    out[definition.key] = {
        {"value", value_of(verdict)},
        {"version", definition.version},
        {"reason", reason_code(verdict.reason)},
        {"condition_index", verdict.condition < 0 ? json::value() : json::value(verdict.condition)},
        {"description", reason_description(verdict)},
        {"failed", verdict.failed}};
  }
  return out;
}

// ?distinct_id=&at=[&flag=][&groups=]
Result<Response> evaluation_at(const Parts& parts, const ProjectAccess& access, Request& request) {
  const auto distinct_id = request.query.get("distinct_id");
  if (distinct_id.empty()) return invalid("This field is required.", "distinct_id", "required");
  const auto at = parse_iso(request.query.get("at"));
  if (!at) return invalid("Expected a time such as 2026-01-31T12:00:00Z.", "at");
  auto& state = parts.state;
  const auto set =
      DefinitionSet::compile(TRY(meta::in_read(state.parts.database, [&](meta::Connection& connection) {
        return definitions_at(state, connection, access.id(), *at);
      })));
  const auto only = request.query.get("flag");
  if (!only.empty() && !set->find(only)) return not_found("There was no such flag at that time.");
  const auto asking = TRY(query::Asking::begin(access, state.parts.clock.now(), parts.engine));
  const auto stored = TRY(stored_person(parts, access.id(), distinct_id));
  Witness witness;
  witness.person =
      TRY(person_at(asking, distinct_id, stored ? std::optional(stored->uuid) : std::nullopt, *at));
  witness.metadata["created_at"] = format_iso(witness.person.created_at);
  witness.groups = TRY(groups_in(request));
  const StoredMemberships memberships(state.parts.cohorts, access.id(), witness.person.id, *at);
  Context context;
  context.distinct_id = distinct_id;
  context.person.stored = &witness.person.properties;
  context.metadata = &witness.metadata;
  context.memberships = &memberships;
  context.now = *at;
  json::object group_properties;
  for (const auto& [type, key] : witness.groups) {
    const auto index = set->group_type(type);
    if (index < 0) continue;
    auto& known = witness.known_groups[static_cast<std::size_t>(index)];
    known = TRY(group_at(asking, index, key, *at));
    context.groups[static_cast<std::size_t>(index)] = {true, key, {nullptr, nullptr, &known.properties}};
    group_properties[type] = known.properties;
  }
  HashKeys keys;
  if (stored && set->has_continuity())
    keys = TRY(meta::in_read(state.parts.database, [&](meta::Connection& connection) {
      return find_hash_keys(connection, access.id(), stored->distinct_ids);
    }));
  context.hash_keys = keys;
  Evaluation evaluation;
  evaluation.begin(*set, context);
  auto answer = answer_json(*set, evaluation, only);
  return Response::json(
      {{"at", format_iso(*at)},
       {"distinct_id", distinct_id},
       {"flags", std::move(answer)},
       {"person_properties", witness.person.properties},
       {"properties_as_of",
        witness.person.seen_at.empty() ? json::value() : json::value(witness.person.seen_at)},
       {"group_properties", std::move(group_properties)}});
}

// {flag: id, days, and what a PATCH would have}: how many people the change would move.
Result<Response> what_if(const Parts& parts, const ProjectAccess& access, Request& request) {
  auto& state = parts.state;
  const auto body = TRY(object_in_body(request.body));
  const auto id = TRY(optional_int(body, "flag"));
  if (!id) return invalid("This field is required: the id of a feature flag.", "flag", "required");
  const auto days = TRY(days_in(TRY(optional_int(body, "days")).value_or(7)));
  struct Sets {
    std::string key;
    std::shared_ptr<const DefinitionSet> before, after;
  };
  const auto sets =
      TRY(meta::in_read(state.parts.database, [&](meta::Connection& connection) -> Result<Sets> {
        auto flag = TRY(find_flag(connection, access.id(), *id));
        if (!flag || flag->is("deleted")) return not_found();
        const std::string key(flag->key());
        auto wanted = body;
        wanted.erase("key");  // renamed, it would be another flag to everybody
        flag->fields = TRY(changed_fields(flag->fields, wanted));
        auto before = state.snapshots.of(access.id())->set;
        DefinitionChanges changes;
        changes.flags.push_back(definition_of(*flag));
        auto after = before->with(std::move(changes));
        return Sets{key, std::move(before), std::move(after)};
      }));
  const auto asking = TRY(query::Asking::begin(access, state.parts.clock.now(), parts.engine));
  const auto people = TRY(recent_people(asking, days));
  const auto moved = compare_definitions(*sets.before, *sets.after, sets.key, people.sample,
                                         state.parts.cohorts, access.id(), asking.now());
  const auto scaled = [&](std::int64_t count) {
    return moved.tried == 0
               ? 0
               : static_cast<std::int64_t>(static_cast<double>(count) * static_cast<double>(people.total) /
                                               static_cast<double>(moved.tried) +
                                           0.5);
  };
  json::array examples;
  for (const auto& each : moved.examples) examples.emplace_back(each);
  return Response::json({{"days", days},
                         {"people", people.total},
                         {"on_before", scaled(moved.on_before)},
                         {"on_after", scaled(moved.on_after)},
                         {"switched_on", scaled(moved.switched_on)},
                         {"switched_off", scaled(moved.switched_off)},
                         {"other_variant", scaled(moved.other_variant)},
                         {"is_estimate", moved.tried < people.total},
                         {"examples", std::move(examples)}});
}

// Calls and people by variant and day, from $feature_flag_called.
Result<Response> usage(const Parts& parts, const ProjectAccess& access, Request& request) {
  auto& state = parts.state;
  const auto days =
      TRY(days_in(request.query.has("days") ? number_in(request.query.get("days")).value_or(0) : 14));
  const auto flag = TRY(meta::in_read(state.parts.database, [&](meta::Connection& connection) {
    return find_flag(connection, access.id(), number_in(request.param("id")).value_or(0));
  }));
  if (!flag) return not_found();
  const auto asking = TRY(query::Asking::begin(access, state.parts.clock.now(), parts.engine));
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  rows.between(asking.now() - std::chrono::hours(24 * days), asking.now());
  const auto key = TRY(rows.property(query::PropertyType::event, "$feature_flag", 0, "flag"));
  const auto response = TRY(rows.property(query::PropertyType::event, "$feature_flag_response", 0, "flag"));
  rows.where(fmt::format("e.event = '$feature_flag_called' AND ifNull({} = {}, false)", key,
                         bindings.text(flag->key())));
  const auto person = rows.person();
  const auto day = query::bucket_of(asking.calendar(), query::Interval::day, "e.timestamp");
  const auto found = TRY(asking.rows(query::Statement{
      fmt::format("SELECT ifNull({}, 'false') AS value, toInt64({}) AS day, toInt64(count()), "
                  "toInt64(uniqExact({})) {} GROUP BY value, day ORDER BY day, value LIMIT 20000",
                  response, day, person, rows.sql()),
      bindings.parameters(),
      {}}));
  json::array results;
  for (const auto& row : found)
    results.push_back(
        json::object{{"value", row.at(0)},
                     {"day", query::format_day(asking.calendar(), query::Interval::day,
                                               from_micros(row.at(1).to_number<std::int64_t>() * 1'000'000))},
                     {"calls", row.at(2)},
                     {"people", row.at(3)}});
  return Response::json({{"flag", flag->key()}, {"days", days}, {"results", std::move(results)}});
}

}  // namespace

void add_why_routes(http::Router& router, Flags& flags, const query::EngineParts& engine) {
  using http::Method;
  using Call = Result<Response> (*)(const Parts&, const ProjectAccess&, Request&);
  const auto add = [&](Method method, std::string_view path, std::string summary, Call call) {
    accounts::add_project_route(
        router, flags.state().parts.accounts, method, path,
        {std::move(summary), "feature_flags", "feature_flag:read", "", ""},
        [parts = Parts{flags.state(), engine}, call](const ProjectAccess& access, Request& request) {
          return call(parts, access, request);
        });
  };
  add(Method::get, "feature_flags/evaluation_at/", "What flags were for somebody at an instant, and why",
      evaluation_at);
  add(Method::post, "feature_flags/what_if/", "How many people a change of a flag would move", what_if);
  add(Method::get, "feature_flags/{id:int}/usage/", "Who was told what, by day", usage);
  add_usage_dashboard_routes(router, flags, engine);
}

}  // namespace leapfrog::flags
