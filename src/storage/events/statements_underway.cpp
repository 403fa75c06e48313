#include "storage/events/statements_underway.h"

#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::events {
namespace {

// Our host puts an id of its own in front of the mark.
std::string marked(std::string_view mark) {
  CHECK(!mark.empty() && std::all_of(mark.begin(), mark.end(), [](char c) {
    return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }));
  return fmt::format("endsWith(Settings['log_comment'], '{}')", mark);
}

}  // namespace

Result<Underway> statements_underway(Engine& engine, std::string_view mark) {
  const auto rows =
      TRY(engine.rows(fmt::format("SELECT count(), sum(read_rows), sum(read_bytes), sum(total_rows_approx), "
                                  "sum(greatest(memory_usage, 0)) FROM system.processes WHERE {}",
                                  marked(mark))));
  Underway underway;
  if (rows.empty()) return underway;
  const auto number = [&](std::size_t i) { return rows.front().at(i).to_number<std::uint64_t>(); };
  underway.statements = number(0);
  underway.rows_read = number(1);
  underway.bytes_read = number(2);
  underway.rows_to_read = number(3);
  underway.memory_bytes = number(4);
  return underway;
}

Result<> end_statements(Engine& engine, std::string_view mark) {
  return engine.execute(fmt::format("KILL QUERY WHERE {} ASYNC", marked(mark)));
}

}  // namespace leapfrog::events
