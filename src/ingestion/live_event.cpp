#include "ingestion/live_event.h"

namespace leapfrog::ingestion {

LiveEvent live_event(const Work& work) {
  const json::object object{
      {"uuid", work.event.uuid.text()},
      {"event", work.event.event},
      {"distinct_id", work.event.distinct_id},
      {"timestamp", format_iso(work.event.timestamp)},
      {"received_at", format_iso(work.batch.received_at)},
      {"person_id", work.resolved.person.text()},
      {"person_properties", *work.resolved.person_properties},
      {"elements_chain", work.elements_chain},
      {"properties", work.properties},
  };
  return LiveEvent{std::string(work.event.event), std::string(work.event.distinct_id), to_text(object)};
}

}  // namespace leapfrog::ingestion
