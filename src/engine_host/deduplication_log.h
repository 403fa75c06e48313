// Mends MergeTree's deduplication logs before the engine starts.
//
// For each part of an INSERT the engine first writes the token to deduplication_logs/ and then renames the
// part into place. Killed between the two, it has a token on record whose rows never arrived, and would
// silently drop the retry: acknowledged data would be lost. So before each start every recorded part must be
// found on disk, or its record is made
// one that drops the token: a change of one byte, which a crash or a full disk cannot leave half done.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leapfrog::engine_host {

// "202601_29_31_2": rows of the blocks 29 to 31 of one partition.
struct PartName {
  std::string partition;
  unsigned long long min_block = 0, max_block = 0;
  static std::optional<PartName> parse(std::string_view name);
};

// The log with every record whose part no present one covers turned into one that drops its token, and
// without the line that a crash left unfinished at the end.
std::string mended_log(std::string_view text, const std::vector<PartName>& present);

// Mends every table below the data directory; gives how many logs needed it. The engine must not run.
// Throws std::filesystem::filesystem_error or std::runtime_error when a log cannot be read or written.
std::size_t mend_deduplication_logs(const std::filesystem::path& data_directory);

}  // namespace leapfrog::engine_host
