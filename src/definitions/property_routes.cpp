// property_definitions/: the properties of events, people, groups and sessions.
#include <charconv>

#include "definitions/routes.h"
#include "http/json_body.h"
#include "http/object_schema.h"
#include "storage/meta/rows.h"

namespace leapfrog::definitions {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;

Result<Owner> owner_parameter(const Request& request) {
  const auto type = request.query.get("type");
  if (type.empty() || type == "event") return Owner::event;
  if (type == "person") return Owner::person;
  if (type == "group") return Owner::group;
  if (type == "session") return Owner::session;
  return invalid("Expected event, person, group or session.", "type", "invalid_choice");
}

Result<int> group_type_parameter(const Request& request) {
  const auto text = request.query.get("group_type_index");
  int index = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size() || index < 0 || index >= group_type_count)
    return invalid("Properties of groups need the index of their type, 0 to 4.", "group_type_index",
                   "required");
  return index;
}

Result<PropertyFilter> parse_filter(const Request& request) {
  PropertyFilter filter;
  filter.owner = TRY(owner_parameter(request));
  if (filter.owner == Owner::group) filter.group_type = TRY(group_type_parameter(request));
  filter.search = request.query.get("search");
  filter.names = TRY(names_parameter(request, "properties"));
  filter.excluded = TRY(names_parameter(request, "excluded_properties"));
  filter.numerical = TRY(http::flag_parameter(request, "is_numerical"));
  filter.feature_flag = TRY(http::flag_parameter(request, "is_feature_flag"));
  filter.without_known = TRY(http::flag_parameter(request, "exclude_core_properties")).value_or(false);
  filter.verified = TRY(http::flag_parameter(request, "verified"));
  filter.hidden = TRY(http::flag_parameter(request, "hidden"));
  if (TRY(http::flag_parameter(request, "exclude_hidden")).value_or(false)) filter.hidden = false;
  filter.tags = TRY(names_parameter(request, "tags"));
  if (filter.owner == Owner::event) {
    filter.events = TRY(names_parameter(request, "event_names"));
    filter.only_with_events = TRY(http::flag_parameter(request, "filter_by_event_names")).value_or(false);
  }
  if (const auto order = request.query.get("ordering"); !order.empty()) {
    if (order != "name" && order != "-name") return invalid("Expected name or -name.", "ordering");
    filter.descending = order == "-name";
  }
  return filter;
}

class PropertyApi {
 public:
  explicit PropertyApi(const RouteParts& parts) : parts_(parts) {}

