// Changes that wait for a second person, for flags that require it. What is asked for is checked when it is
// asked and once more when it is approved, against the same version of the flag.
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
constexpr std::size_t max_note_bytes = 4'000;
constexpr std::int64_t max_waiting = 50;

struct ChangeRequest {
  std::int64_t id = 0;
  json::object changes;
  std::int64_t version = 0;
  std::string note;
  std::string status;
  UserId created_by = 0;
  Instant created_at;
  std::optional<UserId> decided_by;
  std::optional<Instant> decided_at;
};

ChangeRequest read_request(const meta::Row& row) {
  ChangeRequest request{row.integer(0),
                        {},
                        row.integer(2),
                        row.text(3),
                        row.text(4),
                        row.integer(5),
                        from_micros(row.integer(6)),
                        std::nullopt,
                        std::nullopt};
  const auto changes = parse_json(row.view(1));
  CHECK(changes.has_value() && changes->is_object());
  request.changes = changes->get_object();
  if (!row.is_null(7)) request.decided_by = row.integer(7);
  if (!row.is_null(8)) request.decided_at = from_micros(row.integer(8));
  return request;
}

Result<std::vector<ChangeRequest>> list_requests(meta::Connection& connection, const FlagRecord& flag,
                                                 std::int64_t only) {
  return meta::find_all(connection,
                        "SELECT id, changes, version, note, status, created_by, created_at, decided_by, "
                        "decided_at FROM flag_change_requests WHERE flag_id = ? AND (? = 0 OR id = ?) ORDER "
                        "BY id DESC LIMIT 200",
                        {flag.id, only, only}, read_request);
}

Result<FlagRecord> flag_of(meta::Connection& connection, const ProjectAccess& access,
                           const Request& request) {
  auto flag = TRY(find_flag(connection, access.id(), number_in(request.param("id")).value_or(0)));
  if (!flag || flag->is("deleted")) return not_found();
  return *std::move(flag);
}

// `changes` with encrypted payloads hidden.
json::object shown(const json::object& changes, const FlagRecord& flag) {
  auto fields = flag.fields;
  for (const auto& [field, value] : changes) fields[field] = value;
  auto hidden = shown_fields(fields);
  json::object out;
  for (const auto& [field, value] : changes) out[field] = hidden.at(field);
  return out;
}

json::object request_json(Flags& flags, const ChangeRequest& request, const FlagRecord& flag) {
  return {{"id", request.id},
          {"flag", flag.id},
          {"changes", shown(request.changes, flag)},
          {"version", request.version},
          {"note", request.note},
          {"status", request.status},
          {"created_by", user_of(flags, request.created_by)},
          {"created_at", format_iso(request.created_at)},
          {"decided_by", user_of(flags, request.decided_by)},
          {"decided_at", request.decided_at ? json::value(format_iso(*request.decided_at)) : json::value()}};
}

Result<Response> list(Flags& flags, const ProjectAccess& access, Request& request) {
  struct Found {
    FlagRecord flag;
    std::vector<ChangeRequest> requests;
  };
  const auto found =
      TRY(meta::in_read(flags.state().parts.database, [&](meta::Connection& connection) -> Result<Found> {
        auto flag = TRY(flag_of(connection, access, request));
        auto requests = TRY(list_requests(connection, flag, 0));
        return Found{std::move(flag), std::move(requests)};
      }));
  json::array results;
  for (const auto& each : found.requests) results.push_back(request_json(flags, each, found.flag));
  return Response::json({{"count", results.size()}, {"results", results}});
}

// {changes: what a PATCH would have, note}
Result<Response> create(Flags& flags, const ProjectAccess& access, Request& request) {
  if (!access.user_id())
    return failure(ErrorKind::forbidden, "permission_denied", "Only a person can ask for a change.");
  const auto body = TRY(object_in_body(request.body));
  const auto* changes = body.if_contains("changes");
  if (changes == nullptr || !changes->is_object())
    return invalid("This field is required: what is to change.", "changes", "required");
  const auto note = string_or_empty(body, "note");
  if (note.size() > max_note_bytes) return invalid("The note is too long.", "note", "max_length");
  auto& state = flags.state();
  const auto now = state.parts.clock.now();
  struct Made {
    FlagRecord flag;
    ChangeRequest request;
  };
  const auto made =
      TRY(meta::in_write(state.parts.database, [&](meta::Connection& connection) -> Result<Made> {
        auto flag = TRY(flag_of(connection, access, request));
        auto fields = TRY(changed_fields(flag.fields, changes->get_object()));
        TRY(seal_payloads(state.parts.sealer, flag.project, flag.fields, fields));
        json::object differing;
        for (const auto& [field, value] : fields) {
          if (flag.fields.at(field) != value) differing[field] = value;
        }
        if (differing.empty()) return invalid("Nothing would change.", "changes");
        const auto waiting = TRY(meta::find_number(
            connection, "SELECT count(*) FROM flag_change_requests WHERE flag_id = ? AND status = 'waiting'",
            {flag.id}));
        if (waiting >= max_waiting)
          return invalid("Too many changes of this flag wait already. Decide on some first.", "changes");
        TRY(connection.execute(
            "INSERT INTO flag_change_requests (project_id, flag_id, changes, version, note, status, "
            "created_by, created_at) VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?)",
            {access.id(), flag.id, to_text(differing), flag.version, note, *access.user_id(),
             to_micros(now)}));
        auto stored = TRY(list_requests(connection, flag, connection.last_insert_id()));
        return Made{std::move(flag), std::move(stored.front())};
      }));
  return Response::json(request_json(flags, made.request, made.flag), 201);
}

