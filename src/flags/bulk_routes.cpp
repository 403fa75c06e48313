// What is done to many flags, or in many projects, at once.
#include <algorithm>

#include "flags/flag_api.h"
#include "flags/flag_changes.h"
#include "flags/flag_input.h"
#include "flags/flag_json.h"
#include "flags/sealed_payloads.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;
constexpr std::size_t max_bulk = 1'000;
constexpr std::size_t max_targets = 100;

Result<std::vector<std::int64_t>> numbers_in(const json::object& body, std::string_view field,
                                             std::size_t most) {
  const auto* list = body.if_contains(field);
  if (list == nullptr || !list->is_array() || list->get_array().empty() || list->get_array().size() > most)
    return invalid("Expected a list of 1 to " + std::to_string(most) + " ids.", std::string(field));
  std::vector<std::int64_t> numbers;
  for (const auto& item : list->get_array()) {
    if (!item.is_int64()) return invalid("Every id is a number.", std::string(field));
    numbers.push_back(item.get_int64());
  }
  return numbers;
}

// Changes each flag by itself; says of each that stays as it was why. `body_for` gives what a PATCH would
// have.
template <class BodyFor>
Result<Response> change_each(Flags& flags, const ProjectAccess& access, const std::vector<std::int64_t>& ids,
                             BodyFor body_for) {
  auto& state = flags.state();
  json::array updated, errors;
  for (const auto id : ids) {
    const auto done =
        meta::in_write(state.parts.database, [&](meta::Connection& connection) -> Result<FlagRecord> {
          auto flag = TRY(find_flag(connection, access.id(), id));
          if (!flag || flag->is("deleted")) return not_found("There is no such feature flag.");
          const json::object body = body_for(*flag);
          return change_flag(state, connection, *std::move(flag), {&access, access.user_id()}, body);
        });
    if (done) {
      updated.push_back(json::object{{"id", id}, {"key", done->key()}, {"tags", done->fields.at("tags")}});
    } else {
      errors.push_back(json::object{{"id", id}, {"reason", done.error().detail}});
    }
  }
  TRY(state.refresh(access.id()));
  return Response::json({{"updated", std::move(updated)}, {"errors", std::move(errors)}});
}

// {ids, changes}
Result<Response> bulk_update(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto body = TRY(object_in_body(request.body));
  const auto ids = TRY(numbers_in(body, "ids", max_bulk));
  const auto* changes = body.if_contains("changes");
  if (changes == nullptr || !changes->is_object())
    return invalid("This field is required: what is to change.", "changes", "required");
  if (changes->get_object().contains("key"))
    return invalid("Keys are unique: change them one by one.", "changes");
  return change_each(flags, access, ids, [&](const FlagRecord&) { return changes->get_object(); });
}

// {ids, action: add | remove | set, tags}
Result<Response> bulk_update_tags(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto body = TRY(object_in_body(request.body));
  const auto ids = TRY(numbers_in(body, "ids", max_bulk));
  const auto action = string_or_empty(body, "action");
  if (action != "add" && action != "remove" && action != "set")
    return invalid("Expected add, remove or set.", "action", "invalid_choice");
  if (!body.contains("tags") || !body.at("tags").is_array()) return invalid("Expected a list.", "tags");
  const auto given = texts_of(body, "tags");
  return change_each(flags, access, ids, [&](const FlagRecord& flag) {
    auto tags = action == "set" ? std::vector<std::string>() : texts_of(flag.fields, "tags");
    for (const auto& tag : given) {
      std::erase(tags, tag);
      if (action != "remove") tags.push_back(tag);
    }
    json::array list;
    for (const auto& tag : tags) list.emplace_back(tag);
    return json::object{{"tags", std::move(list)}};
  });
}

// Cohorts and flags have other numbers in other projects.
bool names_others(const json::value& value) {
  if (const auto* array = value.if_array()) return std::ranges::any_of(*array, names_others);
  const auto* object = value.if_object();
  if (object == nullptr) return false;
  const auto type = string_or_empty(*object, "type");
  if (type == "cohort" || type == "flag") return true;
  return std::ranges::any_of(*object, [](const auto& field) { return names_others(field.value()); });
}

