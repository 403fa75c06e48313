// /insights/: saved questions.
#include <fmt/format.h>

#include <array>

#include "dashboards/api_json.h"
#include "dashboards/dashboard_store.h"
#include "dashboards/dashboards.h"
#include "dashboards/insight_results.h"
#include "dashboards/overriding.h"
#include "dashboards/request_body.h"
#include "dashboards/resource.h"

namespace leapfrog::dashboards {
namespace {

using accounts::ProjectAccess;
using http::Method;
using http::Request;
using http::Response;

constexpr std::size_t max_viewed = 100;

// PostHog's short words for kinds in ?insight=.
constexpr auto kinds = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"TRENDS", "TrendsQuery"},
    {"FUNNELS", "FunnelsQuery"},
    {"RETENTION", "RetentionQuery"},
    {"PATHS", "PathsQuery"},
    {"STICKINESS", "StickinessQuery"},
    {"LIFECYCLE", "LifecycleQuery"},
    {"SQL", "HogQLQuery"},
});

// The first string of a JSON list, or the text itself.
std::string first_of(std::string_view text) {
  if (!text.starts_with('[')) return std::string(text);
  const auto list = parse_json(text);
  if (!list || !list->is_array() || list->get_array().empty()) return "";
  const auto& first = list->get_array().front();
  return first.is_string() ? std::string(first.get_string()) : to_text(first);
}

Result<InsightFilter> filter_of(const Request& request) {
  InsightFilter filter;
  filter.short_id = request.query.get("short_id");
  filter.search = request.query.get("search");
  filter.tag = first_of(request.query.get("tags"));
  filter.saved = flag_parameter(request, "saved");
  filter.favorited = flag_parameter(request, "favorited").value_or(false);
  filter.created_by = parse_id(request.query.get("created_by"));
  filter.dashboard = parse_id(first_of(request.query.get("dashboards")));
  const auto kind = request.query.get("insight");
  for (const auto& [word, name] : kinds)
    if (kind == word || kind == name) filter.kind = name;
  if (const auto order = request.query.get("order"); !order.empty()) {
    if (!is_insight_order(order)) return invalid("Insights cannot be ordered by this.", "order");
    filter.order = order;
  }
  return filter;
}

// What is compared for the activity log.
json::object logged(const Insight& insight) {
  return {{"name", insight.name.value_or("")},
          {"description", insight.description},
          {"query", insight.query ? stored_json(*insight.query) : json::value(nullptr)},
          {"tags", stored_json(insight.tags)},
          {"favorited", insight.favorited},
          {"deleted", insight.deleted}};
}

std::string title(const Insight& insight) {
  if (insight.name && !insight.name->empty()) return *insight.name;
  return insight.derived_name.value_or("");
}

struct Body {
  Insight insight;
  std::optional<std::vector<std::int64_t>> dashboards;
};

Result<Body> apply_body(Insight insight, const json::object& body) {
  if (auto name = TRY(optional_text(body, "name", max_name_characters))) insight.name = *std::move(name);
  if (auto name = TRY(optional_text(body, "derived_name", max_name_characters)))
    insight.derived_name = *std::move(name);
  if (auto text = TRY(optional_text(body, "description", max_text_characters)))
    insight.description = *std::move(text);
  if (auto query = TRY(optional_object(body, "query", ""))) {
    insight.query = query->empty() ? std::nullopt : std::move(query);
    if (insight.query && kind_of_query(insight.query).empty())
      return invalid("The query has no kind.", "query");
  }
  if (auto tags = TRY(optional_tags(body))) insight.tags = *std::move(tags);
  insight.favorited = TRY(optional_bool(body, "favorited")).value_or(insight.favorited);
  insight.saved = TRY(optional_bool(body, "saved")).value_or(insight.saved);
  insight.deleted = TRY(optional_bool(body, "deleted")).value_or(insight.deleted);
  Body result{std::move(insight), std::nullopt};
  if (const auto* list = body.if_contains("dashboards"); list != nullptr && !list->is_null()) {
    if (!list->is_array() || list->get_array().size() > 1000)
      return invalid("Expected a list of dashboards.", "dashboards");
    auto& ids = result.dashboards.emplace();
    for (const auto& item : list->get_array()) {
      if (!item.is_int64()) return invalid("Every dashboard is a number.", "dashboards");
      ids.push_back(item.get_int64());
    }
  }
  return result;
}

