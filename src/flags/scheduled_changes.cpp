#include "flags/scheduled_changes.h"

#include <fmt/format.h>

#include "base/log.h"
#include "flags/flag_input.h"
#include "flags/flag_json.h"
#include "flags/property_match.h"
#include "http/pagination.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

using accounts::ProjectAccess;
constexpr int max_due = 100;
constexpr std::size_t max_payload_bytes = 512 << 10;
constexpr std::string_view columns =
    "id, project_id, record_id, payload, scheduled_at, executed_at, failure_reason, created_by, created_at, "
    "updated_at";

ScheduledChange read_change(const meta::Row& row) {
  ScheduledChange change;
  change.id = row.integer(0);
  change.project = row.integer(1);
  change.record_id = row.integer(2);
  const auto payload = parse_json(row.view(3));
  CHECK(payload.has_value() && payload->is_object());
  change.payload = payload->get_object();
  change.scheduled_at = from_micros(row.integer(4));
  if (!row.is_null(5)) change.executed_at = from_micros(row.integer(5));
  change.failure_reason = row.optional_text(6);
  if (!row.is_null(7)) change.created_by = row.integer(7);
  change.created_at = from_micros(row.integer(8));
  change.updated_at = from_micros(row.integer(9));
  return change;
}

Result<std::optional<ScheduledChange>> find_change(meta::Connection& connection, ProjectId project,
                                                   std::int64_t id) {
  return meta::find_one(
      connection, fmt::format("SELECT {} FROM scheduled_changes WHERE id = ? AND project_id = ?", columns),
      {id, project}, read_change);
}

json::object change_json(Flags& flags, const ScheduledChange& change) {
  return {{"id", change.id},
          {"team_id", change.project},
          {"model_name", "FeatureFlag"},
          {"record_id", std::to_string(change.record_id)},
          {"payload", change.payload},
          {"scheduled_at", format_iso(change.scheduled_at)},
          {"executed_at", change.executed_at ? json::value(format_iso(*change.executed_at)) : json::value()},
          {"failure_reason", change.failure_reason ? json::value(*change.failure_reason) : json::value()},
          {"created_by", user_of(flags, change.created_by)},
          {"created_at", format_iso(change.created_at)},
          {"updated_at", format_iso(change.updated_at)}};
}

Result<Instant> instant_in(const json::object& body) {
  const auto text = TRY(required_string(body, "scheduled_at"));
  const auto instant = parse_date(text, find_time_zone("UTC"));
  if (!instant) return invalid("Expected a time such as 2026-01-31T12:00:00Z.", "scheduled_at");
  return *instant;
}

Result<json::object> payload_in(const json::object& body) {
  const auto* payload = body.if_contains("payload");
  if (payload == nullptr) return invalid("This field is required.", "payload", "required");
  if (!payload->is_object() || to_text(*payload).size() > max_payload_bytes)
    return invalid("The payload is an object with an operation and a value.", "payload");
  return payload->get_object();
}

Result<http::Response> list(Flags& flags, const ProjectAccess& access, const http::Request& request) {
  const auto page = TRY(http::parse_page(request));
  const auto record = request.query.get("record_id");
  constexpr std::string_view where = "project_id = ? AND (? = '' OR record_id = CAST(? AS INTEGER))";
  std::int64_t count = 0;
  const auto changes = TRY(meta::in_read(flags.state().parts.database, [&](meta::Connection& connection) {
    const auto counted =
        meta::find_number(connection, fmt::format("SELECT count(*) FROM scheduled_changes WHERE {}", where),
                          {access.id(), record, record});
    count = counted.value_or(0);
    return meta::find_all(
        connection,
        fmt::format("SELECT {} FROM scheduled_changes WHERE {} ORDER BY scheduled_at, id LIMIT ? OFFSET ?",
                    columns, where),
        {access.id(), record, record, page.limit, page.offset}, read_change);
  }));
  json::array results;
  for (const auto& change : changes) results.emplace_back(change_json(flags, change));
  return http::Response::json(http::page_json(request, page, count, std::move(results)));
}

