#include "cohorts/store.h"

#include <fmt/format.h>

#include <set>

#include "storage/meta/rows.h"

namespace leapfrog::cohorts {
namespace {

using meta::Value;

constexpr std::string_view columns =
    "id, project_id, name, description, is_static, filters, groups, query, query_pending, deleted, "
    "created_at, created_by, changed_at, counted_for, version, people, counted_at, duration, errors, "
    "last_error, retry_at, used_at, flag_id";
constexpr std::int64_t kept_countings = 50;  // of a cohort

Instant instant(const meta::Row& row, int column) { return from_micros(row.integer(column)); }

json::value json_in(const meta::Row& row, int column) {
  if (row.is_null(column)) return nullptr;
  auto value = parse_json(row.view(column));
  CHECK(value);  // it was written from a value
  return *std::move(value);
}

CohortRecord read_row(const meta::Row& row) {
  CohortRecord cohort;
  cohort.id = row.integer(0);
  cohort.project = row.integer(1);
  cohort.name = row.text(2);
  cohort.description = row.text(3);
  cohort.is_static = row.integer(4) != 0;
  cohort.filters = json_in(row, 5);
  cohort.groups = json_in(row, 6);
  cohort.query = json_in(row, 7);
  cohort.query_pending = row.integer(8) != 0;
  cohort.deleted = row.integer(9) != 0;
  cohort.created_at = instant(row, 10);
  if (!row.is_null(11)) cohort.created_by = row.integer(11);
  cohort.changed_at = instant(row, 12);
  cohort.counted_for = instant(row, 13);
  cohort.version = row.integer(14);
  cohort.people = row.integer(15);
  if (!row.is_null(16)) cohort.counted_at = instant(row, 16);
  cohort.duration = microseconds(row.integer(17));
  cohort.errors = row.integer(18);
  cohort.last_error = row.text(19);
  cohort.retry_at = instant(row, 20);
  cohort.used_at = instant(row, 21);
  if (!row.is_null(22)) cohort.flag = row.integer(22);
  return cohort;
}

Uuid uuid_of(std::uint64_t high, std::uint64_t low) {
  Uuid uuid;
  for (std::size_t i = 0; i < 8; ++i) {
    uuid.bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    uuid.bytes[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
  }
  return uuid;
}

// Texts of JSON that values view.
struct Texts {
  explicit Texts(const CohortRecord& cohort)
      : filters(json::serialize(cohort.filters)),
        groups(json::serialize(cohort.groups)),
        query(json::serialize(cohort.query)) {}
  static Value value(const std::string& text) {
    return text == "null" ? Value(nullptr) : Value(std::string_view(text));
  }
  std::string filters, groups, query;
};

std::string condition(const CohortFilter& filter) {
  std::string sql = "project_id = ? AND deleted = 0";
  if (!filter.search.empty())
    sql += " AND (instr(lower(name), lower(?)) > 0 OR instr(lower(description), lower(?)) > 0)";
  if (filter.is_static) sql += " AND is_static = ?";
  if (filter.created_by) sql += " AND created_by = ?";
  return sql;
}
// The values view the filter.
std::vector<Value> parameters(ProjectId project, const CohortFilter& filter) {
  std::vector<Value> out{project};
  if (!filter.search.empty()) out.insert(out.end(), 2, std::string_view(filter.search));
  if (filter.is_static) out.emplace_back(std::int64_t{*filter.is_static});
  if (filter.created_by) out.emplace_back(*filter.created_by);
  return out;
}

// Once for each changed_at: a change of the name alone is none of the definition.
Result<> keep_version(meta::Connection& connection, const CohortRecord& cohort, const Texts& texts) {
  return connection.execute(
      "INSERT OR IGNORE INTO cohort_versions (project_id, cohort_id, at, is_static, filters, groups, "
      "deleted) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      {cohort.project, cohort.id, to_micros(cohort.changed_at), std::int64_t{cohort.is_static},
       Texts::value(texts.filters), Texts::value(texts.groups), std::int64_t{cohort.deleted}});
}

Result<> note_counting(meta::Connection& connection, const Counted& counted) {
  TRY(connection.execute(
      "INSERT INTO cohort_countings (project_id, cohort_id, started_at, finished_at, people, error) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      {counted.project, counted.cohort, to_micros(counted.started_at), to_micros(counted.finished_at),
       counted.people ? Value(*counted.people) : Value(nullptr), std::string_view(counted.error)}));
  return connection.execute(
      "DELETE FROM cohort_countings WHERE cohort_id = ? AND id <= (SELECT id FROM cohort_countings WHERE "
      "cohort_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
      {counted.cohort, counted.cohort, kept_countings});
}

}  // namespace

Result<std::vector<CohortRecord>> list_cohorts(meta::Connection& connection, ProjectId project,
                                               const CohortFilter& filter, http::Page page) {
  auto bound = parameters(project, filter);
  bound.emplace_back(page.limit);
  bound.emplace_back(page.offset);
  return meta::find_all(connection,
                        fmt::format("SELECT {} FROM cohorts WHERE {} ORDER BY id DESC LIMIT ? OFFSET ?",
                                    columns, condition(filter)),
                        bound, read_row);
}