enum class Verb : std::uint8_t { approve, reject, withdraw };

Result<> check_decision(const ChangeRequest& request, const FlagRecord& flag, Verb verb, UserId user) {
  if (request.status != "waiting")
    return failure(ErrorKind::conflict, "conflict", "The change was " + request.status + " already.");
  if (verb == Verb::withdraw && request.created_by != user)
    return failure(ErrorKind::forbidden, "permission_denied", "Only whoever asked can withdraw a change.");
  if (verb == Verb::approve && request.created_by == user)
    return failure(ErrorKind::forbidden, "second_person_required",
                   "A change is approved by somebody else than whoever asked for it.");
  if (verb == Verb::approve && request.version != flag.version)
    return failure(ErrorKind::conflict, "conflict",
                   "The flag was changed since. Withdraw the change and ask for it again.", "version");
  return {};
}

Result<Response> decide(Flags& flags, const ProjectAccess& access, const Request& request, Verb verb) {
  if (!access.user_id())
    return failure(ErrorKind::forbidden, "permission_denied", "Changes are approved by people.");
  auto& state = flags.state();
  struct Decided {
    FlagRecord flag;
    ChangeRequest request;
  };
  const auto decided =
      TRY(meta::in_write(state.parts.database, [&](meta::Connection& connection) -> Result<Decided> {
        auto flag = TRY(flag_of(connection, access, request));
        const auto id = number_in(request.param("request")).value_or(0);
        auto found = TRY(list_requests(connection, flag, id));
        if (id == 0 || found.empty()) return not_found();
        TRY(check_decision(found.front(), flag, verb, *access.user_id()));
        if (verb == Verb::approve)
          flag = TRY(change_flag(state, connection, std::move(flag), {&access, access.user_id(), true},
                                 found.front().changes));
        const std::string_view status = verb == Verb::approve  ? "applied"
                                        : verb == Verb::reject ? "rejected"
                                                               : "withdrawn";
        TRY(connection.execute(
            "UPDATE flag_change_requests SET status = ?, decided_by = ?, decided_at = ? WHERE id = ?",
            {status, *access.user_id(), to_micros(state.parts.clock.now()), id}));
        auto after = TRY(list_requests(connection, flag, id));
        return Decided{std::move(flag), std::move(after.front())};
      }));
  TRY(state.refresh(access.id()));
  return Response::json(request_json(flags, decided.request, decided.flag));
}

Result<Response> approve(Flags& flags, const ProjectAccess& access, Request& request) {
  return decide(flags, access, request, Verb::approve);
}
Result<Response> reject(Flags& flags, const ProjectAccess& access, Request& request) {
  return decide(flags, access, request, Verb::reject);
}
Result<Response> withdraw(Flags& flags, const ProjectAccess& access, Request& request) {
  return decide(flags, access, request, Verb::withdraw);
}

}  // namespace

void add_change_request_routes(http::Router& router, Flags& flags) {
  using http::Method;
  const std::string all = "feature_flags/{id:int}/change_requests/", one = all + "{request:int}/";
  const std::string write = "feature_flag:write";
  add_flag_route(router, flags, Method::get, all, "Changes of a flag that wait for approval, or did",
                 "feature_flag:read", list, {});
  add_flag_route(router, flags, Method::post, all, "Ask a second person for a change", write, create, {});
  add_flag_route(router, flags, Method::post, one + "approve/", "Let a change take place", write, approve,
                 {});
  add_flag_route(router, flags, Method::post, one + "reject/", "Refuse a change", write, reject, {});
  add_flag_route(router, flags, Method::post, one + "withdraw/", "Take one's own wish back", write, withdraw,
                 {});
}

}  // namespace leapfrog::flags