Result<http::Response> create(Flags& flags, const ProjectAccess& access, const http::Request& request) {
  auto& state = flags.state();
  const auto body = TRY(object_in_body(request.body));
  if (string_or_empty(body, "model_name") != "FeatureFlag")
    return invalid("Only changes of a FeatureFlag can be scheduled.", "model_name", "invalid_choice");
  const auto* record = body.if_contains("record_id");
  std::string memory;
  const auto id = record == nullptr ? std::nullopt : number_in(text_of(*record, memory));
  if (!id) return invalid("This field is required: the id of a feature flag.", "record_id", "required");
  const auto payload = TRY(payload_in(body));
  const auto at = TRY(instant_in(body));
  const auto now = state.parts.clock.now();
  return meta::in_write(state.parts.database, [&](meta::Connection& connection) -> Result<http::Response> {
    const auto flag = TRY(find_flag(connection, access.id(), *id));
    if (!flag || flag->is("deleted"))
      return invalid("There is no such feature flag.", "record_id", "does_not_exist");
    if (flag->is("requires_approval"))
      return failure(ErrorKind::conflict, "approval_required",
                     "Changes of this flag need the approval of a second person and cannot be scheduled.",
                     "record_id");
    TRY(changed_fields(flag->fields, TRY(body_of_change(payload, *flag))));
    const auto user = access.user_id();
    TRY(connection.execute(
        "INSERT INTO scheduled_changes (project_id, record_id, payload, scheduled_at, "
        "created_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        {access.id(), *id, to_text(payload), to_micros(at), user ? meta::Value(*user) : meta::Value(nullptr),
         to_micros(now), to_micros(now)}));
    const auto made = TRY(find_change(connection, access.id(), connection.last_insert_id()));
    return http::Response::json(change_json(flags, *made), 201);
  });
}

Result<http::Response> show(Flags& flags, const ProjectAccess& access, const http::Request& request) {
  const auto change = TRY(meta::in_read(flags.state().parts.database, [&](meta::Connection& connection) {
    return find_change(connection, access.id(), number_in(request.param("id")).value_or(0));
  }));
  if (!change) return not_found();
  return http::Response::json(change_json(flags, *change));
}

Result<http::Response> update(Flags& flags, const ProjectAccess& access, const http::Request& request) {
  const auto body = TRY(object_in_body(request.body));
  auto& state = flags.state();
  return meta::in_write(state.parts.database, [&](meta::Connection& connection) -> Result<http::Response> {
    const auto id = number_in(request.param("id")).value_or(0);
    auto change = TRY(find_change(connection, access.id(), id));
    if (!change) return not_found();
    if (change->executed_at) return invalid("This change has been carried out already.", "scheduled_at");
    if (body.contains("scheduled_at")) change->scheduled_at = TRY(instant_in(body));
    if (body.contains("payload")) change->payload = TRY(payload_in(body));
    const auto flag = TRY(find_flag(connection, access.id(), change->record_id));
    if (flag) TRY(changed_fields(flag->fields, TRY(body_of_change(change->payload, *flag))));
    TRY(connection.execute(
        "UPDATE scheduled_changes SET scheduled_at = ?, payload = ?, updated_at = ? WHERE id = ?",
        {to_micros(change->scheduled_at), to_text(change->payload), to_micros(state.parts.clock.now()), id}));
    return http::Response::json(change_json(flags, *TRY(find_change(connection, access.id(), id))));
  });
}

Result<http::Response> remove(Flags& flags, const ProjectAccess& access, const http::Request& request) {
  TRY(flags.state().parts.database.write([&](meta::Connection& connection) -> Result<> {
    TRY(connection.execute("DELETE FROM scheduled_changes WHERE id = ? AND project_id = ?",
                           {number_in(request.param("id")).value_or(0), access.id()}));
    return connection.changes() == 0 ? not_found() : Result<>();
  }));
  return http::Response::empty(204);
}

