// The door of this slice: charts as pictures (PNG), for those who do not see the web app: e-mail and
// webhooks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace leapfrog::pictures {

struct Series {
  std::string name;
  std::vector<double> values;  // of each label
};

struct Chart {
  enum class Kind : std::uint8_t {
    line,    // values over time
    bars,    // the same as bars, those of several series on top of each other
    values,  // one value of each label, as bars that lie
    number,  // the first value of the first series, large
    funnel,  // values of steps, as bars with shares of the first
    table,   // `cells`
  };
  Kind kind = Kind::line;
  std::string title;
  std::vector<std::string> labels;
  std::vector<Series> series;
  bool ongoing = false;                         // the last period is not over: its line is dashed
  bool percent = false;                         // values are per cent
  std::optional<double> change;                 // of a number, from the dates before: 0.25 is 25 % more
  std::vector<std::vector<std::string>> cells;  // the first row is the head
};

// A picture of 1,260 pixels in width, to be shown at half of that. Reads the fonts in `fonts`, the directory
// share/fonts beside the program. Errors: `invalid` for a chart without anything to draw, `internal` when the
// fonts cannot be read.
Result<std::string> draw_png(const Chart& chart, const std::string& fonts);
// Where the program's own fonts are.
std::string shipped_fonts();

}  // namespace leapfrog::pictures
