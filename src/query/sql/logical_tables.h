// The tables that people name in their SQL (events, persons, sessions, …) as queries over the engine's own:
// merges applied, what was deleted left out, properties as columns.
#pragma once

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "query/sql/event_rows.h"
#include "query/sql/names.h"

namespace leapfrog::query {

constexpr std::array<std::string_view, 7> logical_tables = {
    "events", "persons",       "person_distinct_ids", "sessions",
    "groups", "cohort_people", "static_cohort_people"};
bool is_logical_table(std::string_view name);

// Which columns a query names.
struct UsedNames {
  std::vector<MeantName> names;  // beyond the plain ones
  bool person = false;           // person_id or person.id, or * which shows it
  bool as_stored = false;        // person_id without the merges since
  // All names in the text, whatever they mean: a plain column of events that is not among them costs planning
  // for nothing. `any`: the text may mean columns that it does not name.
  std::set<std::string, std::less<>> words;
  bool any = false;

  void add(const MeantName& name);
};

// "(SELECT … FROM …)". `rows` are the events that the table events shows, with their restrictions.
Result<std::string> logical_table(std::string_view name, const UsedNames& used, EventRows rows);

// The columns that * shows, with their types as people see them.
struct LogicalColumn {
  std::string_view name;
  std::string_view type;
};
std::vector<LogicalColumn> logical_columns(std::string_view table);
// Columns that are there when named, and that * does not show.
std::vector<std::string> hidden_columns(const UsedNames& used);

}  // namespace leapfrog::query
