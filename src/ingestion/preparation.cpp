#include "ingestion/preparation.h"

#include <chrono>

#include "capture/elements_chain.h"
#include "ingestion/live_event.h"

namespace leapfrog::ingestion {
namespace {

constexpr std::size_t block_bytes =
    96 << 20;                             // a block larger than that is closed, the batch goes on in the next
constexpr std::size_t timed_every = 128;  // one event in so many is timed step by step
constexpr std::size_t arena_bytes = 16 << 10;
constexpr std::string_view duplicate = "duplicate";

std::string_view mode_name(persons::PersonMode mode) {
  switch (mode) {
    case persons::PersonMode::full:
      return "full";
    case persons::PersonMode::propertyless:
      return "propertyless";
    case persons::PersonMode::force_upgrade:
      return "force_upgrade";
  }
  return "full";
}

void overlay(json::object& target, const json::value* source) {
  if (source == nullptr || !source->is_object()) return;
  for (const auto& [key, value] : source->get_object()) target.insert_or_assign(key, value);
}

// $unset is a list of keys, or an object whose keys count.
void add_keys(json::array& keys, const json::value* source) {
  if (source == nullptr) return;
  if (const auto* list = source->if_array()) {
    for (const auto& key : *list) {
      if (key.is_string()) keys.push_back(key);
    }
  } else if (const auto* object = source->if_object()) {
    for (const auto& member : *object) keys.emplace_back(member.key());
  }
}

}  // namespace

struct Preparation::Step {
  std::string_view name;
  Result<std::string_view> (Preparation::*run)(Work&);
};

// The way of an event, in order.
constexpr Preparation::Step Preparation::steps[] = {
    {"find_project", &Preparation::find_project},
    {"drop_duplicate", &Preparation::drop_duplicate},
    {"parse_properties", &Preparation::parse_properties},
    {"merge_updates", &Preparation::merge_updates},
    {"enrich", &Preparation::enrich},
    {"take_elements", &Preparation::take_elements},
    {"find_session", &Preparation::find_session},
    {"resolve_person", &Preparation::resolve_person},
    {"flag_test_account", &Preparation::flag_test_account},
    {"note_definitions", &Preparation::note_definitions},
    {"add_row", &Preparation::add_row},
    {"show_live", &Preparation::show_live},
};

Preparation::Preparation(PreparationParts parts) : parts_(parts) {
  for (const auto& step : steps) {
    step_seconds_.push_back(&parts_.metrics.histogram("leapfrog_pipeline_step_seconds",
                                                      "Time of a step for one event (sampled).",
                                                      "step=\"" + std::string(step.name) + "\""));
  }
}
Preparation::~Preparation() = default;

Result<> Preparation::add(const log::Reader::Record& record) {
  payload_bytes_ += record.payload.size();
  if (record.type == static_cast<std::uint8_t>(RecordType::batch)) return add_batch(record);
  if (record.type == static_cast<std::uint8_t>(RecordType::rejection)) return add_rejection(record);
  return internal_error("The ingest log has a record of a type this version does not know.");
}

Result<> Preparation::add_rejection(const log::Reader::Record& record) {
  const auto rejection = TRY(decode_rejection(record.payload));
  const auto day = day_of(rejection.received_at);
  ledger_[{rejection.project, day, Outcome::received, ""}] += rejection.count;
  ledger_[{rejection.project, day, Outcome::rejected, rejection.reason}] += rejection.count;
  worked_off_[rejection.project] += rejection.count;
  warn(rejection.project, rejection.reason, rejection.received_at,
       json::serialize(json::object{{"event", rejection.example}}));
  events_ += rejection.count;
  return {};
}

Result<> Preparation::add_batch(const log::Reader::Record& record) {
  const auto batch = TRY(decode_batch(record.payload));
  const auto payload_start = record.lsn + log::record_header_bytes;
  people_.clear();
  for (const auto& event : batch.events) people_.push_back({batch.project, event.distinct_id});
  TRY(parts_.persons.prefetch(people_));
  unsigned char memory[arena_bytes];
  for (const auto& event : batch.events) {
    json::monotonic_resource arena(memory, sizeof memory);
    Work work(batch, event, payload_start + event.offset, &arena);
    TRY(run_steps(work));
  }
  events_ += batch.events.size();
  worked_off_[batch.project] += static_cast<std::int64_t>(batch.events.size());
  if (block_.bytes() > block_bytes) close_block();
  return {};
}

Result<> Preparation::run_steps(Work& work) {
  using SteadyClock = std::chrono::steady_clock;
  book(work, Outcome::received);
  const bool timed = work.offset % timed_every == 0;
  for (std::size_t i = 0; i < std::size(steps); ++i) {
    const auto started = timed ? SteadyClock::now() : SteadyClock::time_point();
    const auto run = steps[i].run;
    const auto end = TRY((this->*run)(work));
    if (timed) step_seconds_[i]->observe(std::chrono::duration<double>(SteadyClock::now() - started).count());
    if (end.empty()) continue;
    book(work, end == duplicate ? Outcome::deduplicated : Outcome::rejected, end == duplicate ? "" : end);
    return {};
  }
  book(work, Outcome::stored);
  auto& last = last_events_[work.batch.project];
  last = std::max(last, work.batch.received_at);
  return {};
}

Result<std::string_view> Preparation::find_project(Work& work) {
  work.project = parts_.projects.by_id(work.batch.project);
  return work.project ? std::string_view() : "project_deleted";
}

Result<std::string_view> Preparation::drop_duplicate(Work& work) {
  const bool first =
      parts_.uuids.insert(UuidKey::of(work.batch.project, work.event.uuid), work.batch.received_at);
  return first ? std::string_view() : duplicate;
}

Result<std::string_view> Preparation::parse_properties(Work& work) {
  auto value = parse_json(work.event.properties, JsonLimits{.depth = 128}, work.properties.storage());
  if (!value || !value->is_object()) return "malformed_properties";
  work.properties = std::move(value->get_object());
  return "";
}

// $set, $set_once and $unset may stand in the properties, at the top level, or both: the top level wins. The
// stored event keeps the union under properties, as PostHog's does.
Result<std::string_view> Preparation::merge_updates(Work& work) {
  const auto arena = work.properties.storage();
  const auto merge = [&](std::string_view key, std::string_view top_level, json::object& target) {
    overlay(target, work.properties.if_contains(key));
    if (!top_level.empty()) {
      const auto parsed = parse_json(top_level, JsonLimits{.depth = 128}, arena);
      if (parsed) overlay(target, &*parsed);
    }
    if (!target.empty()) work.properties.insert_or_assign(key, target);
  };
  merge("$set", work.event.set, work.set);
  merge("$set_once", work.event.set_once, work.set_once);
  add_keys(work.unset, work.properties.if_contains("$unset"));
  if (!work.event.unset.empty()) {
    const auto parsed = parse_json(work.event.unset, JsonLimits{.depth = 8}, arena);
    if (parsed) add_keys(work.unset, &*parsed);
    if (!work.unset.empty()) work.properties.insert_or_assign("$unset", work.unset);
  }
  return "";
}

Result<std::string_view> Preparation::enrich(Work& work) {
  parts_.enricher.apply({*work.project, work.batch.client_ip, work.batch.user_agent}, work.properties);
  return "";
}

Result<std::string_view> Preparation::take_elements(Work& work) {
  if (const auto* chain = work.properties.if_contains("$elements_chain");
      chain != nullptr && chain->is_string()) {
    work.elements_chain = chain->get_string();
  } else if (const auto* elements = work.properties.if_contains("$elements");
             elements != nullptr && elements->is_array()) {
    work.elements_chain = capture::to_elements_chain(capture::elements_of(*elements));
  } else {
    return "";
  }
  work.properties.erase("$elements_chain");
  work.properties.erase("$elements");
  return "";
}

Result<std::string_view> Preparation::find_session(Work& work) {
  work.session_id = string_or_empty(work.properties, "$session_id");
  return "";
}

Result<std::string_view> Preparation::resolve_person(Work& work) {
  persons::IdentityEvent identity;
  identity.project = work.batch.project;
  identity.event = work.event.event;
  identity.distinct_id = work.event.distinct_id;
  identity.timestamp = work.event.timestamp;
  identity.properties = &work.properties;
  identity.set = work.set.empty() ? nullptr : &work.set;
  identity.set_once = work.set_once.empty() ? nullptr : &work.set_once;
  identity.unset = work.unset.empty() ? nullptr : &work.unset;
  work.resolved = TRY(parts_.persons.resolve(identity, person_warnings_));
  for (const auto& warning : person_warnings_) {
    warn(warning.project, warning.type, warning.at, json::serialize(warning.details));
  }
  person_warnings_.clear();
  if (work.resolved.mode == persons::PersonMode::propertyless) {
    for (const auto* key : {"$set", "$set_once", "$unset"}) work.properties.erase(key);
  }
  return work.resolved.refused;
}

Result<std::string_view> Preparation::flag_test_account(Work& work) {
  work.is_test_account =
      parts_.enricher.is_test_account(work.project, work.properties, *work.resolved.person_properties);
  return "";
}

// Which names occur, with values of which type.
Result<std::string_view> Preparation::note_definitions(Work& work) {
  definitions::Observation observation;
  observation.project = work.batch.project;
  observation.event = work.event.event;
  observation.timestamp = work.event.timestamp;
  observation.received_at = work.batch.received_at;
  observation.properties = &work.properties;
  observation.person_properties = work.resolved.person_properties.get();
  const auto left_out = TRY(parts_.definitions.observe(observation));
  if (!left_out.empty()) {
    warn(work.batch.project, left_out, work.batch.received_at,
         json::serialize(json::object{{"event", work.event.event}}));
  }
  return "";
}

Result<std::string_view> Preparation::add_row(Work& work) {
  ++rows_;
  events::EventRow row;
  row.project = work.batch.project;
  row.log_offset = work.offset;
  row.uuid = work.event.uuid;
  row.event = work.event.event;
  row.distinct_id = work.event.distinct_id;
  row.timestamp = work.event.timestamp;
  row.received_at = work.batch.received_at;
  row.session_id = work.session_id;
  row.elements_chain = work.elements_chain;
  row.properties = &work.properties;
  row.person = work.resolved.person;
  row.person_mode = mode_name(work.resolved.mode);
  row.person_created_at = work.resolved.person_created_at;
  row.person_properties = work.resolved.person_properties.get();
  for (std::size_t i = 0; i < events::group_count; ++i) {
    row.group_keys[i] = work.resolved.groups[i].key;
    row.group_properties[i] =
        work.resolved.groups[i].key.empty() ? nullptr : work.resolved.groups[i].properties.get();
  }
  row.is_test_account = work.is_test_account;
  block_.add(row);
  if (!present_.empty() && !present_.contains(work.offset)) missing_.add(row);
  return "";
}

void Preparation::close_block() {
  auto rows = block_.rows();
  auto native = block_.finish();
  if (!present_.empty()) {
    rows = missing_.rows();
    native = missing_.finish();
  }
  blocks_.push_back({std::move(native), rows});
}

Result<std::string_view> Preparation::show_live(Work& work) {
  if (parts_.live.has_watchers(work.batch.project)) parts_.live.publish(work.batch.project, live_event(work));
  return "";
}

void Preparation::book(const Work& work, Outcome outcome, std::string_view reason) {
  ++ledger_[{work.batch.project, day_of(work.batch.received_at), outcome, std::string(reason)}];
}

void Preparation::warn(ProjectId project, std::string_view type, Instant at, std::string example) {
  auto& warning = warnings_[{project, std::string(type), day_of(at)}];
  ++warning.count;
  warning.last_seen = std::max(warning.last_seen, at);
  warning.example = std::move(example);
}

// Groups as they are after the batch; people too when no event says what changed about them.
Result<> Preparation::note_owners(const persons::Changes& changes) {
  const auto note = [&](ProjectId project, definitions::PropertyKey whose, const std::string& properties,
                        Instant at) -> Result<> {
    const auto parsed = parse_json(properties, JsonLimits{.depth = 128});
    if (!parsed || !parsed->is_object()) return {};
    return parts_.definitions.observe_owner(project, whose, parsed->get_object(), at);
  };
  for (const auto& group : changes.groups)
    TRY(note(group.project, {definitions::Owner::group, group.type_index, ""}, group.properties,
             group.created_at));
  if (events_ > 0) return {};
  for (const auto& person : changes.persons) {
    if (!person.is_deleted)
      TRY(note(person.project, {definitions::Owner::person, 0, ""}, person.properties, person.created_at));
  }
  return {};
}

Result<PreparedBatch> Preparation::take(log::Lsn from, log::Lsn to, std::string token) {
  PreparedBatch batch;
  batch.from = from;
  batch.to = to;
  batch.rows = rows_;
  batch.token = std::move(token);
  if (block_.rows() > 0) close_block();
  batch.event_blocks = std::exchange(blocks_, {});
  batch.people = parts_.persons.seal();
  batch.ledger = std::exchange(ledger_, {});
  batch.warnings = std::exchange(warnings_, {});
  batch.last_events = std::exchange(last_events_, {});
  TRY(note_owners(batch.people->changes()));
  batch.definitions = parts_.definitions.take();
  batch.worked_off = std::exchange(worked_off_, {});
  rows_ = events_ = payload_bytes_ = 0;
  batch.left_out = std::exchange(present_, {});
  return batch;
}

}  // namespace leapfrog::ingestion
