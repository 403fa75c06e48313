#include "flags/asked_flags.h"

#include <algorithm>

#include "base/log.h"
#include "flags/bucket.h"
#include "persons/person_reads.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

constexpr microseconds call_grain = std::chrono::minutes(1);
constexpr std::string_view survey_prefix = "survey-targeting-";

void note(std::string_view what, const Error& error) {
  log_warning("Flags are evaluated without what is stored", {{"of", what}, {"error", error.detail}});
}

const json::object* object_in(const json::object* object, std::string_view key) {
  const auto* value = object == nullptr ? nullptr : object->if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

// Whether some condition is about what the request does not say.
bool needs_person(const DefinitionSet& set, const FlagRequest& request) {
  if (set.needs_membership() || set.has_continuity()) return true;
  return std::ranges::any_of(set.slots(), [&](const PropertySlot& slot) {
    if (!slot.asked || slot.source == Source::group) return false;
    return slot.source == Source::metadata || request.person_properties == nullptr ||
           !request.person_properties->contains(slot.key);
  });
}

bool needs_group(const DefinitionSet& set, int index, const json::object* given) {
  return std::ranges::any_of(set.slots(), [&](const PropertySlot& slot) {
    return slot.asked && slot.source == Source::group && slot.group_type == index &&
           (given == nullptr || !given->contains(slot.key));
  });
}

}  // namespace

bool needs_store(const DefinitionSet& set, const FlagRequest& request) {
  if (needs_person(set, request)) return true;
  return std::ranges::any_of(request.groups, [&](const auto& group) {
    const auto index = set.group_type(group.first);
    return index >= 0 && needs_group(set, index, object_in(request.group_properties, group.first));
  });
}

AskedFlags::AskedFlags(Flags::State& state, ProjectId project, const FlagRequest& request,
                       std::string_view client_ip)
    : state_(state), project_(project), request_(request), definitions_(state.snapshots.of(project)) {
  context_.distinct_id = request.distinct_id;
  context_.anonymous_id = request.anonymous_id;
  context_.device_id = request.device_id;
  context_.person.request = request.person_properties;
  context_.memberships = this;
  context_.now = state.parts.clock.now();
  if (definitions_->set->needs_groups()) read_groups();
  if (needs_person(*definitions_->set, request)) read_person();
  if (definitions_->asks_for_place && !request.without_place) read_place(client_ip);
  if (definitions_->set->has_continuity() && !request.anonymous_id.empty()) keep_hash_keys();
  context_.hash_keys = hash_keys_;
  evaluate();
}

void AskedFlags::read_person() {
  const auto done = meta::in_read(state_.parts.people, [&](meta::Connection& connection) -> Result<bool> {
    persons::PersonFilter filter;
    filter.distinct_id = request_.distinct_id;
    auto found = TRY(persons::list_people(connection, project_, filter, 1, 0));
    if (found.empty() && !request_.anonymous_id.empty()) {
      // Signed in a moment ago: the anonymous person is the same, though that is not stored yet.
      filter.distinct_id = request_.anonymous_id;
      found = TRY(persons::list_people(connection, project_, filter, 1, 0));
    }
    if (found.empty()) return false;
    person_ = std::move(found.front().properties);
    person_id_ = found.front().uuid;
    distinct_ids_ = std::move(found.front().distinct_ids);
    metadata_["created_at"] = format_iso(found.front().created_at);
    return true;
  });
  if (!done) {
    note("the person", done.error());
    failed_ = true;
    return;
  }
  context_.person.stored = &person_;
  context_.metadata = &metadata_;
  if (!definitions_->set->has_continuity()) return;
  for (const auto& id : {request_.distinct_id, request_.anonymous_id}) {
    if (!id.empty() && std::ranges::find(distinct_ids_, id) == distinct_ids_.end())
      distinct_ids_.push_back(id);
  }
  auto keys = meta::in_read(state_.parts.database, [&](meta::Connection& connection) {
    return find_hash_keys(connection, project_, distinct_ids_);
  });
  if (keys) {
    hash_keys_ = *std::move(keys);
  } else {
    note("experience continuity", keys.error());
    failed_ = true;
  }
}

