#include "flags/early_access.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "flags/flag_api.h"
#include "flags/flag_changes.h"
#include "flags/flag_input.h"
#include "flags/flag_json.h"
#include "flags/lower_case.h"
#include "http/pagination.h"
#include "persons/person_reads.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;
constexpr std::array<std::string_view, 6> stages = {
    "draft", "concept", "alpha", "beta", "general-availability", "archived"};
constexpr std::size_t max_name_bytes = 200;
constexpr std::size_t max_text_bytes = 8'000;
constexpr std::string_view columns =
    "id, project_id, flag_id, name, description, stage, documentation_url, payload, created_at";

EarlyAccessFeature read_feature(const meta::Row& row) {
  EarlyAccessFeature feature{row.text(0),
                             row.integer(1),
                             row.integer(2),
                             row.text(3),
                             row.text(4),
                             row.text(5),
                             row.text(6),
                             {},
                             from_micros(row.integer(8))};
  const auto payload = parse_json(row.view(7));
  if (payload && payload->is_object()) feature.payload = payload->get_object();
  return feature;
}

Result<EarlyAccessFeature> find_feature(meta::Connection& connection, ProjectId project,
                                        std::string_view id) {
  auto found = TRY(meta::find_one(
      connection,
      fmt::format("SELECT {} FROM early_access_features WHERE id = ? AND project_id = ?", columns),
      {id, project}, read_feature));
  if (!found) return not_found();
  return *std::move(found);
}

Result<> save(meta::Connection& connection, const EarlyAccessFeature& feature) {
  return connection.execute(
      fmt::format(
          "INSERT INTO early_access_features ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO "
          "UPDATE SET name = excluded.name, description = excluded.description, stage = excluded.stage, "
          "documentation_url = excluded.documentation_url, payload = excluded.payload",
          columns),
      {feature.id, feature.project, feature.flag, feature.name, feature.description, feature.stage,
       feature.documentation_url, to_text(feature.payload), to_micros(feature.created_at)});
}

// What SDKs and flags show of one.
json::object feature_summary(const EarlyAccessFeature& feature) {
  return {{"id", feature.id},
          {"name", feature.name},
          {"description", feature.description},
          {"stage", feature.stage},
          {"documentationUrl", feature.documentation_url},
          {"payload", feature.payload}};
}

using FlaggedFeature = std::pair<EarlyAccessFeature, std::optional<FlagRecord>>;
Result<FlaggedFeature> with_flag(meta::Connection& connection, EarlyAccessFeature feature) {
  auto flag = TRY(find_flag(connection, feature.project, feature.flag));
  return FlaggedFeature(std::move(feature), std::move(flag));
}

json::object feature_json(Flags& flags, const FlaggedFeature& each) {
  const auto& [feature, flag] = each;
  return {{"id", feature.id},
          {"name", feature.name},
          {"description", feature.description},
          {"stage", feature.stage},
          {"documentation_url", feature.documentation_url},
          {"payload", feature.payload},
          {"created_at", format_iso(feature.created_at)},
          {"feature_flag", flag ? json::value(flag_json(flags, *flag, {})) : json::value()}};
}

Result<std::optional<std::string>> text_in(const json::object& body, std::string_view field,
                                           std::size_t most) {
  auto text = TRY(optional_string(body, field));
  if (text && text->size() > most)
    return invalid(fmt::format("Ensure this field has no more than {} bytes.", most), std::string(field),
                   "max_length");
  return text;
}

Result<> take(EarlyAccessFeature& feature, const json::object& body) {
  if (const auto name = TRY(text_in(body, "name", max_name_bytes))) feature.name = *name;
  if (feature.name.empty()) return invalid("This field is required.", "name", "required");
  if (const auto text = TRY(text_in(body, "description", max_text_bytes))) feature.description = *text;
  if (const auto url = TRY(text_in(body, "documentation_url", 800))) {
    // Apps and the public page make a link of it.
    if (!url->empty() && !url->starts_with("https://") && !url->starts_with("http://"))
      return invalid("Enter a valid URL.", "documentation_url");
    feature.documentation_url = *url;
  }
  if (const auto stage = TRY(optional_string(body, "stage"))) feature.stage = *stage;
  if (std::ranges::find(stages, feature.stage) == stages.end())
    return invalid(feature.stage.empty() ? "This field is required."
                                         : fmt::format("\"{}\" is not a valid choice.", feature.stage),
                   "stage", feature.stage.empty() ? "required" : "invalid_choice");
  if (const auto* payload = body.if_contains("payload"); payload != nullptr && !payload->is_null()) {
    if (!payload->is_object() || to_text(*payload).size() > max_text_bytes)
      return invalid("The payload is a small JSON object.", "payload");
    feature.payload = payload->get_object();
  }
  return {};
}

