// `leapfrog password-link`: for whoever runs a server that sends no e-mail, when somebody forgot a password.
#pragma once

#include <string>

#include "base/result.h"

namespace leapfrog::app {

// The path of a link that sets the password of whoever has this address, once, within an hour. The directory
// is not locked: it works while the server runs. Errors: `not_found` for a directory or an address that is
// not there.
Result<std::string> password_link(const std::string& data_directory, const std::string& email);

}  // namespace leapfrog::app
