// query/{id}/log/ as PostHog answers it, a table of its query_log; and query_log/, the same as a list of what
// the project asked lately.
#include <charconv>

#include "http/object_schema.h"
#include "http/pagination.h"
#include "query/endpoint.h"
#include "query/running/query_log.h"

namespace leapfrog::query {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;

constexpr std::string_view no_error = "QueryFinish";
constexpr std::string_view some_error = "ExceptionWhileProcessing";

json::value text(const std::string& of) { return json::value(of); }

struct Column {
  std::string_view name;
  std::string_view type;
  json::value (*of)(const LoggedQuery&);
};

const std::array<Column, 18>& columns() {
  using Line = const LoggedQuery&;
  static const std::array<Column, 18> all = {{
      {"event_date", "Date",
       [](Line q) -> json::value { return text(format_iso(q.asked_at).substr(0, 10)); }},
      {"event_time", "DateTime",
       [](Line q) -> json::value { return text(format_iso(q.asked_at + q.duration)); }},
      {"query_id", "String", [](Line q) -> json::value { return text(q.query_id); }},
      {"endpoint", "String", [](Line q) -> json::value { return text(q.kind); }},
      {"query", "String", [](Line q) -> json::value { return text(q.query); }},
      {"query_start_time", "DateTime", [](Line q) -> json::value { return text(format_iso(q.asked_at)); }},
      {"query_duration_ms", "Int64", [](Line q) -> json::value { return q.duration.count() / 1000; }},
      {"hogql_name", "String", [](Line q) -> json::value { return text(q.name); }},
      {"created_by", "Nullable(Int64)",
       [](Line q) -> json::value { return q.user ? json::value(*q.user) : json::value(nullptr); }},
      {"read_rows", "UInt64", [](Line q) -> json::value { return q.rows_read; }},
      {"read_bytes", "UInt64", [](Line q) -> json::value { return q.bytes_read; }},
      {"result_bytes", "UInt64", [](Line q) -> json::value { return q.answer_bytes; }},
      {"status", "String",
       [](Line q) -> json::value { return json::value(q.error_code.empty() ? no_error : some_error); }},
      {"exception_code", "String", [](Line q) -> json::value { return text(q.error_code); }},
      {"exception", "String", [](Line q) -> json::value { return text(q.error); }},
      {"is_personal_api_key_request", "Bool", [](Line q) -> json::value { return q.by_key; }},
      {"kind", "String", [](Line q) -> json::value { return text(q.kind); }},
      {"waited_ms", "Int64", [](Line q) -> json::value { return q.waited.count() / 1000; }},
  }};
  return all;
}

Result<Response> of_query(Runner& runner, const ProjectAccess& access, const Request& request) {
  constexpr http::Page page{100, 0};
  json::array names;
  json::array types;
  for (const auto& column : columns()) {
    names.emplace_back(column.name);
    types.push_back(json::array{column.name, column.type});
  }
  LogFilter filter;
  filter.query_id = request.param("id");
  json::array rows;
  for (const auto& line : TRY(runner.log().list(access.id(), filter, page))) {
    json::array row;
    for (const auto& column : columns()) row.push_back(column.of(line));
    rows.push_back(std::move(row));
  }
  return Response::json(json::object{{"results", std::move(rows)},
                                     {"columns", std::move(names)},
                                     {"types", std::move(types)},
                                     {"hasMore", false},
                                     {"limit", page.limit},
                                     {"offset", page.offset}});
}

Result<Response> of_project(Runner& runner, const ProjectAccess& access, const Request& request) {
  const auto page = TRY(http::parse_page(request));
  LogFilter filter;
  filter.query_id = request.query.get("query_id");
  filter.kind = request.query.get("kind");
  if (const auto text = request.query.get("created_by"); !text.empty())
    filter.user = TRY(whole_number(text, "created_by"));
  if (const auto text = request.query.get("failed"); !text.empty()) {
    if (text != "true" && text != "false") return invalid("failed must be true or false.", "failed");
    filter.failed = text == "true";
  }
  auto lines = TRY(runner.log().list(access.id(), filter, {page.limit + 1, page.offset}));
  const bool has_more = lines.size() > static_cast<std::size_t>(page.limit);
  if (has_more) lines.pop_back();
  json::array results;
  for (const auto& line : lines) {
    json::object out;
    for (const auto& column : columns()) out[column.name] = column.of(line);
    results.push_back(std::move(out));
  }
  return Response::json(http::uncounted_page_json(request, page, has_more, std::move(results)));
}

}  // namespace

void add_log_routes(http::Router& router, const Endpoint& endpoint) {
  auto& runner = endpoint.runner;
  add_project_route(
      router, endpoint.accounts, http::Method::get, "query/{id}/log/",
      {"What it took to compute a question", "query", std::string(scope), "", ""},
      [&runner](const ProjectAccess& access, Request& request) { return of_query(runner, access, request); });
  add_project_route(router, endpoint.accounts, http::Method::get, "query_log/",
                    {"What the project asked lately, newest first", "query", std::string(scope), "", ""},
                    [&runner](const ProjectAccess& access, Request& request) {
                      return of_project(runner, access, request);
                    });
}

}  // namespace leapfrog::query
