// One event on its way through the pipeline's steps.
#pragma once

#include <string>
#include <string_view>

#include "ingestion/record.h"
#include "persons/persons.h"
#include "storage/log/format.h"

namespace leapfrog::ingestion {

struct Work {
  Work(const BatchView& batch_view, const EventView& event_view, log::Lsn event_offset,
       json::storage_ptr arena)
      : batch(batch_view),
        event(event_view),
        offset(event_offset),
        properties(arena),
        set(arena),
        set_once(arena),
        unset(arena) {}
  const BatchView& batch;
  const EventView& event;
  const log::Lsn offset;  // of the event in the log: unique, what the watermark counts in
  std::shared_ptr<const accounts::Project> project;
  json::object properties;
  json::object set;  // from properties and top level, the latter winning
  json::object set_once;
  json::array unset;
  std::string elements_chain;
  std::string_view session_id;
  persons::Resolved resolved;
  bool is_test_account = false;
};

}  // namespace leapfrog::ingestion
