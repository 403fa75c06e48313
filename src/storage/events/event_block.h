// Rows on their way into the events table, gathered column by column as a Native block.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/time.h"
#include "base/uuid.h"
#include "storage/events/json_column.h"

namespace leapfrog::events {

constexpr std::size_t group_count = 5;

struct EventRow {
  std::int64_t project = 0;
  std::uint64_t log_offset = 0;  // where the event stands in the ingest log: unique, ascending
  Uuid uuid;
  std::string_view event;
  std::string_view distinct_id;
  Instant timestamp;
  Instant received_at;
  std::string_view session_id;
  std::string_view elements_chain;
  const json::object* properties = nullptr;
  Uuid person;
  std::string_view person_mode;  // "full", "propertyless", "force_upgrade"
  Instant person_created_at;
  const json::object* person_properties = nullptr;  // nullptr: none
  std::array<std::string_view, group_count> group_keys;
  std::array<const json::object*, group_count> group_properties{};
  bool is_test_account = false;
};

class EventBlock {
 public:
  void add(const EventRow& row);
  std::size_t rows() const { return rows_; }
  // Roughly what the block holds in memory.
  std::size_t bytes() const { return bytes_ + properties_.cells() + person_properties_.cells(); }
  // The block's bytes; empty afterwards.
  std::string finish();
  // "(project_id, log_offset, …)", the columns in the order of the block.
  static std::string column_list();

 private:
  std::size_t rows_ = 0;
  std::size_t bytes_ = 0;
  std::string project_, log_offset_, uuid_, event_, distinct_id_, timestamp_, received_at_, session_id_,
      elements_chain_, person_, person_mode_, person_created_at_, is_test_account_, properties_residue_,
      person_properties_residue_;
  JsonColumn properties_;
  JsonColumn person_properties_;
  std::array<std::string, group_count> group_keys_;
  std::array<JsonColumn, group_count> group_properties_;
};

}  // namespace leapfrog::events
