// Accepts clients and gives each a thread: a statement occupies an engine session anyway, and clients are few
// (one application server with a connection pool).
#pragma once

#include <atomic>

#include "engine_host/query_run.h"

namespace leapfrog::engine_host {

// Serves until `stop_fd` becomes readable, then lets running INSERTs finish for a bounded time and returns.
// Threads may still be running then; the caller must end the process without destroying anything.
void serve(Host& host, int listening, int stop_fd);

}  // namespace leapfrog::engine_host