class InsightsApi {
 public:
  explicit InsightsApi(const Context& context) : context_(context) {}

  Result<Response> list(const ProjectAccess& access, const Request& request) const {
    const auto page = TRY(http::parse_page(request));
    const auto filter = TRY(filter_of(request));
    const auto found = TRY(meta::in_read(context_.database, [&](meta::Connection& connection) {
      return list_insights(connection, access.id(), access.user_id(), filter, page);
    }));
    People people(context_.accounts);
    json::array results;
    for (const auto& insight : found.insights) results.push_back(TRY(insight_json(insight, people)));
    std::vector<json::object*> filled;
    for (auto& insight : results) filled.push_back(&insight.as_object());
    fill_results(context_, access, query::Refresh::force_cache, filled);
    return Response::json(http::page_json(request, page, found.count, std::move(results)));
  }

  Result<Response> get(const ProjectAccess& access, const Request& request) const {
    const auto insight = TRY(meta::in_read(context_.database, [&](meta::Connection& connection) {
      return find_insight(connection, access.id(), access.user_id(), request.param("id"));
    }));
    if (!insight || insight->deleted) return not_found();
    const auto refresh = TRY(refresh_of(request));
    const auto overrides = TRY(standing_over(access, request, insight->id));
    People people(context_.accounts);
    auto out = TRY(insight_json(*insight, people));
    ask_with(out, overrides);
    fill_results(context_, access, refresh, {&out});
    return Response::json(std::move(out));
  }

  Result<Response> create(const ProjectAccess& access, const Request& request) const {
    Insight made;
    made.created_at = made.last_modified_at = context_.clock.now();
    made.created_by = made.last_modified_by = access.user_id();
    auto body = TRY(apply_body(std::move(made), TRY(body_object(request))));
    const auto insight =
        TRY(meta::in_write(context_.database, [&](meta::Connection& connection) -> Result<Insight> {
          auto stored = TRY(insert_insight(connection, access.id(), body.insight));
          if (body.dashboards) TRY(place_insight(connection, access.id(), stored.id, *body.dashboards));
          TRY(accounts::record_activity(
              connection, access,
              {context_.clock.now(), "Insight", std::to_string(stored.id), "created", title(stored), {}}));
          return *TRY(find_insight(connection, access.id(), access.user_id(), stored.short_id));
        }));
    return answer(insight, 201);
  }

  Result<Response> change(const ProjectAccess& access, const Request& request) const {
    const auto body = TRY(body_object(request));
    const auto changed =
        TRY(meta::in_write(context_.database, [&](meta::Connection& connection) -> Result<Insight> {
          const auto before =
              TRY(find_insight(connection, access.id(), access.user_id(), request.param("id")));
          if (!before) return not_found();
          auto after = TRY(apply_body(*before, body));
          after.insight.last_modified_at = context_.clock.now();
          after.insight.last_modified_by = access.user_id();
          TRY(update_insight(connection, after.insight));
          if (after.dashboards) TRY(place_insight(connection, access.id(), before->id, *after.dashboards));
          auto changes = accounts::changes_between(logged(*before), logged(after.insight));
          const auto* what = after.insight.deleted && !before->deleted ? "deleted" : "updated";
          if (!changes.empty())
            TRY(accounts::record_activity(connection, access,
                                          {context_.clock.now(), "Insight", std::to_string(before->id), what,
                                           title(after.insight), std::move(changes)}));
          return *TRY(find_insight(connection, access.id(), access.user_id(), before->short_id));
        }));
    return answer(changed, 200);
  }

