// The public page of a project's previews: what it shows to the users of an app, and how it looks, which the
// project's team chooses.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "flags/early_access.h"
#include "flags/flag_api.h"
#include "flags/flag_input.h"
#include "flags/flag_store.h"
#include "flags/state.h"
#include "persons/person_reads.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;
constexpr std::size_t max_headline_bytes = 200;
constexpr std::size_t max_introduction_bytes = 2'000;
constexpr std::size_t max_logo_bytes = 96 << 10;  // 72 KB of picture

struct PreviewPage {
  std::string headline;
  std::string introduction;
  std::string colour;
  std::string logo;
};

Result<PreviewPage> find_page(meta::Connection& connection, ProjectId project) {
  const auto found = TRY(meta::find_one(
      connection, "SELECT headline, introduction, colour, logo FROM preview_pages WHERE project_id = ?",
      {project}, [](const meta::Row& row) {
        return PreviewPage{row.text(0), row.text(1), row.text(2), row.text(3)};
      }));
  return found.value_or(PreviewPage{});
}

Result<> save_page(meta::Connection& connection, ProjectId project, const PreviewPage& page) {
  return connection.execute(
      "INSERT OR REPLACE INTO preview_pages (project_id, headline, introduction, colour, logo) VALUES (?, ?, "
      "?, ?, ?)",
      {project, std::string_view(page.headline), std::string_view(page.introduction),
       std::string_view(page.colour), std::string_view(page.logo)});
}

json::object page_json(const PreviewPage& page) {
  return {{"headline", page.headline},
          {"introduction", page.introduction},
          {"colour", page.colour},
          {"logo", page.logo}};
}

bool is_colour(std::string_view text) {
  const auto is_hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  return text.size() == 7 && text.front() == '#' && std::ranges::all_of(text.substr(1), is_hex);
}

// Pictures that browsers only draw: an SVG could be opened as a page of its own.
bool is_picture(std::string_view url) {
  constexpr auto kinds = std::to_array<std::string_view>(
      {"data:image/png;base64,", "data:image/jpeg;base64,", "data:image/webp;base64,"});
  const auto kind = std::ranges::find_if(kinds, [&](auto each) { return url.starts_with(each); });
  if (kind == kinds.end() || url.size() == kind->size()) return false;
  return std::ranges::all_of(url.substr(kind->size()), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '/' || c == '=';
  });
}

Result<> take_text(std::string& field, const json::object& body, const std::string& name, std::size_t most) {
  const auto text = TRY(optional_string(body, name));
  if (!text) return {};
  if (text->size() > most)
    return invalid(fmt::format("Ensure this field has no more than {} bytes.", most), name, "max_length");
  field = *text;
  return {};
}

Result<> take(PreviewPage& page, const json::object& body) {
  TRY(take_text(page.headline, body, "headline", max_headline_bytes));
  TRY(take_text(page.introduction, body, "introduction", max_introduction_bytes));
  TRY(take_text(page.colour, body, "colour", 7));
  TRY(take_text(page.logo, body, "logo", max_logo_bytes));
  if (!page.colour.empty() && !is_colour(page.colour))
    return invalid("Expected a colour such as #1f7a3d.", "colour");
  if (!page.logo.empty() && !is_picture(page.logo))
    return invalid("The logo is a PNG, JPEG or WebP picture as a data: URL.", "logo");
  return {};
}

Result<Response> show_look(Flags& flags, const ProjectAccess& access, Request&) {
  const auto page = TRY(meta::in_read(flags.state().parts.database, [&](meta::Connection& connection) {
    return find_page(connection, access.id());
  }));
  return Response::json(page_json(page));
}

Result<Response> change_look(Flags& flags, const ProjectAccess& access, Request& request) {
  const auto body = TRY(object_in_body(request.body));
  auto& state = flags.state();
  return meta::in_write(state.parts.database, [&](meta::Connection& connection) -> Result<Response> {
    auto page = TRY(find_page(connection, access.id()));
    const auto before = page_json(page);
    TRY(take(page, body));
    TRY(save_page(connection, access.id(), page));
    // What the picture was is nobody's business later, only that it changed.
    auto changes = accounts::changes_between(before, page_json(page));
    for (auto& change : changes) {
      if (change.field == "logo") change.before = change.after = nullptr;
    }
    if (!changes.empty())
      TRY(accounts::record_activity(connection, access,
                                    {state.parts.clock.now(), "PreviewPage", std::to_string(access.id()),
                                     "updated", "Previews page", std::move(changes)}));
    return Response::json(page_json(page));
  });
}

// What somebody has joined is a property of theirs.
Result<json::object> properties_of(Flags::State& state, ProjectId project, std::string_view distinct_id) {
  if (distinct_id.empty()) return json::object();
  persons::PersonFilter filter;
  filter.distinct_id = distinct_id;
  auto people = TRY(meta::in_read(state.parts.people, [&](meta::Connection& connection) {
    return persons::list_people(connection, project, filter, 1, 0);
  }));
  return people.empty() ? json::object() : std::move(people.front().properties);
}

Result<Response> for_visitors(Flags& flags, const Request& request) {
  auto& state = flags.state();
  const auto project = state.parts.accounts.by_token(request.query.get("token"));
  if (project == nullptr) return not_found("There are no previews at this address.");
  const auto properties = TRY(properties_of(state, project->id, request.query.get("distinct_id")));
  return meta::in_read(state.parts.database, [&](meta::Connection& connection) -> Result<Response> {
    json::array shown;
    for (const auto& feature : TRY(list_features(connection, project->id))) {
      if (feature.stage == "draft" || feature.stage == "archived") continue;
      const auto flag = TRY(find_flag(connection, project->id, feature.flag));
      if (!flag || flag->is("deleted")) continue;
      const auto* joined = properties.if_contains(fmt::format("$feature_enrollment/{}", flag->key()));
      const bool is_in =
          joined != nullptr && (*joined == json::value(true) || *joined == json::value("true"));
      shown.push_back(json::object{{"id", feature.id},
                                   {"name", feature.name},
                                   {"description", feature.description},
                                   {"stage", feature.stage},
                                   {"documentationUrl", feature.documentation_url},
                                   {"flagKey", flag->key()},
                                   {"enrolled", is_in}});
    }
    auto about = page_json(TRY(find_page(connection, project->id)));
    about["name"] = project->name;
    return Response::json({{"project", std::move(about)}, {"features", std::move(shown)}});
  });
}

}  // namespace

void add_preview_page_routes(http::Router& router, Flags& flags) {
  using http::Method;
  add_flag_route(router, flags, Method::get, "preview_page/", "How the public page of previews looks",
                 "early_access_feature:read", show_look, {});
  add_flag_route(router, flags, Method::patch, "preview_page/",
                 "Change how the public page of previews looks", "early_access_feature:write", change_look,
                 {});
  router.add({Method::get,
              "/api/previews/",
              {"A project's previews for its public page", "sdk", "", "", ""},
              {},
              http::Handler([&flags](Request& request) {
                auto answer = for_visitors(flags, request);
                return answer ? *std::move(answer) : http::error_response(answer.error());
              })});
}

}  // namespace leapfrog::flags