  Result<Response> list(const ProjectAccess& access, Request& request) {
    const auto page = TRY(http::parse_page(request));
    const auto filter = TRY(parse_filter(request));
    const auto found = TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) {
      return list_properties(connection, access.id(), filter, page);
    }));
    Users users(parts_.accounts);
    json::array results;
    for (const auto& property : found.rows) results.push_back(TRY(property_json(property, users)));
    return Response::json(http::page_json(request, page, found.count, std::move(results)));
  }

  Result<Response> get(const ProjectAccess& access, Request& request) {
    return shown(TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) {
      return require(connection, access, request);
    })));
  }

  Result<Response> change(const ProjectAccess& access, Request& request) {
    const auto body = TRY(http::json_body(request));
    const auto now = system_clock().now();
    json::object before;
    const auto property =
        TRY(meta::in_write(parts_.database, [&](meta::Connection& connection) -> Result<PropertyDefinition> {
          auto found = TRY(require(connection, access, request));
          before = logged(found);
          TRY(change_notes(found.notes, body, access, now));
          TRY(change_type(found, body));
          TRY(update(connection, found));
          return found;
        }));
    parts_.definitions.forget(access.id());
    if (auto changes = accounts::changes_between(before, logged(property)); !changes.empty())
      log_change(parts_, access,
                 {now, "PropertyDefinition", property.uuid, "changed", property.name, std::move(changes)});
    return shown(property);
  }

  Result<Response> remove(const ProjectAccess& access, Request& request) {
    const auto property =
        TRY(meta::in_write(parts_.database, [&](meta::Connection& connection) -> Result<PropertyDefinition> {
          auto found = TRY(require(connection, access, request));
          TRY(definitions::remove(connection, found));
          return found;
        }));
    parts_.definitions.forget(access.id());
    log_change(parts_, access,
               {system_clock().now(), "PropertyDefinition", property.uuid, "deleted", property.name, {}});
    return Response::empty(204);
  }

  // {event: whether the property occurs with it}
  Result<Response> together(const ProjectAccess& access, Request& request) {
    const auto property = request.query.get("property_name");
    if (property.empty()) return invalid("This field is required.", "property_name", "required");
    const auto events = TRY(names_parameter(request, "event_names"));
    if (events.empty()) return invalid("This field is required.", "event_names", "required");
    json::object out;
    for (const auto& [event, seen] : TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) {
           return seen_together(connection, access.id(), events, property);
         })))
      out[event] = seen;
    return Response::json(std::move(out));
  }

 private:
  static Result<PropertyDefinition> require(meta::Connection& connection, const ProjectAccess& access,
                                            const Request& request) {
    auto property = TRY(find_property(connection, access.id(), request.param("id")));
    if (!property) return not_found();
    return *std::move(property);
  }

  static Result<> change_type(PropertyDefinition& property, const json::object& body) {
    if (!body.contains("property_type")) return {};
    const auto name = TRY(optional_string(body, "property_type"));
    if (!name) {
      property.type.reset();
      return {};
    }
    property.type = type_of_name(*name);
    if (!property.type)
      return invalid("Expected String, Numeric, Boolean, DateTime or Duration.", "property_type",
                     "invalid_choice");
    return {};
  }

  static json::value type_json(const PropertyDefinition& property) {
    return property.type ? json::value(type_name(*property.type)) : json::value(nullptr);
  }

  static json::object logged(const PropertyDefinition& property) {
    auto out = logged_notes(property.notes);
    out["property_type"] = type_json(property);
    return out;
  }

  Result<Response> shown(const PropertyDefinition& property) {
    Users users(parts_.accounts);
    return Response::json(TRY(property_json(property, users)));
  }

  static Result<json::object> property_json(const PropertyDefinition& property, Users& users) {
    json::object out{
        {"id", property.uuid},
        {"name", property.name},
        {"property_type", type_json(property)},
        {"is_numerical", property.type == PropertyType::numeric},
        {"is_seen_on_filtered_events", property.seen ? json::value(*property.seen) : json::value(nullptr)}};
    TRY(add_notes(out, property.notes, users));
    return out;
  }

  const RouteParts parts_;
};

}  // namespace

void add_property_routes(http::Router& router, const RouteParts& parts) {
  const auto api = std::make_shared<PropertyApi>(parts);
  using Call = Result<Response> (PropertyApi::*)(const ProjectAccess&, Request&);
  const auto add = [&](http::Method method, std::string_view path, std::string summary, std::string scope,
                       Call call, std::string_view request_type, std::string_view response_type) {
    accounts::add_project_route(router, parts.accounts, method, path,
                                {std::move(summary), "property_definitions", std::move(scope),
                                 std::string(request_type), std::string(response_type)},
                                [api, call](const ProjectAccess& access, Request& request) {
                                  return ((*api).*call)(access, request);
                                });
  };
  router.add_schema("PropertyDefinition", http::object_schema({{"id", "string"},
                                                               {"name", "string"},
                                                               {"description", "string"},
                                                               {"tags", "array"},
                                                               {"verified", "boolean"},
                                                               {"verified_at", "string?"},
                                                               {"verified_by", "object?"},
                                                               {"hidden", "boolean"},
                                                               {"property_type", "string?"},
                                                               {"is_numerical", "boolean"},
                                                               {"is_seen_on_filtered_events", "boolean?"},
                                                               {"updated_at", "string?"},
                                                               {"updated_by", "object?"}}));
  using enum http::Method;
  add(get, "property_definitions/", "The properties of events, people, groups or sessions",
      "property_definition:read", &PropertyApi::list, "", "");
  add(get, "property_definitions/seen_together/", "Which events a property occurs with",
      "property_definition:read", &PropertyApi::together, "", "");
  add(get, "property_definitions/{id}/", "One property", "property_definition:read", &PropertyApi::get, "",
      "PropertyDefinition");
  add(patch, "property_definitions/{id}/", "Describe, tag, verify, hide or retype a property",
      "property_definition:write", &PropertyApi::change, "PropertyDefinition", "PropertyDefinition");
  add(del, "property_definitions/{id}/", "Forget a property until it occurs again",
      "property_definition:write", &PropertyApi::remove, "", "");
}

}  // namespace leapfrog::definitions
