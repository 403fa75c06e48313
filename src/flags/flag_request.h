// What an SDK says when it asks for flags. Pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "flags/definition.h"
#include "http/message.h"

namespace leapfrog::flags {

struct FlagRequest {
  json::object body;  // what the views below look into
  std::string token;
  std::string distinct_id;
  bool has_distinct_id = false;
  std::string anonymous_id;
  std::string device_id;
  std::vector<std::pair<std::string, std::string>> groups;  // type, key
  const json::object* person_properties = nullptr;
  const json::object* group_properties = nullptr;  // by type
  bool disabled = false;
  bool without_place = false;
  std::optional<std::vector<std::string>> keys;  // only these
  std::vector<std::string> contexts;             // only flags of these, or of none
  bool surveys_only = false;
  // Where the answer is used; nothing when it cannot be told.
  std::optional<Runtime> runtime;
};

// `text` is the decoded body. Errors: `invalid` for what is no JSON object.
Result<std::unique_ptr<FlagRequest>> read_flag_request(std::string_view text, const http::Request& request);

// From what a client says of itself: browsers and apps, or servers.
std::optional<Runtime> runtime_of(const http::Request& request);

}  // namespace leapfrog::flags
