// The numbers of an answer as a small table: what a message says beside its picture. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "query/calendar.h"

namespace leapfrog::subscriptions {

struct Column {
  enum class Kind : std::uint8_t {
    text,
    number,
    share,   // 0.25 is 25 %
    change,  // the same, with a sign
  };
  std::string name;
  Kind kind = Kind::text;
};

struct Numbers {
  std::vector<Column> columns;
  std::vector<json::array> rows;  // a cell of each column: text, number or null
  std::size_t left_out = 0;       // rows that were too many
};

// The question inside of how it is shown: the source of an InsightVizNode, a DataTableNode, ….
const json::object& source_of(const json::object& query);

// Of a trend: the last period that is over, its change from the one before, and the one that goes on. Of
// other kinds what they count. `answer` is what the query endpoint gives; an answer of another shape has no
// rows.
Numbers numbers_of(const json::object& source, const json::object& answer, const query::Calendar& calendar,
                   Instant now);

// How a series is called: the name given to it, else what was asked for.
std::string series_name(const json::object& series);
// Whether the last of the days of a series goes on at `now`.
bool is_ongoing(const json::object& source, const json::object& series, const query::Calendar& calendar,
                Instant now);

// "1,234.5", "+12.5 %", "–" for what is not there.
std::string cell_text(const Column& column, const json::value& cell);

std::string text_table(const Numbers& numbers);
std::string html_table(const Numbers& numbers);
// {columns: ["Series", …], rows: [["paid", 12, 0.2], …]}
json::object numbers_json(const Numbers& numbers);

}  // namespace leapfrog::subscriptions