// What is copied, with its payloads open.
Result<json::object> copied_fields(Flags& flags, const FlagRecord& flag) {
  if (names_others(flag.fields.at("filters")))
    return invalid("The flag depends on cohorts or other flags, which this project does not have.");
  json::object out;
  for (const auto* field : {"key", "name", "filters", "active", "ensure_experience_continuity",
                            "evaluation_runtime", "evaluation_contexts", "tags", "bucketing_identifier",
                            "is_remote_configuration", "has_encrypted_payloads"})
    out[field] = flag.fields.at(field);
  auto* payloads = out.at("filters").get_object().if_contains("payloads");
  if (payloads == nullptr || !payloads->is_object()) return out;
  for (auto& [value, payload] : payloads->get_object()) {
    if (auto opened = TRY(open_payload(flags.state().parts.sealer, flag, value)))
      payload = *std::move(opened);
  }
  return out;
}

Result<FlagRecord> copy_to(Flags& flags, const ProjectAccess& access, const json::object& fields) {
  auto& state = flags.state();
  const auto copied =
      TRY(meta::in_write(state.parts.database, [&](meta::Connection& connection) -> Result<FlagRecord> {
        const Author author{&access, access.user_id()};
        auto there = TRY(find_flag_by_key(connection, access.id(), string_or_empty(fields, "key")));
        if (there) return change_flag(state, connection, *std::move(there), author, fields);
        return create_flag(state, connection, access.id(), author, fields);
      }));
  TRY(state.refresh(access.id()));
  return copied;
}

// {feature_flag_key, from_project, target_project_ids}: a flag of that key is changed where there is one.
Result<Response> copy_flags(Flags& flags, const Request& request) {
  auto& state = flags.state();
  const auto body = TRY(object_in_body(request.body));
  const auto key = TRY(required_string(body, "feature_flag_key"));
  const auto from = TRY(optional_int(body, "from_project"));
  if (!from) return invalid("This field is required.", "from_project", "required");
  const auto targets = TRY(numbers_in(body, "target_project_ids", max_targets));
  const auto source =
      TRY(state.parts.accounts.authorize_project(request, std::to_string(*from), "feature_flag:read", {}));
  const auto organization = request.param("organization_id");
  if (organization != "@current" && source.project().organization_id != organization) return not_found();
  const auto flag = TRY(meta::in_read(state.parts.database, [&](meta::Connection& connection) {
    return find_flag_by_key(connection, source.id(), key);
  }));
  if (!flag) return invalid("There is no such feature flag.", "feature_flag_key", "does_not_exist");
  json::array success, failed;
  for (const auto id : targets) {
    const auto access =
        state.parts.accounts.authorize_project(request, std::to_string(id), "feature_flag:write", {});
    const auto fields = copied_fields(flags, *flag);
    const auto copied = !access   ? Result<FlagRecord>(std::unexpected(access.error()))
                        : !fields ? Result<FlagRecord>(std::unexpected(fields.error()))
                        : access->project().organization_id != source.project().organization_id
                            ? Result<FlagRecord>(not_found())
                            : copy_to(flags, *access, *fields);
    if (copied) {
      auto shown = flag_json(flags, *copied, {});
      shown["team_id"] = id;
      success.push_back(std::move(shown));
    } else {
      failed.push_back(json::object{{"project_id", id}, {"errors", copied.error().detail}});
    }
  }
  return Response::json({{"success", std::move(success)}, {"failed", std::move(failed)}});
}

}  // namespace

void add_bulk_routes(http::Router& router, Flags& flags) {
  using http::Method;
  const std::string write = "feature_flag:write";
  add_flag_route(router, flags, Method::post, "feature_flags/bulk_update/", "Change several flags alike",
                 write, bulk_update, {});
  add_flag_route(router, flags, Method::post, "feature_flags/bulk_update_tags/",
                 "Add, remove or set the tags of several flags", write, bulk_update_tags, {});
  router.add({Method::post,
              "/api/organizations/{organization_id}/feature_flags/copy_flags/",
              {"Copy a flag to other projects", "feature_flags", write, "", ""},
              {},
              http::Handler([&flags](Request& request) {
                auto answer = copy_flags(flags, request);
                return answer ? *std::move(answer) : http::error_response(answer.error());
              })});
}

}  // namespace leapfrog::flags