// "New Cart!" → "new-cart"
std::string slug(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const char lower = ascii_lower(c);
    if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
      out += lower;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "feature" : out;
}

// Lets the flag follow enrolment, or no longer.
Result<> bind_flag(Flags::State& state, meta::Connection& connection, const FlagRecord& flag,
                   const Author& author, bool follows) {
  auto filters = flag.filters();
  filters.erase("super_groups");
  if (follows) {
    filters["feature_enrollment"] = true;
  } else {
    filters.erase("feature_enrollment");
  }
  TRY(change_flag(state, connection, flag, author, json::object{{"filters", std::move(filters)}}));
  return {};
}

Result<FlagRecord> flag_for(Flags::State& state, meta::Connection& connection, const ProjectAccess& access,
                            const EarlyAccessFeature& feature, const json::object& body) {
  const Author author{&access, access.user_id()};
  if (const auto id = TRY(optional_int(body, "feature_flag_id"))) {
    auto flag = TRY(find_flag(connection, access.id(), *id));
    if (!flag || flag->is("deleted"))
      return invalid("There is no such feature flag.", "feature_flag_id", "does_not_exist");
    for (const auto& other : TRY(list_features(connection, access.id()))) {
      if (other.flag == *id)
        return invalid(
            fmt::format("Linked feature flag {} already has a feature attached to it.", flag->key()),
            "feature_flag_id");
    }
    const auto* group_type = flag->filters().if_contains("aggregation_group_type_index");
    if (group_type != nullptr && !group_type->is_null())
      return invalid("Group-based feature flags are not supported for Early Access Features.",
                     "feature_flag_id");
    return *std::move(flag);
  }
  // Nobody has it but those who asked for it.
  const json::object made{
      {"key", slug(feature.name)},
      {"name", "Feature Flag for Feature " + feature.name},
      {"filters", json::parse(R"({"groups":[{"properties":[],"rollout_percentage":0}]})")},
      {"creation_context", "early_access_features"}};
  return create_flag(state, connection, access.id(), author, made);
}

Result<> log_change(Flags::State& state, meta::Connection& connection, const ProjectAccess& access,
                    const EarlyAccessFeature& feature, std::string activity,
                    std::vector<accounts::Change> changes) {
  return accounts::record_activity(connection, access,
                                   {state.parts.clock.now(), "EarlyAccessFeature", feature.id,
                                    std::move(activity), feature.name, std::move(changes)});
}

Result<Response> list(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto page = TRY(http::parse_page(request));
  std::int64_t count = 0;
  const auto shown = TRY(meta::in_read(
      flags.state().parts.database, [&](meta::Connection& connection) -> Result<std::vector<FlaggedFeature>> {
        std::vector<FlaggedFeature> found;
        auto all = TRY(list_features(connection, access.id()));
        count = std::ssize(all);
        for (auto i = page.offset; i < std::min(count, page.offset + page.limit); ++i)
          found.push_back(TRY(with_flag(connection, std::move(all[static_cast<std::size_t>(i)]))));
        return found;
      }));
  json::array results;
  for (const auto& feature : shown) results.emplace_back(feature_json(flags, feature));
  return Response::json(http::page_json(request, page, count, std::move(results)));
}

Result<Response> create(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto body = TRY(object_in_body(request.body));
  auto& state = flags.state();
  EarlyAccessFeature feature;
  feature.project = access.id();
  feature.created_at = state.parts.clock.now();
  feature.id = Uuid::at(feature.created_at).text();
  TRY(take(feature, body));
  auto answer =
      TRY(meta::in_write(state.parts.database, [&](meta::Connection& connection) -> Result<json::object> {
        const auto flag = TRY(flag_for(state, connection, access, feature, body));
        feature.flag = flag.id;
        TRY(save(connection, feature));
        if (serves_the_enrolled(feature.stage))
          TRY(bind_flag(state, connection, flag, {&access, access.user_id()}, true));
        TRY(log_change(state, connection, access, feature, "created", {}));
        return feature_json(flags, TRY(with_flag(connection, feature)));
      }));
  TRY(state.refresh(access.id()));
  return Response::json(answer, 201);
}

Result<Response> show(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto found = TRY(meta::in_read(
      flags.state().parts.database, [&](meta::Connection& connection) -> Result<FlaggedFeature> {
        return with_flag(connection, TRY(find_feature(connection, access.id(), request.param("id"))));
      }));
  return Response::json(feature_json(flags, found));
}