  // {"insight_ids": […]}: the user has looked at them.
  Result<Response> viewed(const ProjectAccess& access, const Request& request) const {
    const auto body = TRY(body_object(request));
    const auto* ids = body.if_contains("insight_ids");
    if (ids == nullptr || !ids->is_array() || ids->get_array().size() > max_viewed)
      return invalid(fmt::format("Expected a list of at most {} ids.", max_viewed), "insight_ids");
    const auto user = access.user_id();
    if (!user) return Response::empty(204);
    TRY(context_.database.write([&](meta::Connection& connection) -> Result<> {
      for (const auto& id : ids->get_array())
        if (id.is_int64())
          TRY(mark_viewed(connection, access.id(), *user, id.get_int64(), context_.clock.now()));
      return {};
    }));
    return Response::json(json::object{}, 201);
  }

  Result<Response> my_last_viewed(const ProjectAccess& access, const Request&) const {
    InsightFilter filter;
    filter.order = "-last_viewed_at";
    auto found = TRY(meta::in_read(context_.database, [&](meta::Connection& connection) {
      return list_insights(connection, access.id(), access.user_id(), filter, {5, 0});
    }));
    std::erase_if(found.insights, [](const Insight& insight) { return !insight.last_viewed_at; });
    People people(context_.accounts);
    json::array results;
    for (const auto& insight : found.insights) results.push_back(TRY(insight_json(insight, people)));
    return Response::json(std::move(results));
  }

 private:
  // What the request says, on top of the dashboard that it names as ?from_dashboard=.
  Result<query::Overrides> standing_over(const ProjectAccess& access, const Request& request,
                                         std::int64_t insight) const {
    const auto text = request.query.get("from_dashboard");
    if (text.empty()) return overrides_of(request, nullptr);
    struct Place {
      Dashboard dashboard;
      Tile tile;
    };
    const auto place = TRY(
        meta::in_read(context_.database, [&](meta::Connection& connection) -> Result<std::optional<Place>> {
          const auto number = parse_id(text);
          if (!number) return std::nullopt;
          auto dashboard = TRY(find_dashboard(connection, access.id(), *number));
          if (!dashboard || dashboard->deleted) return std::nullopt;
          for (auto& tile : TRY(list_tiles(connection, access.id(), access.user_id(), *number)))
            if (tile.insight_id == insight) return Place{*std::move(dashboard), std::move(tile)};
          return std::nullopt;
        }));
    if (!place) return invalid("The insight is on no dashboard with this number.", "from_dashboard");
    return on_tile(TRY(overrides_of(request, &place->dashboard)), place->tile.filters_overrides);
  }

  Result<Response> answer(const Insight& insight, int status) const {
    People people(context_.accounts);
    return Response::json(TRY(insight_json(insight, people)), status);
  }

  Context context_;
};

}  // namespace

void add_insight_routes(http::Router& router, const Context& context) {
  const auto api = std::make_shared<const InsightsApi>(context);
  auto add = [&](Method method, std::string_view path, std::string_view summary, std::string_view scope,
                 Result<Response> (InsightsApi::*handler)(const ProjectAccess&, const Request&) const) {
    accounts::add_project_route(router, context.accounts, method, path, route_doc(summary, scope),
                                [api, handler](const ProjectAccess& access, Request& request) {
                                  return ((*api).*handler)(access, request);
                                });
  };
  add(Method::get, "insights/", "Saved insights", "insight:read", &InsightsApi::list);
  add(Method::post, "insights/", "Save an insight", "insight:write", &InsightsApi::create);
  add(Method::post, "insights/viewed/", "Remember that insights were looked at", "insight:read",
      &InsightsApi::viewed);
  add(Method::get, "insights/my_last_viewed/", "What the user looked at last", "insight:read",
      &InsightsApi::my_last_viewed);
  add(Method::get, "insights/{id}/", "One insight, by number or short id", "insight:read", &InsightsApi::get);
  for (const auto method : {Method::patch, Method::put})
    add(method, "insights/{id}/", "Change an insight, or delete it and bring it back", "insight:write",
        &InsightsApi::change);
  accounts::add_project_route(
      router, context.accounts, Method::del, "insights/{id}/",
      route_doc("Refused: an insight is deleted by changing it", "insight:write"),
      [](const ProjectAccess&, Request&) -> Result<Response> { return delete_by_patch(); });
}

}  // namespace leapfrog::dashboards
