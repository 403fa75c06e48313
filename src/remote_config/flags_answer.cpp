#include "remote_config/flags_answer.h"

namespace leapfrog::remote_config {

FlagsShape flags_shape(std::string_view version) {
  return version.empty() || version == "1" ? FlagsShape::legacy : FlagsShape::records;
}

FlagsShape decide_shape(std::string_view version) {
  if (version == "4") return FlagsShape::records;
  if (version == "3") return FlagsShape::legacy;
  return version == "2" ? FlagsShape::enabled : FlagsShape::list;
}

json::object flags_answer(FlagsShape shape, std::string_view request_id, Instant now) {
  json::object out;
  out["errorsWhileComputingFlags"] = false;
  switch (shape) {
    case FlagsShape::list:
      out["featureFlags"] = json::array();
      break;
    case FlagsShape::enabled:
      out["featureFlags"] = json::object();
      break;
    case FlagsShape::legacy:
      out["featureFlags"] = json::object();
      out["featureFlagPayloads"] = json::object();
      break;
    case FlagsShape::records:
      out["flags"] = json::object();
      // posthog-js reads remote config payloads from here.
      out["featureFlagPayloads"] = json::object();
      break;
  }
  out["requestId"] = request_id;
  out["evaluatedAt"] = to_micros(now) / 1000;
  return out;
}

}  // namespace leapfrog::remote_config
