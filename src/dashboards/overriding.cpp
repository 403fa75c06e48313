#include "dashboards/overriding.h"

#include <fmt/format.h>

#include "dashboards/request_body.h"

namespace leapfrog::dashboards {
namespace {

json::object stored_object(std::string_view text) {
  auto value = stored_json(text);
  return value.is_object() ? std::move(value.get_object()) : json::object();
}

void put_over(json::object& fields, json::object over) {
  for (auto& [name, value] : over) fields[name] = std::move(value);
}

Result<json::value> json_parameter(const http::Request& request, std::string_view name) {
  const auto text = request.query.get(name);
  if (text.empty()) return nullptr;
  auto value = parse_json(text, JsonLimits{.depth = 64});
  if (!value) return invalid(fmt::format("{} is not JSON.", name), std::string(name));
  return value;
}

}  // namespace

Result<query::Overrides> overrides_of(const http::Request& request, const Dashboard* dashboard) {
  const auto filters = TRY(json_parameter(request, "filters_override"));
  const auto variables = TRY(json_parameter(request, "variables_override"));
  auto asked = TRY(query::read_overrides(&filters, &variables));
  if (!dashboard) return asked;
  query::Overrides overrides{stored_object(dashboard->filters), stored_object(dashboard->variables)};
  put_over(overrides.filters, std::move(asked.filters));
  put_over(overrides.variables, std::move(asked.variables));
  return overrides;
}

query::Overrides on_tile(query::Overrides overrides, std::string_view filters_overrides) {
  put_over(overrides.filters, stored_object(filters_overrides));
  return overrides;
}

void ask_with(json::object& insight, const query::Overrides& overrides) {
  auto* query = insight.if_contains("query");
  if (query && query->is_object()) *query = query::overridden(std::move(query->get_object()), overrides);
}

}  // namespace leapfrog::dashboards
