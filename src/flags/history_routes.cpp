// What a flag was: its versions, what changed between them, and going back to one.
#include "accounts/activity_page.h"
#include "flags/flag_api.h"
#include "flags/flag_changes.h"
#include "flags/flag_input.h"
#include "flags/flag_json.h"
#include "flags/sealed_payloads.h"
#include "http/pagination.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;

Result<FlagRecord> flag_of(meta::Connection& connection, const ProjectAccess& access,
                           const Request& request) {
  auto flag = TRY(find_flag(connection, access.id(), number_in(request.param("id")).value_or(0)));
  if (!flag) return not_found();
  return *std::move(flag);
}

json::array changes_json(const json::object& before, const json::object& after) {
  json::array out;
  for (auto& change : accounts::changes_between(shown_fields(before), shown_fields(after)))
    out.emplace_back(json::object{{"type", "FeatureFlag"},
                                  {"action", change.before.is_null()  ? "created"
                                             : change.after.is_null() ? "deleted"
                                                                      : "changed"},
                                  {"field", change.field},
                                  {"before", std::move(change.before)},
                                  {"after", std::move(change.after)}});
  return out;
}

struct History {
  FlagRecord flag;
  std::vector<FlagVersion> versions;  // one more than the page shows, to compare with
  std::int64_t count = 0;
};

// A page of versions, each with the one before it.
template <class Show>
Result<Response> history(Flags& flags, const ProjectAccess& access, const Request& request, Show show) {
  const auto page = TRY(http::parse_page(request));
  const auto found =
      TRY(meta::in_read(flags.state().parts.database, [&](meta::Connection& connection) -> Result<History> {
        History history{TRY(flag_of(connection, access, request)), {}, 0};
        history.versions = TRY(list_versions(connection, history.flag.id, page.limit + 1, page.offset));
        history.count = TRY(count_versions(connection, history.flag.id));
        return history;
      }));
  const auto& versions = found.versions;
  json::array results;
  for (std::size_t i = 0; i < versions.size() && static_cast<std::int64_t>(i) < page.limit; ++i)
    results.emplace_back(show(found.flag, versions[i], i + 1 < versions.size() ? &versions[i + 1] : nullptr));
  return Response::json(http::page_json(request, page, found.count, std::move(results)));
}

Result<Response> versions(Flags& flags, const ProjectAccess& access, Request& request) {
  return history(
      flags, access, request, [&](const FlagRecord&, const FlagVersion& version, const FlagVersion* before) {
        auto out = version_json(flags, version);
        out["changes"] = before == nullptr ? json::array() : changes_json(before->fields, version.fields);
        return out;
      });
}

Result<Response> activity(Flags& flags, const ProjectAccess& access, Request& request) {
  return history(
      flags, access, request,
      [&](const FlagRecord& flag, const FlagVersion& version, const FlagVersion* before) {
        const bool deleted = version.fields.at("deleted") == json::value(true);
        return json::object{
            {"user", user_of(flags, version.changed_by)},
            {"activity", before == nullptr ? "created"
                         : deleted         ? "deleted"
                                           : "updated"},
            {"scope", "FeatureFlag"},
            {"item_id", std::to_string(flag.id)},
            {"detail",
             json::object{{"name", string_or_empty(version.fields, "key")},
                          {"changes", before == nullptr ? json::array()
                                                        : changes_json(before->fields, version.fields)}}},
            {"created_at", format_iso(version.changed_at)}};
      });
}

Result<FlagVersion> version_of(meta::Connection& connection, const FlagRecord& flag,
                               std::string_view number) {
  auto version = TRY(find_version(connection, flag.id, number_in(number).value_or(0)));
  if (!version) return not_found("The flag has no such version.");
  return *std::move(version);
}

// ?against=N: compared with that version instead of the current one.
Result<Response> difference(Flags& flags, const ProjectAccess& access, Request& request) {
  return meta::in_read(flags.state().parts.database, [&](meta::Connection& connection) -> Result<Response> {
    const auto flag = TRY(flag_of(connection, access, request));
    const auto before = TRY(version_of(connection, flag, request.param("version")));
    const auto against = request.query.get("against");
    const auto after =
        TRY(version_of(connection, flag, against.empty() ? std::to_string(flag.version) : against));
    return Response::json({{"from", before.version},
                           {"to", after.version},
                           {"changes", changes_json(before.fields, after.fields)}});
  });
}

// Makes a new version with what the flag was then. A deleted flag comes back.
Result<Response> revert(Flags& flags, const ProjectAccess& access, Request& request) {
  auto& state = flags.state();
  const auto reverted =
      TRY(meta::in_write(state.parts.database, [&](meta::Connection& connection) -> Result<FlagRecord> {
        auto flag = TRY(flag_of(connection, access, request));
        const auto version = TRY(version_of(connection, flag, request.param("version")));
        // Sealed payloads are no JSON: they are opened, and sealed again when the flag is saved.
        FlagRecord then = flag;
        then.fields = version.fields;
        auto* payloads = then.fields.at("filters").get_object().if_contains("payloads");
        if (payloads != nullptr && payloads->is_object()) {
          for (auto& [value, payload] : payloads->get_object()) {
            if (auto opened = TRY(open_payload(state.parts.sealer, then, value)))
              payload = *std::move(opened);
          }
        }
        return change_flag(state, connection, std::move(flag), {&access, access.user_id()}, then.fields);
      }));
  TRY(state.refresh(access.id()));
  return Response::json(flag_json(flags, reverted, {}));
}

Result<Response> all_activity(Flags& flags, const ProjectAccess& access, Request& request) {
  return accounts::activity_page(flags.state().parts.accounts, access, request, "FeatureFlag", "");
}

// The flags that stand on this one, so that it can neither be deleted nor renamed.
Result<Response> dependent_flags(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto set = flags.state().snapshots.of(access.id())->set;
  const auto index = set->find_id(number_in(request.param("id")).value_or(0));
  if (!index) return not_found();
  json::array results;
  for (const auto other : set->dependents(*index)) {
    const auto& flag = set->flag(other).definition;
    results.emplace_back(json::object{{"id", flag.id}, {"key", flag.key}, {"name", flag.name}});
  }
  return Response::json(std::move(results));
}

}  // namespace

void add_history_routes(http::Router& router, Flags& flags) {
  using http::Method;
  const std::string one = "feature_flags/{id:int}/";
  const std::string read = "feature_flag:read";
  add_flag_route(router, flags, Method::get, one + "versions/", "What a flag was", read, versions, {});
  add_flag_route(router, flags, Method::get, "feature_flags/activity/", "Who changed which flag", read,
                 all_activity, {});
  add_flag_route(router, flags, Method::get, one + "dependent_flags/", "The flags that stand on a flag", read,
                 dependent_flags, {});
  add_flag_route(router, flags, Method::get, one + "activity/", "Who changed a flag", read, activity, {});
  add_flag_route(router, flags, Method::get, one + "versions/{version:int}/diff/",
                 "What changed since a version", read, difference, {});
  add_flag_route(router, flags, Method::post, one + "versions/{version:int}/revert/",
                 "Go back to a version, as a new one", "feature_flag:write", revert, {});
}

}  // namespace leapfrog::flags
