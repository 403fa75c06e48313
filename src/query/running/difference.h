// Where two results differ.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace leapfrog::query {

struct Difference {
  std::string path;  // "[0].data[3]"
  json::value before;
  json::value after;
};

// At most `limit`, in the order of the results. Numbers count to twelve digits, as in hash_of_result().
std::vector<Difference> differences(const json::value& before, const json::value& after, std::size_t limit);
json::array differences_json(const std::vector<Difference>& differences);

}  // namespace leapfrog::query
