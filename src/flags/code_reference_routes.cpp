// Where code asks for flags, as `leapfrog flags scan` found it: each scan of a repository replaces the last.
#include <algorithm>
#include <map>

#include "flags/flag_api.h"
#include "flags/flag_input.h"
#include "flags/flag_json.h"
#include "flags/flag_store.h"
#include "flags/state.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;
constexpr std::size_t max_references = 20'000;
constexpr std::size_t max_text_bytes = 1'000;

struct Reference {
  std::string key, file, call;
  std::int64_t line = 0;
};

json::object reference_json(const Reference& reference) {
  return {
      {"key", reference.key}, {"file", reference.file}, {"line", reference.line}, {"call", reference.call}};
}

Result<std::string> short_text(const json::object& object, std::string_view field) {
  auto text = TRY(required_string(object, field));
  if (text.empty() || text.size() > max_text_bytes)
    return invalid("Expected a text of 1 to 1000 bytes.", std::string(field));
  return text;
}

Result<std::vector<Reference>> references_in(const json::object& body) {
  const auto* list = body.if_contains("references");
  if (list == nullptr || !list->is_array() || list->get_array().size() > max_references)
    return invalid("Expected a list of at most 20000 references.", "references");
  std::vector<Reference> references;
  for (const auto& item : list->get_array()) {
    if (!item.is_object()) return invalid("Every reference is an object.", "references");
    const auto& object = item.get_object();
    references.push_back({TRY(short_text(object, "key")), TRY(short_text(object, "file")),
                          std::string(string_or_empty(object, "call").substr(0, max_text_bytes)),
                          TRY(optional_int(object, "line")).value_or(1)});
  }
  return references;
}

Result<> store(meta::Connection& connection, ProjectId project, std::string_view repository,
               const std::vector<Reference>& references, Instant at) {
  TRY(connection.execute("DELETE FROM flag_code_references WHERE project_id = ? AND repository = ?",
                         {project, repository}));
  for (const auto& [key, file, call, line] : references)
    TRY(connection.execute(
        "INSERT INTO flag_code_references (project_id, repository, key, file, line, call, scanned_at) VALUES "
        "(?, ?, ?, ?, ?, ?, ?)",
        {project, repository, std::string_view(key), std::string_view(file), line, std::string_view(call),
         to_micros(at)}));
  return {};
}

// {repository, references: [{key, file, line, call}]} → what there is no flag for, and what can go.
Result<Response> post(Flags& flags, const ProjectAccess& access, Request& request) {
  auto& state = flags.state();
  const auto body = TRY(object_in_body(request.body));
  const auto repository = TRY(short_text(body, "repository"));
  const auto references = TRY(references_in(body));
  const auto now = state.parts.clock.now();
  const auto stored = TRY(meta::in_write(
      state.parts.database, [&](meta::Connection& connection) -> Result<std::vector<FlagRecord>> {
        TRY(store(connection, access.id(), repository, references, now));
        return list_flags(connection, access.id());
      }));
  std::map<std::string_view, FlagStatus> known;
  for (const auto& flag : stored) known.emplace(flag.key(), status_of(flag, now));
  json::array unknown, removable;
  for (const auto& reference : references) {
    const auto status = known.find(reference.key);
    auto shown = reference_json(reference);
    if (status == known.end()) {
      unknown.push_back(std::move(shown));
    } else if (status->second.status == Status::stale) {
      shown["reason"] = status->second.reason;
      removable.push_back(std::move(shown));
    }
  }
  json::array unused;
  for (const auto& flag : stored) {
    if (std::ranges::find(references, flag.key(), &Reference::key) == references.end())
      unused.emplace_back(flag.key());
  }
  return Response::json({{"references", references.size()},
                         {"unknown", std::move(unknown)},
                         {"removable", std::move(removable)},
                         {"not_in_code", std::move(unused)}});
}

// ?key=: only of that flag.
Result<Response> list(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto key = request.query.get("key");
  const auto rows = TRY(meta::in_read(flags.state().parts.database, [&](meta::Connection& connection) {
    return meta::find_all(
        connection,
        "SELECT repository, key, file, line, call, scanned_at FROM flag_code_references WHERE project_id = ? "
        "AND (? = '' OR key = ?) ORDER BY repository, file, line LIMIT 5000",
        {access.id(), key, key}, [](const meta::Row& row) {
          return json::object{
              {"repository", row.text(0)}, {"key", row.text(1)},
              {"file", row.text(2)},       {"line", row.integer(3)},
              {"call", row.text(4)},       {"scanned_at", format_iso(from_micros(row.integer(5)))}};
        });
  }));
  json::array results;
  for (const auto& row : rows) results.push_back(row);
  return Response::json({{"count", results.size()}, {"results", results}});
}

}  // namespace

void add_code_reference_routes(http::Router& router, Flags& flags) {
  using http::Method;
  add_flag_route(router, flags, Method::get, "feature_flags/code_references/", "Where code asks for flags",
                 "feature_flag:read", list, {});
  add_flag_route(router, flags, Method::post, "feature_flags/code_references/",
                 "Say where a repository asks for flags", "feature_flag:write", post, {});
}

}  // namespace leapfrog::flags
