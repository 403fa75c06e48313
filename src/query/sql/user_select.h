// A query that a person wrote, over the tables of logical_tables.h, as a statement of the engine's own: names
// resolved, placeholders filled in, checked by the sandbox.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "query/date_range.h"
#include "query/filter.h"
#include "query/sql/event_rows.h"

namespace leapfrog::query {

// What {filters} stands for.
struct SelectFilters {
  std::optional<DateRange> dates;
  FilterNode properties;
  bool filter_test_accounts = false;
  std::optional<std::int64_t> action;
};

struct UserSelect {
  std::string sql;
  std::map<std::string, json::value> values;  // {name} and {variables.name}, without the braces
  // Variables that are named beside the text without a value: the project's default, else null.
  std::set<std::string> unset;
  SelectFilters filters;
  std::int64_t default_limit = 100;
  std::int64_t max_limit = 50'000;
  std::string path = "query";  // names the text in errors
  // Nobody but us wrote any of the text: it is not looked at by the sandbox, which takes statements of its
  // own.
  bool ours = false;
  // person_id is the person as it was stored; whoever reads the rows applies merges.
  bool as_stored = false;
};

struct ApprovedSelect {
  Statement statement;
  std::int64_t limit = 0;  // the statement gives one row more, if there are more
  std::int64_t offset = 0;
  std::vector<std::string> tables;  // logical ones
};

// Errors are `invalid` or `forbidden`. Where the text is at fault they say what, and place_of() finds where.
Result<ApprovedSelect> approve_select(const Asking& asking, const UserSelect& select);

// In characters (code points), as editors count, not in bytes.
struct TextPlace {
  std::size_t start = 0;
  std::size_t end = 0;
};
std::size_t count_characters(std::string_view utf8);
// What part of the text an error is about; all of it when that cannot be told.
TextPlace place_of(const Error& error, std::string_view sql);

}  // namespace leapfrog::query
