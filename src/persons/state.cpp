#include "persons/state.h"

#include <fmt/format.h>

namespace leapfrog::persons {
namespace {

// Drawn once; every name of every installation hangs on it, so it never changes.
constexpr Uuid first_generation{
    {0x6b, 0x1d, 0x3f, 0x0e, 0x52, 0x9a, 0x4c, 0x77, 0x9e, 0x30, 0x2c, 0x85, 0xd4, 0xa1, 0x60, 0xbf}};

}  // namespace

const Properties& no_properties() {
  static const Properties none = std::make_shared<const json::object>();
  return none;
}

Uuid name_of(ProjectId project, std::string_view distinct_id, std::uint32_t generation) {
  const auto name = fmt::format("{}:{}", project, distinct_id);
  if (generation == 0) return Uuid::named(first_generation, name);
  // A namespace of its own, as no text put into the name could not be part of a distinct id as well.
  return Uuid::named(Uuid::named(first_generation, fmt::format("generation {}", generation)), name);
}

}  // namespace leapfrog::persons
