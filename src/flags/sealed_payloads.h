// Encrypted payloads: sealed where flags are stored, a placeholder to whoever reads, open to credentials of
// servers only.
#pragma once

#include "base/sealing.h"
#include "flags/flag_record.h"

namespace leapfrog::flags {

inline constexpr std::string_view redacted_payload = "\"********* (encrypted)\"";

// Seals what is not sealed yet. Errors: `invalid` when a flag that had encrypted payloads is to show them.
Result<> seal_payloads(const Sealer& sealer, ProjectId project, const json::object& before,
                       json::object& fields);
// The payload of `value` as it was given; nothing when there is none.
Result<std::optional<json::value>> open_payload(const Sealer& sealer, const FlagRecord& flag,
                                                std::string_view value);

}  // namespace leapfrog::flags
