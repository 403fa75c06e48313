// The properties of sessions: which there are is fixed, they are computed from events.
#pragma once

#include <span>

#include "definitions/definitions.h"

namespace leapfrog::definitions {

struct SessionProperty {
  std::string_view name;
  PropertyType type;
  std::string_view description;
};
std::span<const SessionProperty> session_properties();
std::optional<PropertyType> session_property_type(std::string_view name);

}  // namespace leapfrog::definitions