Result<> carry_out(Flags::State& state, const ScheduledChange& change) {
  return state.parts.database.write([&](meta::Connection& connection) -> Result<> {
    auto flag = TRY(find_flag(connection, change.project, change.record_id));
    if (!flag || flag->is("deleted")) return invalid("The feature flag does not exist any more.");
    const auto body = TRY(body_of_change(change.payload, *flag));
    TRY(change_flag(state, connection, *std::move(flag), {nullptr, change.created_by}, body));
    return connection.execute("UPDATE scheduled_changes SET executed_at = ? WHERE id = ?",
                              {to_micros(state.parts.clock.now()), change.id});
  });
}

}  // namespace

Result<json::object> body_of_change(const json::object& payload, const FlagRecord& flag) {
  const auto operation = string_or_empty(payload, "operation");
  const auto* value = payload.if_contains("value");
  if (operation == "update_status" && value != nullptr && value->is_bool())
    return json::object{{"active", *value}};
  const auto* object = value == nullptr ? nullptr : value->if_object();
  auto filters = flag.filters();
  if (operation == "add_release_condition" && object != nullptr) {
    const auto* groups = object->if_contains("groups");
    if (groups == nullptr || !groups->is_array())
      return invalid("The value has a list of groups.", "payload");
    auto& own = filters["groups"];
    if (!own.is_array()) own = json::array();
    for (const auto& group : groups->get_array()) own.get_array().push_back(group);
    return json::object{{"filters", std::move(filters)}};
  }
  if (operation == "update_variants" && object != nullptr) {
    if (const auto* variants = object->if_contains("variants"))
      filters["multivariate"] = {{"variants", *variants}};
    if (const auto* payloads = object->if_contains("payloads")) filters["payloads"] = *payloads;
    return json::object{{"filters", std::move(filters)}};
  }
  return invalid("The operation is update_status, add_release_condition or update_variants, with its value.",
                 "payload");
}

Result<> carry_out_due_changes(Flags::State& state) {
  const auto now = state.parts.clock.now();
  const auto due = TRY(meta::in_read(state.parts.database, [&](meta::Connection& connection) {
    return meta::find_all(connection,
                          fmt::format("SELECT {} FROM scheduled_changes WHERE executed_at IS NULL AND "
                                      "scheduled_at <= ? ORDER BY scheduled_at, id LIMIT ?",
                                      columns),
                          {to_micros(now), std::int64_t{max_due}}, read_change);
  }));
  for (const auto& change : due) {
    const auto done = carry_out(state, change);
    if (!done) {
      log_warning("A scheduled change failed", {{"change", change.id}, {"reason", done.error().detail}});
      TRY(state.parts.database.write([&](meta::Connection& connection) {
        return connection.execute(
            "UPDATE scheduled_changes SET executed_at = ?, failure_reason = ? WHERE id = ?",
            {to_micros(now), std::string_view(done.error().detail), change.id});
      }));
    }
    TRY(state.refresh(change.project));
  }
  return {};
}

void add_scheduled_change_routes(http::Router& router, Flags& flags) {
  using http::Method;
  using Call = Result<http::Response> (*)(Flags&, const ProjectAccess&, const http::Request&);
  const auto add = [&](Method method, std::string_view path, std::string summary, std::string scope,
                       Call call) {
    accounts::add_project_route(router, flags.state().parts.accounts, method, path,
                                {std::move(summary), "feature_flags", std::move(scope), "", ""},
                                [&flags, call](const ProjectAccess& access, http::Request& request) {
                                  return call(flags, access, request);
                                });
  };
  add(Method::get, "scheduled_changes/", "Changes of flags to come", "feature_flag:read", list);
  add(Method::post, "scheduled_changes/", "Schedule a change of a flag", "feature_flag:write", create);
  add(Method::get, "scheduled_changes/{id}/", "One scheduled change", "feature_flag:read", show);
  add(Method::patch, "scheduled_changes/{id}/", "Change a scheduled change", "feature_flag:write", update);
  add(Method::del, "scheduled_changes/{id}/", "Cancel a scheduled change", "feature_flag:write", remove);
}

}  // namespace leapfrog::flags
