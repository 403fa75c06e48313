#include "cohorts/membership_history.h"

#include <fmt/format.h>

namespace leapfrog::cohorts {
namespace {

// Comes in with the first counting and never leaves, so that an empty cohort differs from one never counted.
constexpr std::string_view nobody = "toUUID('00000000-0000-0000-0000-000000000000')";

}  // namespace

Result<> note_membership(events::Engine& engine, ProjectId project, std::int64_t cohort,
                         std::int64_t version) {
  const auto of = fmt::format("project_id = {} AND cohort_id = {}", project, cohort);
  return engine.execute(fmt::format(
      "INSERT INTO cohort_changes (project_id, cohort_id, person_id, version, is_inside) "
      "SELECT {0}, {1}, person_id, {2}, max(inside_now) FROM ("
      "SELECT person_id, argMax(is_inside, version) AS inside_before, 0 AS inside_now FROM cohort_changes "
      "WHERE {3} GROUP BY person_id HAVING inside_before = 1 UNION ALL "
      "SELECT person_id, 0, 1 FROM cohort_people WHERE {3} AND version = {2} UNION ALL "
      "SELECT {4}, 0, 1) GROUP BY person_id HAVING max(inside_before) != max(inside_now)",
      project, cohort, version, of, nobody));
}

Result<std::optional<bool>> was_inside(events::Engine& engine, ProjectId project, std::int64_t cohort,
                                       std::span<const Uuid> names, Instant at) {
  std::string list(nobody);
  for (const auto& name : names) list += fmt::format(", toUUID('{}')", name.text());
  const auto rows = TRY(engine.rows(fmt::format(
      "SELECT person_id = {0}, argMax(is_inside, version) FROM cohort_changes WHERE project_id = {1} AND "
      "cohort_id = {2} AND person_id IN ({3}) AND version <= {4} GROUP BY person_id",
      nobody, project, cohort, list, to_micros(at))));
  bool counted = false, inside = false;
  for (const auto& row : rows) {
    const bool is_somebody = row.at(0).to_number<int>() == 0;
    (is_somebody ? inside : counted) |= row.at(1).to_number<int>() == 1;
  }
  if (!counted) return std::nullopt;
  return inside;
}

}  // namespace leapfrog::cohorts
