// Event properties that describe the person as well: where they came from and what they use. Every event that
// carries one sets it on the person, and the first one is kept under `$initial_…`. Pure data.
#pragma once

#include <string_view>

namespace leapfrog::persons {

struct AutomaticProperty {
  std::string_view name;     // in the event and, as the latest value, in the person; "$os_name" gives "$os"
  std::string_view initial;  // the first value: "$initial_" and the name without its "$"
  bool noisy = false;        // as is_noisy_property(name)
};
// nullptr when the event property is none of them.
const AutomaticProperty* automatic_property(std::string_view event_property);

// Changes too often and says too little: on its own it is not worth a new version of the person.
bool is_noisy_property(std::string_view person_property);

// Libraries that run on servers send the server's operating system, which is not the person's.
bool is_server_library(std::string_view lib);

}  // namespace leapfrog::persons