Result<Response> change(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto body = TRY(object_in_body(request.body));
  auto& state = flags.state();
  auto answer =
      TRY(meta::in_write(state.parts.database, [&](meta::Connection& connection) -> Result<json::object> {
        auto feature = TRY(find_feature(connection, access.id(), request.param("id")));
        const auto before = feature_summary(feature);
        const bool served = serves_the_enrolled(feature.stage);
        TRY(take(feature, body));
        TRY(save(connection, feature));
        const auto flag = TRY(find_flag(connection, access.id(), feature.flag));
        if (const bool serves = serves_the_enrolled(feature.stage); flag && serves != served)
          TRY(bind_flag(state, connection, *flag, {&access, access.user_id()}, serves));
        TRY(log_change(state, connection, access, feature, "updated",
                       accounts::changes_between(before, feature_summary(feature))));
        return feature_json(flags, TRY(with_flag(connection, feature)));
      }));
  TRY(state.refresh(access.id()));
  return Response::json(answer);
}

Result<Response> remove(Flags& flags, const ProjectAccess& access, Request& request) {
  auto& state = flags.state();
  TRY(state.parts.database.write([&](meta::Connection& connection) -> Result<> {
    const auto feature = TRY(find_feature(connection, access.id(), request.param("id")));
    const auto flag = TRY(find_flag(connection, access.id(), feature.flag));
    if (flag && serves_the_enrolled(feature.stage))
      TRY(bind_flag(state, connection, *flag, {&access, access.user_id()}, false));
    TRY(connection.execute("DELETE FROM early_access_features WHERE id = ?", {feature.id}));
    return log_change(state, connection, access, feature, "deleted", {});
  }));
  TRY(state.refresh(access.id()));
  return Response::empty(204);
}

// For SDKs: what people may see and ask for. Without stages it is what is in beta.
Response for_sdk(Flags& flags, const Request& request) {
  auto& state = flags.state();
  const auto token = request.query.get("token");
  const auto project = state.parts.accounts.by_token(token.empty() ? request.query.get("api_key") : token);
  if (project == nullptr)
    return http::error_response(
        {ErrorKind::unauthenticated, "authentication_failed",
         "Project API key invalid. You can find your project API key in the project's settings.", "", 0});
  auto wanted = request.query.all("stage");
  if (wanted.empty()) wanted = {"beta"};
  auto answer = meta::in_read(state.parts.database, [&](meta::Connection& connection) -> Result<Response> {
    json::array features;
    for (const auto& feature : TRY(list_features(connection, project->id))) {
      const bool shown = std::ranges::find(wanted, feature.stage) != wanted.end() &&
                         feature.stage != "draft" && feature.stage != "archived";
      const auto flag = shown ? TRY(find_flag(connection, project->id, feature.flag)) : std::nullopt;
      if (!flag || flag->is("deleted")) continue;
      auto out = feature_summary(feature);
      out["flagKey"] = flag->key();
      features.emplace_back(std::move(out));
    }
    return Response::json({{"earlyAccessFeatures", std::move(features)}});
  });
  return answer ? *std::move(answer) : http::error_response(answer.error());
}

}  // namespace

bool serves_the_enrolled(std::string_view stage) {
  return stage == "alpha" || stage == "beta" || stage == "general-availability";
}

Result<std::vector<EarlyAccessFeature>> list_features(meta::Connection& connection, ProjectId project) {
  return meta::find_all(
      connection,
      fmt::format(
          "SELECT {} FROM early_access_features WHERE project_id = ? ORDER BY created_at DESC, id DESC",
          columns),
      {project}, read_feature);
}

json::array features_of(const std::vector<EarlyAccessFeature>& features, std::int64_t flag) {
  json::array out;
  for (const auto& feature : features) {
    if (feature.flag == flag) out.emplace_back(feature_summary(feature));
  }
  return out;
}

void add_early_access_routes(http::Router& router, Flags& flags) {
  using http::Method;
  const std::string read = "early_access_feature:read", write = "early_access_feature:write";
  const std::string all = "early_access_feature/", one = all + "{id}/";
  add_flag_route(router, flags, Method::get, all, "List early access features", read, list, {});
  add_flag_route(router, flags, Method::post, all, "Create an early access feature", write, create, {});
  add_flag_route(router, flags, Method::get, one, "Show an early access feature", read, show, {});
  add_flag_route(router, flags, Method::patch, one, "Change an early access feature", write, change, {});
  add_flag_route(router, flags, Method::put, one, "Change an early access feature", write, change, {});
  add_flag_route(router, flags, Method::del, one, "Delete an early access feature; its flag stays", write,
                 remove, {});
  http::RouteOptions options;
  options.cors = http::Cors::sdk;
  router.add({Method::get,
              "/api/early_access_features/",
              {"The early access features for the SDK", "sdk", "", "", ""},
              options,
              http::Handler([&flags](Request& request) { return for_sdk(flags, request); })});
}

}  // namespace leapfrog::flags
