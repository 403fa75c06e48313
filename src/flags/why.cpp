#include "flags/why.h"

#include <fmt/format.h>

#include "flags/flag_store.h"
#include "query/sql/event_rows.h"
#include "storage/events/json_column.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

constexpr std::size_t max_examples = 10;

std::string_view text_of(const json::value& value) {
  return value.is_string() ? std::string_view(value.get_string()) : std::string_view();
}

// How the properties of a row are printed: the column and what it cannot give back.
constexpr std::string_view person_columns =
    "toJSONString(e.person_properties), e.person_properties_residue, "
    "toString(toUnixTimestamp64Micro(e.timestamp)), toUnixTimestamp64Micro(e.person_created_at)";

Result<std::vector<json::array>> latest(const query::Asking& asking, query::EventRows& rows,
                                        query::Bindings& bindings, std::string_view columns) {
  return asking.rows(query::Statement{
      fmt::format("SELECT {} {} ORDER BY e.timestamp DESC, e.log_offset DESC LIMIT 1", columns, rows.sql()),
      bindings.parameters(),
      {}});
}

Result<Instant> instant_in(std::string_view micros) {
  std::int64_t value = 0;
  for (const char c : micros) value = value * 10 + (c - '0');
  return from_micros(value);
}

Verdict verdict_for(Evaluation& evaluation, const DefinitionSet& set, const Context& context,
                    std::string_view key) {
  const auto index = set.find(key);
  if (!index || !set.flags()[*index].definition.active) return {};
  evaluation.begin(set, context);
  return evaluation.evaluate(*index);
}

}  // namespace

Membership StoredMemberships::of(std::int64_t cohort) const {
  if (cohorts_ == nullptr) return Membership::unknown;
  if (!person_) return Membership::outside;
  Result<std::optional<bool>> member = std::nullopt;
  if (at_) {
    member = cohorts_->was_member(project_, cohort, *person_, *at_);
  } else if (const auto now = cohorts_->is_member(project_, cohort, *person_)) {
    member = *now;
  }
  if (!member || !*member) return Membership::unknown;
  return **member ? Membership::inside : Membership::outside;
}

Result<ProjectDefinitions> definitions_at(Flags::State& state, meta::Connection& connection,
                                          ProjectId project, Instant at) {
  auto definitions = TRY(state.read_surroundings(project, connection));
  if (state.parts.cohorts != nullptr)
    definitions.cohorts = TRY(state.parts.cohorts->definitions_at(connection, project, at));
  for (const auto& [id, version] : TRY(versions_at(connection, project, at))) {
    FlagRecord flag;
    flag.id = id;
    flag.project = project;
    flag.version = version.version;
    flag.fields = version.fields;
    if (!flag.is("deleted")) definitions.flags.push_back(definition_of(flag));
  }
  return definitions;
}

Result<KnownThen> person_at(const query::Asking& asking, std::string_view distinct_id,
                            const std::optional<Uuid>& person, Instant at) {
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  const auto by_id = fmt::format("e.distinct_id = {}", bindings.text(distinct_id));
  rows.where(person
                 ? fmt::format("({} OR {} = toUUID({}))", by_id, rows.person(), bindings.text(person->text()))
                 : by_id);
  // Events without a profile carry nothing of the person.
  rows.where(
      fmt::format("e.person_mode != 'propertyless' AND e.timestamp <= {}", query::Bindings::instant(at)));
  KnownThen known{{}, "", at, person};
  for (const auto& row : TRY(latest(asking, rows, bindings, person_columns))) {
    known.properties = TRY(events::read_json(text_of(row.at(0)), text_of(row.at(1))));
    known.seen_at = format_iso(TRY(instant_in(text_of(row.at(2)))));
    known.created_at = from_micros(row.at(3).to_number<std::int64_t>());
  }
  return known;
}

Result<KnownThen> group_at(const query::Asking& asking, int type_index, std::string_view key, Instant at) {
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  rows.where(fmt::format("e.group{}_key = {} AND e.timestamp <= {}", type_index, bindings.text(key),
                         query::Bindings::instant(at)));
  KnownThen known{{}, "", at, std::nullopt};
  const auto columns = fmt::format(
      "toJSONString(e.group{}_properties), toString(toUnixTimestamp64Micro(e.timestamp))", type_index);
  for (const auto& row : TRY(latest(asking, rows, bindings, columns))) {
    known.properties = TRY(events::read_json(text_of(row.at(0)), ""));
    known.seen_at = format_iso(TRY(instant_in(text_of(row.at(1)))));
  }
  return known;
}

Result<RecentPeople> recent_people(const query::Asking& asking, std::int64_t days) {
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  rows.between(asking.now() - std::chrono::hours(24 * days), asking.now());
  rows.where("e.person_mode != 'propertyless'");
  const auto person = rows.person();
  RecentPeople people;
  for (const auto& row : TRY(asking.rows(query::Statement{
           fmt::format("SELECT toInt64(uniqExact({})) {}", person, rows.sql()), bindings.parameters(), {}})))
    people.total = row.at(0).to_number<std::int64_t>();
  const auto chosen = fmt::format("SELECT {} AS p {} GROUP BY p ORDER BY cityHash64(p) LIMIT {}", person,
                                  rows.sql(), max_people_tried);
  rows.where(fmt::format("{} IN ({})", person, chosen));
  const auto statement = fmt::format(
      "SELECT toString(p), last.1, last.2, last.3, last.4 FROM (SELECT {} AS p, argMax((e.distinct_id, "
      "toJSONString(e.person_properties), e.person_properties_residue, "
      "toUnixTimestamp64Micro(e.person_created_at)), (e.timestamp, e.log_offset)) AS last {} GROUP BY p)",
      person, rows.sql());
  for (const auto& row : TRY(asking.rows(query::Statement{statement, bindings.parameters(), {}}))) {
    const auto id = Uuid::parse(text_of(row.at(0)));
    if (!id) continue;
    people.sample.push_back({*id, std::string(text_of(row.at(1))),
                             TRY(events::read_json(text_of(row.at(2)), text_of(row.at(3)))),
                             from_micros(row.at(4).to_number<std::int64_t>())});
  }
  return people;
}

Moved compare_definitions(const DefinitionSet& before, const DefinitionSet& after, std::string_view key,
                          const std::vector<RecentPerson>& people, CohortSource* cohorts, ProjectId project,
                          Instant now) {
  Moved moved;
  Evaluation old_evaluation, new_evaluation;
  for (const auto& person : people) {
    const StoredMemberships memberships(cohorts, project, person.id, std::nullopt);
    const json::object metadata{{"created_at", format_iso(person.created_at)}};
    Context context;
    context.distinct_id = person.distinct_id;
    context.person.stored = &person.properties;
    context.metadata = &metadata;
    context.memberships = &memberships;
    context.now = now;
    const auto was = verdict_for(old_evaluation, before, context, key);
    const auto is = verdict_for(new_evaluation, after, context, key);
    ++moved.tried;
    moved.on_before += was.enabled ? 1 : 0;
    moved.on_after += is.enabled ? 1 : 0;
    moved.switched_on += !was.enabled && is.enabled ? 1 : 0;
    moved.switched_off += was.enabled && !is.enabled ? 1 : 0;
    const bool other = was.enabled && is.enabled && was.variant != is.variant;
    moved.other_variant += other ? 1 : 0;
    if ((other || was.enabled != is.enabled) && moved.examples.size() < max_examples)
      moved.examples.push_back(person.distinct_id);
  }
  return moved;
}

}  // namespace leapfrog::flags
