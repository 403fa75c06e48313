// Selectors from outside: what is understood has a pattern that RE2 takes, and writing it in a chain of its
// own words does no harm.
#include <re2/re2.h>

#include <cstddef>
#include <cstdint>

#include "query/sql/selector.h"

using namespace leapfrog;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto selector = query::parse_selector(text);
  if (!selector) {
    CHECK(!selector.error().detail.empty());
    return 0;
  }
  CHECK(!selector->empty() && selector->size() <= query::max_compounds);
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_encoding(re2::RE2::Options::EncodingLatin1);  // the input may be anything
  const re2::RE2 pattern(query::selector_pattern(*selector), options);
  CHECK(pattern.ok());
  re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
  return 0;
}
