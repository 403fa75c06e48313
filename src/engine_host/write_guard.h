// Ends the engine at the first write of its tables that fails: no space, quota, an I/O error.
//
// libchdb does not survive such a failure in order: met by a full disk it has answered an INSERT with success
// and published a part with an empty marks file, so that every query that touched it failed. So the calls
// that change files are taken over here: the program's own definition of `write` comes before libc's for
// every library in the process. A failed one below the guarded directory ends the process inside the call,
// and what follows is what follows `kill -9`: a part is renamed into place only after all its files were
// written and synced, so none that was met by a failure ever is.
#pragma once

#include <filesystem>

namespace leapfrog::engine_host {

// How the process ends then.
constexpr int write_failed_exit = 74;  // EX_IOERR of sysexits.h

// Guards the files below the directory, which must exist. Call once, before the engine starts.
void guard_writes_below(const std::filesystem::path& directory);

}  // namespace leapfrog::engine_host
