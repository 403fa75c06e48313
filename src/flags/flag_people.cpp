// The people whom a flag is on for, as a list that is kept: a static cohort.
#include <fmt/format.h>

#include <algorithm>

#include "flags/evaluation.h"
#include "flags/flag_api.h"
#include "flags/flag_json.h"
#include "flags/flag_store.h"
#include "flags/state.h"
#include "flags/why.h"
#include "persons/person_reads.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;

constexpr std::int64_t people_at_once = 5'000;

// The identifier that an app asks with: of several the first that no SDK made up.
std::string_view asked_by(const persons::PersonView& person) {
  const auto named = std::ranges::find_if(person.distinct_ids,
                                          [](const std::string& id) { return !Uuid::parse(id).has_value(); });
  if (named != person.distinct_ids.end()) return *named;
  return person.distinct_ids.empty() ? std::string_view() : std::string_view(person.distinct_ids.front());
}

class Finder {
 public:
  Finder(Flags::State& state, ProjectId project, std::uint32_t flag, std::shared_ptr<const DefinitionSet> set)
      : state_(state), project_(project), flag_(flag), set_(std::move(set)) {}

  // Of everybody in the project, in pieces: other readers and the writer get their turn between them.
  Result<std::vector<Uuid>> find() {
    std::vector<Uuid> found;
    for (std::int64_t after = 0;;) {
      const auto people = TRY(meta::in_read(state_.parts.people, [&](meta::Connection& connection) {
        return persons::people_after(connection, project_, after, people_at_once);
      }));
      if (people.empty()) return found;
      for (const auto& person : people) {
        if (TRY(is_on_for(person))) found.push_back(person.uuid);
      }
      after = people.back().id;
    }
  }

 private:
  Result<bool> is_on_for(const persons::PersonView& person) {
    const auto distinct_id = asked_by(person);
    if (distinct_id.empty()) return false;
    HashKeys keys;
    if (set_->has_continuity())
      keys = TRY(meta::in_read(state_.parts.database, [&](meta::Connection& connection) {
        return find_hash_keys(connection, project_, person.distinct_ids);
      }));
    const StoredMemberships memberships(state_.parts.cohorts, project_, person.uuid, std::nullopt);
    const json::object metadata{{"created_at", format_iso(person.created_at)}};
    Context context;
    context.distinct_id = distinct_id;
    context.person.stored = &person.properties;
    context.metadata = &metadata;
    context.hash_keys = keys;
    context.memberships = &memberships;
    context.now = state_.parts.clock.now();
    evaluation_.begin(*set_, context);
    return evaluation_.evaluate(flag_).enabled;
  }

  Flags::State& state_;
  const ProjectId project_;
  const std::uint32_t flag_;
  const std::shared_ptr<const DefinitionSet> set_;
  Evaluation evaluation_;
};

Result<Response> create_static_cohort(Flags& flags, const ProjectAccess& access, Request& request) {
  auto& state = flags.state();
  const auto set = state.snapshots.of(access.id())->set;
  const auto index = set->find_id(number_in(request.param("id")).value_or(0));
  if (!index || state.parts.cohorts == nullptr) return not_found();
  const auto& flag = set->flag(*index);
  if (!flag.definition.active)
    return invalid("The flag is switched off, so it is on for nobody.", "active", "flag_disabled");
  if (flag.group_type >= 0)
    return invalid("The flag is about groups; a cohort is a list of people.", "filters", "group_flag");
  const auto people = TRY(Finder(state, access.id(), *index, set).find());
  auto at = format_iso(state.parts.clock.now()).substr(0, 19);
  std::ranges::replace(at, 'T', ' ');
  auto cohort = TRY(state.parts.cohorts->make_list(
      access, fmt::format("Users with feature flag {} enabled at {}", flag.definition.key, at), people));
  return Response::json({{"cohort", std::move(cohort)}}, 201);
}

}  // namespace

void add_flag_people_routes(http::Router& router, Flags& flags) {
  add_flag_route(router, flags, http::Method::post, "feature_flags/{id:int}/create_static_cohort_for_flag/",
                 "Keep the people whom a flag is on for as a static cohort", "feature_flag:write",
                 create_static_cohort, {});
}

}  // namespace leapfrog::flags