Result<std::int64_t> count_cohorts(meta::Connection& connection, ProjectId project,
                                   const CohortFilter& filter) {
  return meta::find_number(connection,
                           fmt::format("SELECT count(*) FROM cohorts WHERE {}", condition(filter)),
                           parameters(project, filter));
}

Result<std::optional<CohortRecord>> find_any_cohort(meta::Connection& connection, ProjectId project,
                                                    std::int64_t id) {
  return meta::find_one(connection,
                        fmt::format("SELECT {} FROM cohorts WHERE project_id = ? AND id = ?", columns),
                        {project, id}, read_row);
}

Result<std::vector<CohortRecord>> all_cohorts(meta::Connection& connection, ProjectId project) {
  return meta::find_all(
      connection,
      fmt::format("SELECT {} FROM cohorts WHERE project_id = ? AND deleted = 0 ORDER BY id", columns),
      {project}, read_row);
}

Result<std::vector<CohortRecord>> cohorts_at(meta::Connection& connection, ProjectId project, Instant at) {
  return meta::find_all(connection,
                        "SELECT cohort_id, max(at), is_static, filters, groups, deleted FROM cohort_versions "
                        "WHERE project_id = ?1 AND at <= ?2 GROUP BY cohort_id HAVING deleted = 0",
                        {project, to_micros(at)}, [&](const meta::Row& row) {
                          CohortRecord cohort;
                          cohort.id = row.integer(0);
                          cohort.project = project;
                          cohort.is_static = row.integer(2) != 0;
                          cohort.filters = json_in(row, 3);
                          cohort.groups = json_in(row, 4);
                          return cohort;
                        });
}

Result<std::int64_t> insert_cohort(meta::Connection& connection, const CohortRecord& cohort) {
  const Texts texts(cohort);
  TRY(connection.execute(
      "INSERT INTO cohorts (project_id, name, description, is_static, filters, groups, query, query_pending, "
      "deleted, created_at, created_by, changed_at, counted_for, version, people, duration, errors, "
      "last_error, retry_at, used_at, flag_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, 0, 0, 0, 0, 0, "
      "'', "
      "0, ?, ?)",
      {cohort.project, std::string_view(cohort.name), std::string_view(cohort.description),
       std::int64_t{cohort.is_static}, Texts::value(texts.filters), Texts::value(texts.groups),
       Texts::value(texts.query), std::int64_t{cohort.query_pending}, to_micros(cohort.created_at),
       cohort.created_by ? Value(*cohort.created_by) : Value(nullptr), to_micros(cohort.changed_at),
       to_micros(cohort.created_at), cohort.flag ? Value(*cohort.flag) : Value(nullptr)}));
  auto made = cohort;
  made.id = connection.last_insert_id();
  TRY(keep_version(connection, made, texts));
  return made.id;
}

Result<> update_cohort(meta::Connection& connection, const CohortRecord& cohort) {
  const Texts texts(cohort);
  TRY(keep_version(connection, cohort, texts));
  return connection.execute(
      "UPDATE cohorts SET name = ?, description = ?, filters = ?, groups = ?, query = ?, flag_id = ?, "
      "query_pending = ?, deleted = ?, changed_at = ?, errors = ?, last_error = ?, retry_at = ? WHERE id = ?",
      {std::string_view(cohort.name), std::string_view(cohort.description), Texts::value(texts.filters),
       Texts::value(texts.groups), Texts::value(texts.query),
       cohort.flag ? Value(*cohort.flag) : Value(nullptr), std::int64_t{cohort.query_pending},
       std::int64_t{cohort.deleted}, to_micros(cohort.changed_at), cohort.errors,
       std::string_view(cohort.last_error), to_micros(cohort.retry_at), cohort.id});
}

Result<> set_changed(meta::Connection& connection, std::int64_t id, Instant at) {
  return connection.execute(
      "UPDATE cohorts SET changed_at = ?, errors = 0, last_error = '', retry_at = 0 WHERE id = ?",
      {to_micros(at), id});
}

Result<> add_listed(meta::Connection& connection, const CohortRecord& cohort, std::span<const Uuid> people) {
  for (const auto& person : people)
    TRY(connection.execute(
        "INSERT OR IGNORE INTO cohort_listed_people (cohort_id, person_high, person_low, project_id) "
        "VALUES (?, ?, ?, ?)",
        {cohort.id, static_cast<std::int64_t>(person.high()), static_cast<std::int64_t>(person.low()),
         cohort.project}));
  return {};
}

Result<> remove_listed(meta::Connection& connection, std::int64_t cohort, std::span<const Uuid> people) {
  for (const auto& person : people)
    TRY(connection.execute(
        "DELETE FROM cohort_listed_people WHERE cohort_id = ? AND person_high = ? AND person_low = ?",
        {cohort, static_cast<std::int64_t>(person.high()), static_cast<std::int64_t>(person.low())}));
  return {};
}

