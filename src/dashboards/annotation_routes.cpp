// /annotations/: what happened at a moment.
#include <algorithm>
#include <array>

#include "dashboards/api_json.h"
#include "dashboards/dashboards.h"
#include "dashboards/request_body.h"
#include "dashboards/resource.h"

namespace leapfrog::dashboards {

void add_routes(http::Router& router, accounts::Accounts& accounts, meta::Database& database,
                const Clock& clock, query::Runner& questions, std::span<const query::Kind> kinds) {
  const Context context{accounts, database, clock, questions, kinds};
  add_insight_routes(router, context);
  add_dashboard_routes(router, context);
  add_annotation_routes(router, context);
}

namespace {

using accounts::ProjectAccess;
using http::Method;
using http::Request;
using http::Response;

constexpr auto scopes =
    std::to_array<std::string_view>({"dashboard_item", "dashboard", "project", "organization", "recording"});
constexpr auto creation_types = std::to_array<std::string_view>({"USR", "GIT"});

Result<Annotation> apply_body(Annotation annotation, const json::object& body) {
  if (auto content = TRY(optional_text(body, "content", max_text_characters)))
    annotation.content = *std::move(content);
  if (const auto date = TRY(optional_string(body, "date_marker"))) {
    const auto instant = parse_iso(*date);
    if (!instant) return invalid("Expected a time such as 2026-11-03T12:00:00Z.", "date_marker");
    annotation.date_marker = *instant;
  }
  if (auto scope = TRY(optional_string(body, "scope"))) {
    if (std::ranges::find(scopes, *scope) == scopes.end())
      return invalid("This is no scope of annotations.", "scope");
    annotation.scope = *std::move(scope);
  }
  if (auto type = TRY(optional_string(body, "creation_type"))) {
    if (std::ranges::find(creation_types, *type) == creation_types.end())
      return invalid("Expected USR or GIT.", "creation_type");
    annotation.creation_type = *std::move(type);
  }
  if (body.contains("dashboard_item")) annotation.dashboard_item = TRY(optional_int(body, "dashboard_item"));
  if (body.contains("dashboard_id")) annotation.dashboard_id = TRY(optional_int(body, "dashboard_id"));
  annotation.deleted = TRY(optional_bool(body, "deleted")).value_or(annotation.deleted);
  if (annotation.content.empty()) return invalid("This field is required.", "content", "required");
  return annotation;
}

class AnnotationsApi {
 public:
  explicit AnnotationsApi(const Context& context) : context_(context) {}

  Result<Response> list(const ProjectAccess& access, const Request& request) const {
    const auto page = TRY(http::parse_page(request));
    const auto found = TRY(meta::in_read(context_.database, [&](meta::Connection& connection) {
      return list_annotations(connection, access.id(), request.query.get("search"), page);
    }));
    People people(context_.accounts);
    json::array results;
    for (const auto& annotation : found.annotations)
      results.push_back(TRY(annotation_json(annotation, people)));
    return Response::json(http::page_json(request, page, found.count, std::move(results)));
  }

  Result<Response> get(const ProjectAccess& access, const Request& request) const {
    const auto annotation = TRY(meta::in_read(
        context_.database, [&](meta::Connection& connection) { return find(connection, access, request); }));
    if (annotation.deleted) return not_found();
    return answer(annotation, 200);
  }

  Result<Response> create(const ProjectAccess& access, const Request& request) const {
    Annotation made;
    made.created_at = made.updated_at = made.date_marker = context_.clock.now();
    made.created_by = access.user_id();
    const auto body = TRY(apply_body(std::move(made), TRY(body_object(request))));
    const auto annotation =
        TRY(meta::in_write(context_.database, [&](meta::Connection& connection) -> Result<Annotation> {
          auto stored = TRY(insert_annotation(connection, access.id(), body));
          TRY(record(connection, access, stored, "created"));
          return stored;
        }));
    return answer(annotation, 201);
  }

  Result<Response> change(const ProjectAccess& access, const Request& request) const {
    const auto body = TRY(body_object(request));
    const auto annotation =
        TRY(meta::in_write(context_.database, [&](meta::Connection& connection) -> Result<Annotation> {
          const auto before = TRY(find(connection, access, request));
          auto after = TRY(apply_body(before, body));
          after.updated_at = context_.clock.now();
          TRY(update_annotation(connection, after));
          TRY(record(connection, access, after, after.deleted && !before.deleted ? "deleted" : "updated"));
          return after;
        }));
    return answer(annotation, 200);
  }

 private:
  static Result<Annotation> find(meta::Connection& connection, const ProjectAccess& access,
                                 const Request& request) {
    const auto id = parse_id(request.param("id"));
    if (!id) return not_found();
    auto annotation = TRY(find_annotation(connection, access.id(), *id));
    if (!annotation) return not_found();
    return *std::move(annotation);
  }

  Result<> record(meta::Connection& connection, const ProjectAccess& access, const Annotation& annotation,
                  std::string activity) const {
    return accounts::record_activity(connection, access,
                                     {context_.clock.now(),
                                      "Annotation",
                                      std::to_string(annotation.id),
                                      std::move(activity),
                                      annotation.content,
                                      {}});
  }

  Result<Response> answer(const Annotation& annotation, int status) const {
    People people(context_.accounts);
    return Response::json(TRY(annotation_json(annotation, people)), status);
  }

  Context context_;
};

}  // namespace

void add_annotation_routes(http::Router& router, const Context& context) {
  const auto api = std::make_shared<const AnnotationsApi>(context);
  auto add = [&](Method method, std::string_view path, std::string_view summary, std::string_view scope,
                 Result<Response> (AnnotationsApi::*handler)(const ProjectAccess&, const Request&) const) {
    accounts::add_project_route(router, context.accounts, method, path, route_doc(summary, scope),
                                [api, handler](const ProjectAccess& access, Request& request) {
                                  return ((*api).*handler)(access, request);
                                });
  };
  add(Method::get, "annotations/", "Annotations, the latest date first", "annotation:read",
      &AnnotationsApi::list);
  add(Method::post, "annotations/", "Write an annotation", "annotation:write", &AnnotationsApi::create);
  add(Method::get, "annotations/{id}/", "One annotation", "annotation:read", &AnnotationsApi::get);
  for (const auto method : {Method::patch, Method::put})
    add(method, "annotations/{id}/", "Change an annotation, or delete it and bring it back",
        "annotation:write", &AnnotationsApi::change);
  accounts::add_project_route(
      router, context.accounts, Method::del, "annotations/{id}/",
      route_doc("Refused: an annotation is deleted by changing it", "annotation:write"),
      [](const ProjectAccess&, Request&) -> Result<Response> { return delete_by_patch(); });
}

}  // namespace leapfrog::dashboards
