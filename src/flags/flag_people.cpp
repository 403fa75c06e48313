// The people whom a flag is on for, now; kept as a list, a static cohort, which finds them in the background.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

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
  Result<std::vector<Uuid>> find(const std::function<bool()>& goes_on) {
    std::vector<Uuid> found;
    for (std::int64_t after = 0;;) {
      if (!goes_on()) return unavailable("Stopping.", 1);
      const auto people = TRY(meta::in_read(state_.parts.people, [&](meta::Connection& connection) {
        return persons::people_after(connection, project_, after, people_at_once);
      }));
      if (people.empty()) return found;
      const auto keys = TRY(hash_keys_of(people));
      for (std::size_t i = 0; i < people.size(); ++i) {
        if (is_on_for(people[i], keys[i])) found.push_back(people[i].uuid);
      }
      after = people.back().id;
    }
  }

 private:
  Result<std::vector<HashKeys>> hash_keys_of(const std::vector<persons::PersonView>& people) {
    if (!set_->has_continuity()) return std::vector<HashKeys>(people.size());
    std::vector<std::span<const std::string>> ids;
    for (const auto& person : people) ids.emplace_back(person.distinct_ids);
    return meta::in_read(state_.parts.database, [&](meta::Connection& connection) {
      return find_hash_keys_of_each(connection, project_, ids);
    });
  }

  bool is_on_for(const persons::PersonView& person, const HashKeys& keys) {
    const auto distinct_id = asked_by(person);
    if (distinct_id.empty()) return false;
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

// The index of a flag that can be on for people.
Result<std::uint32_t> flag_with_people(const DefinitionSet& set, std::int64_t id) {
  const auto index = set.find_id(id);
  if (!index) return not_found();
  const auto& flag = set.flag(*index);
  if (!flag.definition.active)
    return invalid("The flag is switched off, so it is on for nobody.", "active", "flag_disabled");
  if (flag.group_type >= 0)
    return invalid("The flag is about groups; a cohort is a list of people.", "filters", "group_flag");
  return *index;
}

Result<Response> create_static_cohort(Flags& flags, const ProjectAccess& access, Request& request) {
  auto& state = flags.state();
  if (state.parts.cohorts == nullptr) return not_found();
  const auto set = state.snapshots.of(access.id())->set;
  const auto& flag = set->flag(TRY(flag_with_people(*set, number_in(request.param("id")).value_or(0))));
  auto at = format_iso(state.parts.clock.now()).substr(0, 19);
  std::ranges::replace(at, 'T', ' ');
  auto cohort = TRY(state.parts.cohorts->make_list_of_flag(
      access, fmt::format("Users with feature flag {} enabled at {}", flag.definition.key, at),
      flag.definition.id));
  return Response::json({{"cohort", std::move(cohort)}}, 201);
}

}  // namespace

Result<std::vector<Uuid>> Flags::people_with(ProjectId project, std::int64_t flag,
                                             const std::function<bool()>& goes_on) {
  const auto set = state_->snapshots.of(project)->set;
  return Finder(*state_, project, TRY(flag_with_people(*set, flag)), set).find(goes_on);
}

void add_flag_people_routes(http::Router& router, Flags& flags) {
  add_flag_route(router, flags, http::Method::post, "feature_flags/{id:int}/create_static_cohort_for_flag/",
                 "Keep the people whom a flag is on for as a static cohort", "feature_flag:write",
                 create_static_cohort, {});
}

}  // namespace leapfrog::flags
