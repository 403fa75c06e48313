// Flags as seen by somebody: for the app, for support, and before a condition is saved.
#include <algorithm>

#include "flags/filter_check.h"
#include "flags/flag_answer.h"
#include "flags/flag_api.h"
#include "flags/flag_input.h"
#include "flags/flag_json.h"
#include "persons/person_reads.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;
constexpr std::int64_t max_people_read = 100'000;  // by the count of people; beyond it is an estimate

// A request for all flags of one person, whoever asks.
Result<std::unique_ptr<FlagRequest>> wish_for(const Request& request, std::string_view distinct_id,
                                              const json::object& more) {
  auto body = more;
  body["distinct_id"] = distinct_id;
  body["evaluation_runtime"] = "all";
  body["geoip_disable"] = true;
  if (const auto groups = request.query.get("groups"); !groups.empty()) {
    auto parsed = TRY(parse_json(groups));
    if (!parsed.is_object()) return invalid("Expected a JSON object of keys by group type.", "groups");
    body["groups"] = std::move(parsed);
  }
  return read_flag_request(json::serialize(body), request);
}

Result<Response> my_flags(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto& user = access.who().user;
  if (user.id == 0) return not_found("A project secret has no flags of its own.");
  const auto wish = TRY(wish_for(request, user.uuid, {{"person_properties", {{"email", user.email}}}}));
  auto& state = flags.state();
  AskedFlags asked(state, access.id(), *wish, "");
  const auto stored = TRY(meta::in_read(state.parts.database, [&](meta::Connection& connection) {
    return list_flags(connection, access.id());
  }));
  json::array results;
  for (const auto& [index, verdict] : asked.flags()) {
    const auto id = asked.definitions().set->flags()[index].definition.id;
    const auto found = std::ranges::find(stored, id, &FlagRecord::id);
    if (found == stored.end()) continue;
    results.emplace_back(
        json::object{{"feature_flag", flag_json(flags, *found, {})}, {"value", value_of(verdict)}});
  }
  return Response::json(std::move(results));
}

// {key: {value, evaluation: {reason, condition_index, …}}}, inactive flags too.
json::object reasons_json(AskedFlags& asked) {
  json::object out;
  for (const auto& [index, verdict] : asked.with_inactive()) {
    const auto& definition = asked.definitions().set->flags()[index].definition;
    const bool disabled = verdict.reason == Reason::flag_disabled;
    out[definition.key] = {
        {"value", value_of(verdict)},
        {"evaluation",
         {{"reason", disabled ? std::string_view("disabled") : reason_code(verdict.reason)},
          {"condition_index", verdict.condition < 0 ? json::value() : json::value(verdict.condition)},
          {"description", reason_description(verdict)},
          {"payload", verdict.payload == nullptr ? json::value() : json::value(verdict.payload->text)}}}};
  }
  return out;
}

Result<Response> evaluation_reasons(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto distinct_id = request.query.get("distinct_id");
  if (distinct_id.empty()) return invalid("This field is required.", "distinct_id", "required");
  const auto wish = TRY(wish_for(request, distinct_id, {}));
  AskedFlags asked(flags.state(), access.id(), *wish, "");
  return Response::json(reasons_json(asked));
}

// {distinct_id, groups, person_properties, group_properties}: the same, with properties to try.
Result<Response> test_on_person(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto body = TRY(object_in_body(request.body));
  const auto distinct_id = TRY(required_string(body, "distinct_id"));
  const auto wish = TRY(wish_for(request, distinct_id, body));
  AskedFlags asked(flags.state(), access.id(), *wish, "");
  return Response::json(reasons_json(asked));
}

