// One property filter of a flag or cohort, compiled: operator and wanted value against what a property says.
// Semantics are those of PostHog's flag service; docs/internals/flag-evaluation.md has the table.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/semver.h"
#include "flags/flag_dates.h"

namespace re2 {
class RE2;
}

namespace leapfrog::flags {

enum class Operator : std::uint8_t {
  exact,
  is_set,
  contains,
  starts_with,
  ends_with,
  regex,
  gt,
  gte,
  lt,
  lte,
  between,
  date_exact,
  date_before,
  date_after,
  version_eq,
  version_gt,
  version_gte,
  version_lt,
  version_lte,
  version_within,
};

class PropertyMatch {
 public:
  // Of {operator, value}. Errors: `invalid` for an operator that is not known or a value that it cannot work
  // with; what the operator would merely never match (a date that is none, a broken pattern) compiles.
  static Result<PropertyMatch> compile(const json::object& filter, TimeZone zone);

  // `value` is nullptr where the property is missing, which only negative operators match.
  bool matches(const json::value* value, Instant now, TimeZone zone) const;

 private:
  Result<> take_value(std::string_view name, const json::value& value, TimeZone zone);
  Result<> take_texts(const json::value& value);
  Result<> take_bounds(const json::value& value);
  Result<> take_version(std::string_view name, std::string_view text);
  void take_date(const json::value& value, TimeZone zone);
  bool holds(const json::value& value, Instant now, TimeZone zone) const;
  bool holds_text(std::string_view text) const;
  bool holds_number(double number) const;
  bool holds_date(Instant date, Instant now, TimeZone zone) const;
  bool holds_version(const Version& version) const;

  Operator operator_ = Operator::exact;
  bool negated_ = false;
  bool never_ = false;              // whatever a present property says, also when negated
  bool anything_true_ = false;      // exact with an empty list: SDKs take it for "true"
  std::vector<std::string> texts_;  // any of them; lower case, sorted for exact
  std::shared_ptr<const re2::RE2> pattern_;
  double low_ = 0, high_ = 0;
  std::optional<Instant> date_;
  std::optional<RelativeDate> ago_;
  VersionRange versions_;  // single versions are its beginning
};

// The operators by name, with what is to be said when one is not known.
bool is_operator(std::string_view name);
// Whether RE2 can compile it; the error says what is wrong.
Result<> check_pattern(std::string_view pattern);

// What a value is when it is compared as text: strings as they are, anything else as JSON. `memory` holds
// what had to be made.
std::string_view text_of(const json::value& value, std::string& memory);

}  // namespace leapfrog::flags
