// An answer as a chart to be drawn. Pure.
#pragma once

#include "pictures/pictures.h"
#include "subscriptions/numbers.h"

namespace leapfrog::subscriptions {

// Trends as their display has it, funnels as steps; of other kinds the table of their numbers. Nothing when
// there is nothing to draw.
std::optional<pictures::Chart> chart_of(const std::string& title, const json::object& source,
                                        const json::object& answer, const Numbers& numbers,
                                        const query::Calendar& calendar, Instant now);

}  // namespace leapfrog::subscriptions