Result<std::vector<Uuid>> listed(meta::Connection& connection, std::int64_t cohort) {
  return meta::find_all(connection,
                        "SELECT person_high, person_low FROM cohort_listed_people WHERE cohort_id = ?",
                        {cohort}, [](const meta::Row& row) {
                          return uuid_of(static_cast<std::uint64_t>(row.integer(0)),
                                         static_cast<std::uint64_t>(row.integer(1)));
                        });
}

// A look by key for each list and each person: an index by person would double the lists.
Result<std::vector<CohortRecord>> lists_with_any(meta::Connection& connection, ProjectId project,
                                                 std::span<const Uuid> people) {
  std::set<std::int64_t> found;
  for (const auto& person : people)
    TRY(connection.query(
        "SELECT c.id FROM cohorts c CROSS JOIN cohort_listed_people l WHERE c.project_id = ? AND c.is_static "
        "= "
        "1 AND l.cohort_id = c.id AND l.person_high = ? AND l.person_low = ?",
        {project, static_cast<std::int64_t>(person.high()), static_cast<std::int64_t>(person.low())},
        [&](const meta::Row& row) { found.insert(row.integer(0)); }));
  std::vector<CohortRecord> lists;
  for (const auto id : found)
    if (auto cohort = TRY(find_any_cohort(connection, project, id))) lists.push_back(*std::move(cohort));
  return lists;
}

Result<std::optional<Due>> next_due(meta::Connection& connection, Instant now, microseconds refresh) {
  constexpr std::int64_t day = 86'400'000'000;
  const auto at = to_micros(now);
  return meta::find_one(
      connection,
      "SELECT project_id, id FROM cohorts WHERE deleted = 0 AND retry_at <= ? AND (counted_for < changed_at "
      "OR (used_at > ? AND counted_at + max(?, 20 * duration) <= ?) OR counted_at <= ?) "
      "ORDER BY counted_for >= changed_at, counted_at, id LIMIT 1",
      {at, at - 7 * day, std::int64_t{refresh.count()}, at, at - day}, [](const meta::Row& row) {
        return Due{row.integer(0), row.integer(1)};
      });
}

Result<> save_counted(meta::Connection& connection, const Counted& counted) {
  TRY(
      connection.execute("UPDATE cohorts SET version = ?, people = ?, counted_at = ?, counted_for = ?, "
                         "duration = ?, errors = 0, "
                         "last_error = '', retry_at = 0 WHERE id = ?",
                         {counted.version, counted.people.value_or(0), to_micros(counted.finished_at),
                          to_micros(counted.counted_for),
                          std::int64_t{(counted.finished_at - counted.started_at).count()}, counted.cohort}));
  return note_counting(connection, counted);
}

Result<> save_failed(meta::Connection& connection, const Counted& counted, Instant retry_at, bool counts) {
  TRY(connection.execute(
      "UPDATE cohorts SET errors = errors + ?, last_error = ?, retry_at = ? WHERE id = ?",
      {std::int64_t{counts}, std::string_view(counted.error), to_micros(retry_at), counted.cohort}));
  if (!counts) return {};
  return note_counting(connection, counted);
}

Result<std::vector<Counted>> list_countings(meta::Connection& connection, std::int64_t cohort,
                                            http::Page page) {
  return meta::find_all(connection,
                        "SELECT project_id, started_at, finished_at, people, error, id FROM cohort_countings "
                        "WHERE cohort_id = ? ORDER BY id DESC LIMIT ? OFFSET ?",
                        {cohort, page.limit, page.offset}, [&](const meta::Row& row) {
                          Counted counted;
                          counted.cohort = cohort;
                          counted.project = row.integer(0);
                          counted.started_at = instant(row, 1);
                          counted.finished_at = instant(row, 2);
                          if (!row.is_null(3)) counted.people = row.integer(3);
                          counted.error = row.text(4);
                          counted.version = row.integer(5);
                          return counted;
                        });
}

Result<std::int64_t> count_countings(meta::Connection& connection, std::int64_t cohort) {
  return meta::find_number(connection, "SELECT count(*) FROM cohort_countings WHERE cohort_id = ?", {cohort});
}

Result<> query_done(meta::Connection& connection, std::int64_t cohort) {
  return connection.execute("UPDATE cohorts SET query_pending = 0 WHERE id = ?", {cohort});
}

Result<> set_used(meta::Connection& connection, std::int64_t cohort, Instant at) {
  return connection.execute("UPDATE cohorts SET used_at = max(used_at, ?) WHERE id = ?",
                            {to_micros(at), cohort});
}

Result<std::vector<Kept>> kept_cohorts(meta::Connection& connection) {
  return meta::find_all(connection, "SELECT id, version FROM cohorts WHERE deleted = 0 ORDER BY id", {},
                        [](const meta::Row& row) {
                          return Kept{row.integer(0), row.integer(1)};
                        });
}

}  // namespace leapfrog::cohorts
