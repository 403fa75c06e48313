#include "cohorts/cohort_json.h"

#include "cohorts/definition_json.h"
#include "cohorts/state.h"
#include "http/json_body.h"

namespace leapfrog::cohorts {
namespace {

constexpr std::size_t max_name = 400;
constexpr std::size_t max_description = 4'000;
constexpr std::size_t max_definition_bytes = 256 << 10;

json::value time_or_null(const std::optional<Instant>& time) {
  return time ? json::value(format_iso(*time)) : json::value(nullptr);
}

std::string_view type_of(const CohortRecord& cohort) {
  if (cohort.is_static) return "static";
  const auto definition = definition_of(cohort);
  return definition && *definition && is_behavioural(**definition) ? "behavioral" : "person_property";
}

const json::value* given(const json::object& body, std::string_view field) {
  const auto* value = body.if_contains(field);
  return value != nullptr && !value->is_null() ? value : nullptr;
}

Result<> change_definition(CohortRecord& cohort, const json::object& body) {
  const auto* filters = given(body, "filters");
  const auto* groups = given(body, "groups");
  const bool has_filters = filters != nullptr && filters->is_object() && !filters->get_object().empty();
  const bool has_groups = groups != nullptr && !(groups->is_array() && groups->get_array().empty());
  if (cohort.is_static) return {};  // a list may carry what it was made from
  if (filters != nullptr && !filters->is_object()) return invalid("filters must be an object.", "filters");
  if (has_filters) {
    cohort.filters = json::value(*filters, json::storage_ptr());
    cohort.groups = nullptr;
  } else if (has_groups) {
    cohort.groups = json::value(*groups, json::storage_ptr());
    cohort.filters = nullptr;
  } else if (cohort.filters.is_null() && cohort.groups.is_null()) {
    return invalid("A cohort needs filters: {properties: {type: AND or OR, values: […]}}.", "filters",
                   "required");
  } else {
    return {};
  }
  if (json::serialize(cohort.filters).size() + json::serialize(cohort.groups).size() > max_definition_bytes)
    return invalid("The definition is too long.", "filters", "max_length");
  TRY(definition_of(cohort));
  return {};
}

Result<> change_query(CohortRecord& cohort, const json::object& body) {
  const auto* query = given(body, "query");
  if (query == nullptr) return {};
  if (!cohort.is_static)
    return invalid("Only a static cohort is made from a query; give filters, or is_static: true.", "query");
  if (!query->is_object()) return invalid("query must be an object with a kind.", "query");
  cohort.query = json::value(*query, json::storage_ptr());
  cohort.flag.reset();
  cohort.query_pending = true;
  return {};
}

}  // namespace

json::object cohort_json(const CohortRecord& cohort, json::value creator, bool counting) {
  const bool waits = cohort.is_waiting() && cohort.errors == 0;
  return {{"id", cohort.id},
          {"name", cohort.name},
          {"description", cohort.description},
          {"groups", cohort.groups.is_null() ? json::value(json::array()) : cohort.groups},
          {"deleted", cohort.deleted},
          {"filters", cohort.filters},
          {"query", cohort.query},
          {"is_calculating", counting || waits},
          {"created_by", std::move(creator)},
          {"created_at", format_iso(cohort.created_at)},
          {"last_calculation", time_or_null(cohort.counted_at)},
          {"errors_calculating", cohort.errors},
          {"last_error_message",
           cohort.last_error.empty() ? json::value(nullptr) : json::value(cohort.last_error)},
          {"count", cohort.version == 0 ? json::value(nullptr) : json::value(cohort.people)},
          {"is_static", cohort.is_static},
          {"cohort_type", type_of(cohort)},
          {"version", cohort.version == 0 ? json::value(nullptr) : json::value(cohort.version)},
          {"experiment_set", json::array()}};
}

json::object logged_fields(const CohortRecord& cohort) {
  return {{"name", cohort.name},       {"description", cohort.description},
          {"filters", cohort.filters}, {"groups", cohort.groups},
          {"query", cohort.query},     {"is_static", cohort.is_static},
          {"deleted", cohort.deleted}};
}

json::object counting_json(const Counted& counted) {
  return {{"id", counted.version},
          {"started_at", format_iso(counted.started_at)},
          {"finished_at", format_iso(counted.finished_at)},
          {"total_ms", static_cast<double>((counted.finished_at - counted.started_at).count()) / 1000},
          {"count", counted.people ? json::value(*counted.people) : json::value(nullptr)},
          {"is_completed", true},
          {"is_successful", counted.people.has_value()},
          {"error", counted.error.empty() ? json::value(nullptr) : json::value(counted.error)}};
}

Result<> change_cohort(CohortRecord& cohort, const json::object& body) {
  if (auto name = TRY(http::optional_text(body, "name", max_name))) cohort.name = *std::move(name);
  if (cohort.name.empty()) return invalid("This field may not be blank.", "name", "blank");
  if (auto description = TRY(http::optional_text(body, "description", max_description)))
    cohort.description = *std::move(description);
  if (const auto is_static = TRY(optional_bool(body, "is_static"))) {
    if (cohort.id != 0 && *is_static != cohort.is_static)
      return invalid("A cohort stays what it is; duplicate it as a static one instead.", "is_static");
    cohort.is_static = *is_static;
  }
  TRY(change_definition(cohort, body));
  TRY(change_query(cohort, body));
  if (const auto deleted = TRY(optional_bool(body, "deleted"))) cohort.deleted = *deleted;
  return {};
}

}  // namespace leapfrog::cohorts