void AskedFlags::read_groups() {
  const auto& set = *definitions_->set;
  for (const auto& [type, key] : request_.groups) {
    const auto index = set.group_type(type);
    if (index < 0) continue;
    auto& group = context_.groups[static_cast<std::size_t>(index)];
    group.present = true;
    group.key = key;
    group.properties.request = object_in(request_.group_properties, type);
    if (!needs_group(set, index, group.properties.request)) continue;
    auto stored = meta::in_read(state_.parts.people, [&](meta::Connection& connection) {
      return persons::find_group(connection, project_, index, key);
    });
    if (!stored) {
      note("a group", stored.error());
      failed_ = true;
    } else if (*stored) {
      stored_groups_[static_cast<std::size_t>(index)] = std::move((*stored)->properties);
      group.properties.stored = &stored_groups_[static_cast<std::size_t>(index)];
    }
  }
}

void AskedFlags::read_place(std::string_view client_ip) {
  if (state_.places == nullptr) return;
  for (auto& [property, value] : state_.places->find(client_ip)) place_[property] = std::move(value);
  context_.person.located = &place_;
}

// Remembers by which identifier the person was hashed before signing in; what is remembered already stays.
void AskedFlags::keep_hash_keys() {
  std::vector<std::int64_t> flags;
  for (const auto& flag : definitions_->set->flags()) {
    const auto id = flag.definition.id;
    if (flag.definition.active && flag.definition.ensure_experience_continuity &&
        std::ranges::find(hash_keys_, id, &HashKeys::value_type::first) == hash_keys_.end())
      flags.push_back(id);
  }
  if (flags.empty()) return;
  const auto key = std::string(bucketed_identifier(request_.anonymous_id));
  const auto kept = meta::in_write(state_.parts.database, [&](meta::Connection& connection) {
    return add_hash_keys(connection, project_, request_.distinct_id, flags, key, state_.parts.max_hash_keys);
  });
  if (!kept) note("experience continuity", kept.error());
  if (kept && !*kept) state_.forgotten.add();
  for (const auto id : flags) hash_keys_.emplace_back(id, key);
}

Membership AskedFlags::of(std::int64_t cohort) const {
  if (state_.parts.cohorts == nullptr) return Membership::unknown;
  if (!person_id_) return failed_ ? Membership::unknown : Membership::outside;
  const auto member = state_.parts.cohorts->is_member(project_, cohort, *person_id_);
  if (!member) return Membership::unknown;
  return *member ? Membership::inside : Membership::outside;
}

bool AskedFlags::is_asked(const CompiledFlag& flag) const {
  const auto& definition = flag.definition;
  if (request_.keys && std::ranges::find(*request_.keys, definition.key) == request_.keys->end())
    return false;
  if (request_.surveys_only && !definition.key.starts_with(survey_prefix)) return false;
  if (definition.runtime != Runtime::all && request_.runtime != Runtime::all &&
      request_.runtime != definition.runtime)
    return false;
  if (definition.contexts.empty() || request_.contexts.empty()) return true;
  return std::ranges::any_of(definition.contexts, [&](const std::string& context) {
    return std::ranges::find(request_.contexts, context) != request_.contexts.end();
  });
}

void AskedFlags::evaluate() {
  const auto& set = *definitions_->set;
  evaluation_.begin(set, context_);
  asked_.reserve(set.flags().size());
  for (std::uint32_t i = 0; i < set.flags().size(); ++i) {
    const auto& flag = set.flag(i);
    if (!flag.definition.active || !is_asked(flag)) continue;
    asked_.push_back({i, evaluation_.evaluate(i)});
    failed_ |= asked_.back().verdict.failed;
  }
  state_.evaluated.add();
  if (failed_) state_.failed.add();
}

void AskedFlags::note_calls() const {
  const auto now = to_micros(context_.now);
  for (const auto& each : asked_) {
    auto& called = definitions_->called[each.index];
    // Looked at before it is written: many threads share it, and minutes are enough.
    if (now - called.load(std::memory_order_relaxed) > call_grain.count())
      called.store(now, std::memory_order_relaxed);
  }
}

std::vector<Asked> AskedFlags::with_inactive() {
  std::vector<Asked> all;
  const auto flags = definitions_->set->flags();
  for (std::uint32_t i = 0; i < flags.size(); ++i) {
    if (is_asked(flags[i])) all.push_back({i, evaluation_.evaluate(i)});
  }
  return all;
}

}  // namespace leapfrog::flags
