// CSV from outside: what is read are names that are not empty and not too many.
#include <cstddef>
#include <cstdint>

#include "cohorts/csv_people.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace leapfrog;
  const auto people = cohorts::parse_csv_people({reinterpret_cast<const char*>(data), size});
  if (!people) {
    CHECK(people.error().attr == "csv" && !people.error().detail.empty());
    return 0;
  }
  CHECK(!people->names.empty() && people->names.size() <= cohorts::max_csv_people);
  for (const auto& name : people->names) CHECK(!name.empty() && name.size() <= size);
  return 0;
}
