// `leapfrog serve`: puts the parts together and runs until it is told to stop.
#pragma once

#include "app/settings.h"

namespace leapfrog::app {

// Blocks. Prints "Listening on http://…" on standard output once it accepts connections. SIGTERM and SIGINT
// drain.
Result<> serve(const Settings& settings);

}  // namespace leapfrog::app
