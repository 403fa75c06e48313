// The properties that depend on what happened; those of the browser and the visit are render.cpp's.
#pragma once

#include <string_view>

#include "demo/history.h"
#include "demo/object_writer.h"

namespace leapfrog::demo {

std::string_view event_name(Kind kind);

// "free", "team" or "business" at that moment.
std::string_view plan_at(const Company& company, std::int64_t at);
bool has_new_editor(const History& history, const Person& person, std::int64_t at);
// "control", "test", or "" before the experiment.
std::string_view summaries_variant(const History& history, const Person& person, std::int64_t at);

// Properties of the event itself; nothing for kinds without any.
void write_event_properties(ObjectWriter& properties, const History& history, const Action& action);
// The person's current properties, for $set.
void write_person(ObjectWriter& set, const Person& person, const Company& company, std::int64_t at);

}  // namespace leapfrog::demo
