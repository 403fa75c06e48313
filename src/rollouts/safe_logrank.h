// Whether exposed people meet an event sooner or later than others, decided while it happens: the safe
// logrank test of Ter Schure, Pérez-Ortiz, Ly and Grünwald, "The Safe Logrank Test: Error Control under
// Continuous Monitoring with Unlimited Horizon" (2020, arXiv:2011.06931).
//
// Whenever somebody meets the event, those who could have are y exposed and z others. If the hazard of the
// exposed is θ times that of the others, the one it happened to is exposed with probability θy / (θy + z).
// The product over all events of (probability under θ1) / (probability under θ0) is a test martingale when
// θ0 is true, and a supermartingale when the truth is less harmful than θ0; so is a mixture over several θ1.
// By Ville's inequality it ever reaches 1/α with probability α at most, so one may look after every event and
// stop when one likes. People are told apart by a hash, so without an effect every one of those at risk is as
// likely to be the next, whatever else makes people differ: that is all the proof needs.
#pragma once

#include <cstdint>
#include <span>

namespace leapfrog::rollouts {

// One person during a step. Times are microseconds since 1970; 0: never.
struct Life {
  std::int64_t off = 0;      // first told that the flag is off
  std::int64_t on = 0;       // first told that it is on; from then on exposed
  std::int64_t outcome = 0;  // met the event, at or after the earlier of the two
};

enum class Harm : std::uint8_t { increase, decrease };

struct Logrank {
  std::int64_t exposed = 0;  // people
  std::int64_t unexposed = 0;
  std::int64_t exposed_events = 0;
  std::int64_t unexposed_events = 0;
  double evidence = 1;  // the greatest value of the mixture so far: reaching 1/α rejects at level α
};

// `tolerance` is how much more (or less) often than others exposed people may meet the event without harm:
// 0.1 is ten per cent. 0 <= tolerance < 1.
Logrank safe_logrank(std::span<const Life> lives, Harm harm, double tolerance);

}  // namespace leapfrog::rollouts
