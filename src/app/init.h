// `leapfrog init`: the first user, organisation, project and key without a browser.
#pragma once

#include <string>

#include "base/json.h"

namespace leapfrog::app {

struct InitRequest {
  std::string data;
  std::string email;     // "": no user yet, the first sign-up in the browser makes it
  std::string password;  // "": one is made up and given back
  std::string project = "My project";
  std::string organization = "My organization";
};

// Refuses a directory that exists. Gives project_id, project_token, personal_api_key and, when it was made
// up, password.
Result<json::object> init(const InitRequest& request);

}  // namespace leapfrog::app
