// What the activity log says of an edit. It names people by their uuid and properties by their keys, never
// what they hold: an erased person must not live on in the log.
#pragma once

#include "accounts/accounts.h"
#include "persons/persons.h"

namespace leapfrog::persons {

accounts::Activity activity_of(const Edits::Edit& edit, Instant at);

}  // namespace leapfrog::persons
