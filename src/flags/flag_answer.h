// Answers to SDKs that ask for flags, in the shape of every version. Written as text from pieces that were
// made when the definitions changed.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/time.h"
#include "flags/asked_flags.h"

namespace leapfrog::flags {

enum class AnswerShape {
  list,     // /decide?v=1: the names of enabled flags
  enabled,  // /decide?v=2: name → value, only of enabled flags
  legacy,   // /flags without v, /decide?v=3: name → value, with payloads
  records,  // /flags?v=2 and later, /decide?v=4: one record per flag
};

AnswerShape flags_shape(std::string_view version);
AnswerShape decide_shape(std::string_view version);

struct Answer {
  AnswerShape shape = AnswerShape::records;
  std::string_view request_id;
  Instant at;
  const json::object* config = nullptr;  // remote config to be put beside the flags
};

// `asked` is nullptr when no flags are to be answered.
std::string answer_text(const Answer& answer, const AskedFlags* asked);

// "Matched condition set 1"
std::string reason_description(const Verdict& verdict);
// The value as SDKs have it: true, false or a variant.
json::value value_of(const Verdict& verdict);

}  // namespace leapfrog::flags