// A flag with just this condition, after the project's flags.
std::shared_ptr<const DefinitionSet> set_with_condition(const DefinitionSet& set,
                                                        const json::object& condition, int group_type) {
  FlagDefinition tried;
  json::object group{{"properties", json::array()}};
  if (const auto* properties = condition.if_contains("properties");
      properties != nullptr && properties->is_array())
    group["properties"] = *properties;
  tried.filters["groups"] = json::array{std::move(group)};
  if (group_type >= 0) tried.filters["aggregation_group_type_index"] = group_type;
  DefinitionChanges changes;
  changes.flags.push_back(std::move(tried));
  return set.with(std::move(changes));
}

struct Counted {
  std::int64_t read = 0;
  std::int64_t matching = 0;
};

// Counts those whom the last flag of the set is on for.
class Crowd {
 public:
  Crowd(const DefinitionSet& set, int group_type, Instant now)
      : set_(set), group_type_(group_type), flag_(static_cast<std::uint32_t>(set.flags().size() - 1)) {
    context_.now = now;
    context_.distinct_id = "somebody";
  }
  void see(const json::object& properties, Instant created_at) {
    metadata_["created_at"] = format_iso(created_at);
    context_.metadata = &metadata_;
    if (group_type_ < 0) {
      context_.person.stored = &properties;
    } else {
      context_.groups[static_cast<std::size_t>(group_type_)] = {
          true, "somebody", {nullptr, nullptr, &properties}};
    }
    evaluation_.begin(set_, context_);
    ++counted.read;
    counted.matching += evaluation_.evaluate(flag_).enabled ? 1 : 0;
  }
  Counted counted;

 private:
  const DefinitionSet& set_;
  const int group_type_;
  const std::uint32_t flag_;
  Context context_;
  json::object metadata_;
  Evaluation evaluation_;
};

// How many people, or groups of a type, a condition is about.
Result<Response> blast_radius(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto body = TRY(object_in_body(request.body));
  const auto* condition = body.if_contains("condition");
  if (condition == nullptr || !condition->is_object())
    return invalid("Missing condition for which to get blast radius", "condition", "required");
  if (const auto* properties = condition->get_object().if_contains("properties"))
    TRY(check_properties(*properties));
  const auto group_type = static_cast<int>(TRY(optional_int(body, "group_type_index")).value_or(-1));
  if (group_type >= static_cast<int>(max_group_types))
    return invalid("There are at most 5 group types.", "group_type_index");
  auto& state = flags.state();
  const auto set =
      set_with_condition(*state.snapshots.of(access.id())->set, condition->get_object(), group_type);
  Crowd counter(*set, group_type, state.parts.clock.now());
  const auto total =
      TRY(meta::in_read(state.parts.people, [&](meta::Connection& connection) -> Result<std::int64_t> {
        const persons::Visit visit = [&](const json::object& properties, Instant created_at) {
          counter.see(properties, created_at);
        };
        return group_type < 0
                   ? persons::visit_people(connection, access.id(), max_people_read, visit)
                   : persons::visit_groups(connection, access.id(), group_type, max_people_read, visit);
      }));
  const auto& [read, matching] = counter.counted;
  const auto affected = read == 0 ? 0 : matching * total / read;
  return Response::json({{"users_affected", affected},
                         {"total_users", total},
                         {"affected", affected},
                         {"total", total},
                         {"is_estimate", read < total}});
}

}  // namespace

void add_evaluation_routes(http::Router& router, Flags& flags) {
  using http::Method;
  const std::string read = "feature_flag:read";
  add_flag_route(router, flags, Method::get, "feature_flags/my_flags/", "The flags of whoever asks", read,
                 my_flags, {});
  add_flag_route(router, flags, Method::get, "feature_flags/evaluation_reasons/",
                 "Why flags are what they are for a person", read, evaluation_reasons, {});
  add_flag_route(router, flags, Method::post, "feature_flags/test/",
                 "What flags would be with these properties", read, test_on_person, {});
  add_flag_route(router, flags, Method::post, "feature_flags/user_blast_radius/",
                 "How many people a condition is about", read, blast_radius, {});
}

}  // namespace leapfrog::flags
