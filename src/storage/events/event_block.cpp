#include "storage/events/event_block.h"

#include <fmt/format.h>

#include "storage/events/native.h"
#include "storage/events/schema.h"

namespace leapfrog::events {

void EventBlock::add(const EventRow& row) {
  put_fixed(project_, static_cast<std::uint32_t>(row.project));
  put_fixed(log_offset_, row.log_offset);
  put_uuid(uuid_, row.uuid);
  put_string(event_, row.event);
  put_string(distinct_id_, row.distinct_id);
  put_instant(timestamp_, row.timestamp);
  put_instant(received_at_, row.received_at);
  put_string(session_id_, row.session_id);
  put_string(elements_chain_, row.elements_chain);
  put_uuid(person_, row.person);
  put_string(person_mode_, row.person_mode);
  put_instant(person_created_at_, row.person_created_at);
  put_fixed(is_test_account_, static_cast<std::uint8_t>(row.is_test_account));
  put_string(properties_residue_, properties_.add(*row.properties));
  if (row.person_properties != nullptr && !row.person_properties->empty()) {
    put_string(person_properties_residue_, person_properties_.add(*row.person_properties));
  } else {
    person_properties_.add_empty();
    put_string(person_properties_residue_, "");
  }
  for (std::size_t i = 0; i < group_count; ++i) {
    put_string(group_keys_[i], row.group_keys[i]);
    // Group properties lose their nulls: a snapshot for queries, the groups' store has the original.
    if (row.group_properties[i] != nullptr) {
      group_properties_[i].add(*row.group_properties[i]);
    } else {
      group_properties_[i].add_empty();
    }
  }
  ++rows_;
  bytes_ = properties_.bytes() + person_properties_.bytes() + rows_ * 200;
}

std::string EventBlock::column_list() {
  std::string list =
      "(project_id, log_offset, uuid, event, distinct_id, timestamp, received_at, session_id, "
      "elements_chain, person_id, "
      "person_mode, person_created_at, is_test_account, properties_residue, person_properties_residue, "
      "properties, "
      "person_properties";
  for (std::size_t i = 0; i < group_count; ++i) list += fmt::format(", group{0}_key, group{0}_properties", i);
  return list + ")";
}

std::string EventBlock::finish() {
  NativeBlock block(rows_);
  block.column("project_id", "UInt32", project_);
  block.column("log_offset", "UInt64", log_offset_);
  block.column("uuid", "UUID", uuid_);
  block.column("event", "String", event_);
  block.column("distinct_id", "String", distinct_id_);
  block.column("timestamp", "DateTime64(6, 'UTC')", timestamp_);
  block.column("received_at", "DateTime64(6, 'UTC')", received_at_);
  block.column("session_id", "String", session_id_);
  block.column("elements_chain", "String", elements_chain_);
  block.column("person_id", "UUID", person_);
  block.column("person_mode", "String", person_mode_);
  block.column("person_created_at", "DateTime64(6, 'UTC')", person_created_at_);
  block.column("is_test_account", "Bool", is_test_account_);
  block.column("properties_residue", "String", properties_residue_);
  block.column("person_properties_residue", "String", person_properties_residue_);
  block.column("properties", properties_type, properties_.finish());
  block.column("person_properties", person_properties_type, person_properties_.finish());
  for (std::size_t i = 0; i < group_count; ++i) {
    block.column(fmt::format("group{}_key", i), "String", group_keys_[i]);
    block.column(fmt::format("group{}_properties", i), group_properties_type, group_properties_[i].finish());
  }
  auto bytes = block.finish();
  *this = EventBlock();
  return bytes;
}

}  // namespace leapfrog::events
