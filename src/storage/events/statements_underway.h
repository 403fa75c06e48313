// Statements that the engine is working on, found by the mark that they were sent with (the setting
// log_comment): how far they are, and the way to end them.
#pragma once

#include <string_view>

#include "storage/events/engine.h"

namespace leapfrog::events {

struct Underway {
  std::uint64_t statements = 0;
  std::uint64_t rows_read = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t rows_to_read = 0;  // as the engine guesses; grows while it learns
  std::uint64_t memory_bytes = 0;
};

// `mark` must be made of letters, digits and hyphens.
Result<Underway> statements_underway(Engine& engine, std::string_view mark);
// Asks the engine to stop them and returns at once. One that is just being sent is missed: ask again.
Result<> end_statements(Engine& engine, std::string_view mark);

}  // namespace leapfrog::events
