// Changes of a project's definitions as server-sent events: whoever evaluates locally need not poll.
#pragma once

#include <memory>

#include "flags/project_flags.h"
#include "http/message.h"

namespace leapfrog::flags {

// `event: definitions` with {"etag"} at once and after every change; a comment every 15 s keeps the
// connection open.
std::unique_ptr<http::BodyStream> definition_stream(const FlagSnapshots& snapshots, ProjectId project);

}  // namespace leapfrog::flags
