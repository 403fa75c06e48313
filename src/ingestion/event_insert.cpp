#include "ingestion/event_insert.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "storage/events/event_block.h"

namespace leapfrog::ingestion {

Result<> insert_events(events::Engine& engine, const PreparedBatch& batch) {
  for (std::size_t i = 0; i < batch.event_blocks.size(); ++i) {
    const auto& block = batch.event_blocks[i];
    if (block.rows == 0) continue;
    const auto inserted = TRY(engine.insert("events", events::EventBlock::column_list(), block.native,
                                            fmt::format("{}-{}", batch.token, i)));
    // 0: what is between us and a server elsewhere keeps the summary to itself.
    if (inserted.written_rows != 0 && inserted.written_rows < block.rows) {
      return internal_error(fmt::format("The engine took {} of {} rows.", inserted.written_rows, block.rows));
    }
  }
  return {};
}

Result<std::size_t> count_events(events::Engine& engine, const PreparedBatch& batch) {
  const auto counted = TRY(
      engine.rows("SELECT count() FROM events WHERE log_offset >= {from:UInt64} AND log_offset < {to:UInt64}",
                  {{"from", std::to_string(batch.from)}, {"to", std::to_string(batch.to)}}));
  return counted.empty() ? 0 : counted.front().at(0).to_number<std::size_t>();
}

Result<> remove_events(events::Engine& engine, const PreparedBatch& batch) {
  auto where = fmt::format("log_offset >= {} AND log_offset < {}", batch.from, batch.to);
  if (!batch.left_out.empty())
    where += fmt::format(" AND log_offset NOT IN ({})", fmt::join(batch.left_out, ", "));
  // The statement returns when the parts without the rows are written.
  return engine.execute("ALTER TABLE events DELETE WHERE " + where, {{"mutations_sync", "2"}});
}

}  // namespace leapfrog::ingestion
