#include "cohorts/people_input.h"

#include <fmt/format.h>

#include "cohorts/csv_people.h"
#include "http/json_body.h"
#include "http/multipart.h"
#include "persons/person_reads.h"
#include "storage/meta/rows.h"

namespace leapfrog::cohorts {
namespace {

// Fields of forms are texts; what is JSON otherwise comes as its text.
Result<json::value> form_value(const http::FormPart& part) {
  if (part.name == "is_static" || part.name == "deleted") {
    if (part.content == "true" || part.content == "True" || part.content == "1") return json::value(true);
    if (part.content == "false" || part.content == "False" || part.content == "0") return json::value(false);
    return invalid(fmt::format("{} must be true or false.", part.name), std::string(part.name));
  }
  if (part.name == "filters" || part.name == "groups" || part.name == "query" ||
      part.name == "_create_static_person_ids") {
    auto value = parse_json(part.content);
    if (!value) return invalid(value.error().detail, std::string(part.name), "parse_error");
    return value;
  }
  return json::value(part.content);
}

Result<std::vector<Uuid>> people_called(meta::Connection& connection, accounts::ProjectId project,
                                        const CsvPeople& called) {
  if (called.by == CsvPeople::By::distinct_id)
    return persons::people_of_distinct_ids(connection, project, called.names);
  if (called.by == CsvPeople::By::email) return persons::people_of_emails(connection, project, called.names);
  std::vector<Uuid> uuids;
  for (const auto& name : called.names)
    if (const auto uuid = Uuid::parse(name)) uuids.push_back(*uuid);
  return persons::living_people(connection, project, uuids);
}

}  // namespace

Result<CohortBody> read_body(const http::Request& request) {
  const auto type = request.headers.get("content-type");
  if (!http::is_multipart(type)) {
    CohortBody body{TRY(http::json_body(request)), std::nullopt};
    if (auto csv = TRY(optional_string(body.fields, "csv"))) body.csv = std::move(csv);
    return body;
  }
  CohortBody body;
  for (const auto& part : TRY(http::parse_multipart(type, request.body))) {
    if (part.name == "csv")
      body.csv = std::string(part.content);
    else
      body.fields[part.name] = TRY(form_value(part));
  }
  return body;
}

Result<std::vector<Uuid>> uuids_in(const json::object& body, std::string_view field) {
  const auto* value = body.if_contains(field);
  const auto* list = value == nullptr ? nullptr : value->if_array();
  if (list == nullptr) return invalid(fmt::format("{} must be a list of uuids.", field), std::string(field));
  std::vector<Uuid> uuids;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto* text = (*list)[i].if_string();
    const auto uuid = text == nullptr ? std::nullopt : Uuid::parse(std::string_view(*text));
    if (!uuid)
      return invalid(fmt::format("{}[{}] is not a uuid.", field, i), fmt::format("{}[{}]", field, i));
    uuids.push_back(*uuid);
  }
  return uuids;
}

Result<std::optional<std::vector<Uuid>>> people_given(meta::Database& people, accounts::ProjectId project,
                                                      const CohortBody& body) {
  const bool has_ids = body.fields.contains("_create_static_person_ids");
  if (!has_ids && !body.csv) return std::nullopt;
  std::vector<Uuid> uuids;
  if (has_ids) uuids = TRY(uuids_in(body.fields, "_create_static_person_ids"));
  std::optional<CsvPeople> called;
  if (body.csv) called = TRY(parse_csv_people(*body.csv));
  return TRY(meta::in_read(people, [&](meta::Connection& connection) -> Result<std::vector<Uuid>> {
    auto found = TRY(persons::living_people(connection, project, uuids));
    if (called) {
      const auto more = TRY(people_called(connection, project, *called));
      found.insert(found.end(), more.begin(), more.end());
    }
    return found;
  }));
}

}  // namespace leapfrog::cohorts
