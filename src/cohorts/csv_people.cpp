#include "cohorts/csv_people.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace leapfrog::cohorts {
namespace {

using By = CsvPeople::By;

constexpr std::size_t max_columns = 1'000;
constexpr std::size_t max_name_bytes = 1'000;

struct Heading {
  std::string_view name;
  By by;
};
// The first that a file has counts.
constexpr std::array headings = {Heading{"person_id", By::person_id},
                                 Heading{"person-id", By::person_id},
                                 Heading{"personid", By::person_id},
                                 Heading{"distinct_id", By::distinct_id},
                                 Heading{"distinct-id", By::distinct_id},
                                 Heading{"distinctid", By::distinct_id},
                                 Heading{"email", By::email},
                                 Heading{"e-mail", By::email},
                                 Heading{"email_address", By::email}};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto start = text.find_first_not_of(blank);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(blank) - start + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

Failure wrong(std::string detail) { return invalid(std::move(detail), "csv", "invalid_csv"); }

// What stands between the cells of the first line; of a line with one cell it does not matter.
char separator_of(std::string_view text) {
  const auto line = text.substr(0, text.find('\n'));
  for (const char separator : {',', ';', '\t'})
    if (line.find(separator) != std::string_view::npos) return separator;
  return ',';
}

// The cells of a text, line by line.
class Lines {
 public:
  Lines(std::string_view rest, char separator) : rest_(rest), separator_(separator) {}

  bool at_end() const { return rest_.empty(); }
  std::size_t number() const { return number_; }

  Result<std::vector<std::string>> next() {
    ++number_;
    std::vector<std::string> cells;
    while (true) {
      if (cells.size() == max_columns) return wrong(fmt::format("Line {} has too many columns.", number_));
      cells.push_back(TRY(cell()));
      if (rest_.empty()) return cells;
      const char end = rest_.front();
      rest_.remove_prefix(1);
      if (end == '\n') return cells;
    }
  }

 private:
  // Leaves what ended it, a separator or the end of the line, in front.
  Result<std::string> cell() {
    if (!rest_.starts_with('"')) {
      const auto end = std::min(rest_.find_first_of(fmt::format("{}\n", separator_)), rest_.size());
      std::string text(trimmed(rest_.substr(0, end)));
      rest_.remove_prefix(end);
      return text;
    }
    std::string text;
    rest_.remove_prefix(1);
    while (true) {
      const auto quote = rest_.find('"');
      if (quote == std::string_view::npos)
        return wrong(fmt::format("Line {} has a quote that is not closed.", number_));
      text += rest_.substr(0, quote);
      rest_.remove_prefix(quote + 1);
      if (!rest_.starts_with('"')) break;
      text += '"';
      rest_.remove_prefix(1);
    }
    if (rest_.starts_with('\r')) rest_.remove_prefix(1);
    if (!rest_.empty() && rest_.front() != separator_ && rest_.front() != '\n')
      return wrong(fmt::format("Line {} has text behind a closing quote.", number_));
    return std::string(trimmed(text));
  }

  std::string_view rest_;
  char separator_;
  std::size_t number_ = 0;
};

struct Column {
  std::size_t index = 0;
  By by = By::distinct_id;
};

std::optional<Column> column_of(const std::vector<std::string>& first) {
  for (const auto& heading : headings) {
    for (std::size_t i = 0; i < first.size(); ++i)
      if (lower(first[i]) == heading.name) return Column{i, heading.by};
  }
  return std::nullopt;
}

}  // namespace

Result<CsvPeople> parse_csv_people(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  Lines lines(text, separator_of(text));
  CsvPeople people;
  Column column;
  const auto add = [&](std::vector<std::string>& cells) -> Result<> {
    if (column.index >= cells.size() || cells[column.index].empty()) return {};
    auto& name = cells[column.index];
    if (name.size() > max_name_bytes)
      return wrong(fmt::format("Line {} has an id longer than {} bytes.", lines.number(), max_name_bytes));
    if (people.names.size() == max_csv_people)
      return failure(ErrorKind::too_large, "too_many_people",
                     fmt::format("A file can name {} people. Split it.", max_csv_people), "csv");
    people.names.push_back(std::move(name));
    return {};
  };
  if (!lines.at_end()) {
    auto first = TRY(lines.next());
    if (const auto found = column_of(first)) {
      column = *found;
    } else if (first.size() > 1) {
      return wrong(
          "A CSV with several columns must name one of them person_id, distinct_id or email in its first "
          "line.");
    } else {
      TRY(add(first));
    }
  }
  while (!lines.at_end()) {
    auto cells = TRY(lines.next());
    TRY(add(cells));
  }
  people.by = column.by;
  if (people.names.empty()) return wrong("The CSV names nobody.");
  return people;
}

}  // namespace leapfrog::cohorts
