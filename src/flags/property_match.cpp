#include "flags/property_match.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "flags/lower_case.h"

namespace leapfrog::flags {
namespace {

constexpr std::size_t max_values = 10'000;
constexpr std::int64_t max_pattern_memory = 2 << 20;

struct Named {
  std::string_view name;
  Operator op;
  bool negated;
};
constexpr Named operators[] = {
    {"exact", Operator::exact, false},
    {"is_not", Operator::exact, true},
    {"is_set", Operator::is_set, false},
    {"is_not_set", Operator::is_set, true},
    {"icontains", Operator::contains, false},
    {"not_icontains", Operator::contains, true},
    {"icontains_multi", Operator::contains, false},
    {"not_icontains_multi", Operator::contains, true},
    {"starts_with", Operator::starts_with, false},
    {"not_starts_with", Operator::starts_with, true},
    {"ends_with", Operator::ends_with, false},
    {"not_ends_with", Operator::ends_with, true},
    {"regex", Operator::regex, false},
    {"not_regex", Operator::regex, true},
    {"gt", Operator::gt, false},
    {"gte", Operator::gte, false},
    {"lt", Operator::lt, false},
    {"lte", Operator::lte, false},
    {"between", Operator::between, false},
    {"not_between", Operator::between, true},
    {"is_date_exact", Operator::date_exact, false},
    {"is_date_before", Operator::date_before, false},
    {"is_date_after", Operator::date_after, false},
    {"semver_eq", Operator::version_eq, false},
    {"semver_neq", Operator::version_eq, true},
    {"semver_gt", Operator::version_gt, false},
    {"semver_gte", Operator::version_gte, false},
    {"semver_lt", Operator::version_lt, false},
    {"semver_lte", Operator::version_lte, false},
    {"semver_tilde", Operator::version_within, false},
    {"semver_caret", Operator::version_within, false},
    {"semver_wildcard", Operator::version_within, false},
};

const Named* find_operator(std::string_view name) {
  const auto* found = std::ranges::find(operators, name, &Named::name);
  return found == std::end(operators) ? nullptr : found;
}

// Objects with their keys in order, so that equal ones give equal text.
std::string json_text(const json::value& value) {
  if (const auto* list = value.if_array()) {
    std::string out = "[";
    for (const auto& item : *list) out += (out.size() > 1 ? "," : "") + json_text(item);
    return out + "]";
  }
  if (const auto* object = value.if_object()) {
    std::vector<std::pair<std::string_view, const json::value*>> members;
    for (const auto& [key, member] : *object) members.emplace_back(key, &member);
    std::ranges::sort(members, {}, [](const auto& each) { return each.first; });
    std::string out = "{";
    for (const auto& [key, member] : members)
      out += (out.size() > 1 ? "," : "") + json::serialize(json::string(key)) + ":" + json_text(*member);
    return out + "}";
  }
  return to_text(value);
}

std::optional<double> number_of(const json::value& value) {
  if (value.is_number()) return value.to_number<double>();
  if (!value.is_string()) return std::nullopt;
  std::string_view text(value.get_string());
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return whole ? std::optional(number) : std::nullopt;
}

bool is_true(const json::value& value) {
  if (value.is_bool()) return value.get_bool();
  if (const auto* text = value.if_string()) return LowerCase(std::string_view(*text)).view() == "true";
  const auto* list = value.if_array();
  return list != nullptr && std::ranges::all_of(*list, is_true);
}

std::shared_ptr<const re2::RE2> compile_pattern(std::string_view pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(max_pattern_memory);
  return std::make_shared<const RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

Failure unusable(std::string_view name, std::string_view wanted) {
  return invalid(fmt::format("The operator \"{}\" needs {}.", name, wanted), "value");
}

}  // namespace

bool is_operator(std::string_view name) { return find_operator(name) != nullptr; }

Result<> check_pattern(std::string_view pattern) {
  const auto compiled = compile_pattern(pattern);
  if (compiled->ok()) return {};
  return invalid(fmt::format("The regular expression cannot be used: {}. Look-around and back-references are "
                             "not supported.",
                             compiled->error()),
                 "value");
}

std::string_view text_of(const json::value& value, std::string& memory) {
  switch (value.kind()) {
    case json::kind::string:
      return value.get_string();
    case json::kind::bool_:
      return value.get_bool() ? "true" : "false";
    case json::kind::null:
      return "null";
    default:
      memory = json_text(value);  // numbers fit into the string itself
      return memory;
  }
}

Result<PropertyMatch> PropertyMatch::compile(const json::object& filter, TimeZone zone) {
  auto name = string_or_empty(filter, "operator");
  if (name.empty()) name = "exact";
  const auto* named = find_operator(name);
  if (named == nullptr)
    return invalid(fmt::format("\"{}\" is no operator of flag conditions.", name), "operator");
  PropertyMatch match;
  match.operator_ = named->op;
  match.negated_ = named->negated;
  if (named->op == Operator::is_set) return match;
  const auto* value = filter.if_contains("value");
  if (value == nullptr) return unusable(name, "a value");
  TRY(match.take_value(name, *value, zone));
  return match;
}

Result<> PropertyMatch::take_value(std::string_view name, const json::value& value, TimeZone zone) {
  std::string memory;
  switch (operator_) {
    case Operator::exact:
      return take_texts(value);
    case Operator::contains:
      if (name.ends_with("_multi")) return take_texts(value);
      [[fallthrough]];
    case Operator::starts_with:
    case Operator::ends_with:
      texts_.push_back(ascii_lower(text_of(value, memory)));
      return {};
    case Operator::regex:
      pattern_ = compile_pattern(text_of(value, memory));
      never_ = !pattern_->ok();
      return {};
    case Operator::gt:
    case Operator::gte:
    case Operator::lt:
    case Operator::lte: {
      const auto bound = number_of(value);
      if (!bound) return unusable(name, "a number");
      low_ = *bound;
      return {};
    }
    case Operator::between:
      return take_bounds(value);
    case Operator::date_exact:
    case Operator::date_before:
    case Operator::date_after:
      take_date(value, zone);
      return {};
    default:
      return take_version(name, text_of(value, memory));
  }
}

Result<> PropertyMatch::take_texts(const json::value& value) {
  std::string memory;
  const auto take = [&](const json::value& item) {
    const auto text = text_of(item, memory);
    texts_.push_back(operator_ == Operator::exact ? lower_case(text) : ascii_lower(text));
  };
  if (const auto* list = value.if_array()) {
    if (list->size() > max_values)
      return invalid(fmt::format("A condition lists at most {} values.", max_values), "value");
    for (const auto& item : *list) take(item);
    anything_true_ = list->empty() && operator_ == Operator::exact;
  } else {
    take(value);
  }
  std::ranges::sort(texts_);
  return {};
}

Result<> PropertyMatch::take_bounds(const json::value& value) {
  const auto* bounds = value.if_array();
  if (bounds == nullptr || bounds->size() != 2) return unusable("between", "a list of two numbers");
  const auto not_a_number = std::numeric_limits<double>::quiet_NaN();
  low_ = number_of(bounds->front()).value_or(not_a_number);
  high_ = number_of(bounds->back()).value_or(not_a_number);
  if (!(low_ <= high_)) return unusable("between", "two numbers, the smaller one first");
  return {};
}

void PropertyMatch::take_date(const json::value& value, TimeZone zone) {
  if (const auto* text = value.if_string()) {
    ago_ = parse_relative_date(std::string_view(*text));
    if (!ago_) date_ = parse_date(std::string_view(*text), zone);
  }
  never_ = !ago_ && !date_;
}

Result<> PropertyMatch::take_version(std::string_view name, std::string_view text) {
  std::optional<VersionRange> range;
  if (name == "semver_tilde") {
    range = tilde_range(text);
  } else if (name == "semver_caret") {
    range = caret_range(text);
  } else if (name == "semver_wildcard") {
    range = wildcard_range(text);
  } else if (const auto version = parse_version(text)) {
    range = VersionRange{*version, *version};
  }
  if (!range) return unusable(name, "a version such as 1.2.3");
  versions_ = *range;
  return {};
}

bool PropertyMatch::matches(const json::value* value, Instant now, TimeZone zone) const {
  if (operator_ == Operator::is_set) return (value != nullptr) != negated_;
  // semver_neq says something about a version that is there.
  if (value == nullptr) return negated_ && operator_ != Operator::version_eq;
  if (never_) return false;
  if (negated_ && operator_ == Operator::between && !number_of(*value)) return false;
  if (negated_ && operator_ == Operator::version_eq) {
    std::string memory;
    if (!parse_version(text_of(*value, memory))) return false;
  }
  return holds(*value, now, zone) != negated_;
}

bool PropertyMatch::holds(const json::value& value, Instant now, TimeZone zone) const {
  switch (operator_) {
    case Operator::gt:
    case Operator::gte:
    case Operator::lt:
    case Operator::lte:
    case Operator::between: {
      const auto number = number_of(value);
      return number && holds_number(*number);
    }
    case Operator::date_exact:
    case Operator::date_before:
    case Operator::date_after: {
      const auto date = date_of(value, zone);
      return date && holds_date(*date, now, zone);
    }
    case Operator::exact:
      if (anything_true_) return is_true(value);
      [[fallthrough]];
    default: {
      std::string memory;
      return holds_text(text_of(value, memory));
    }
  }
}

bool PropertyMatch::holds_text(std::string_view text) const {
  switch (operator_) {
    case Operator::exact: {
      const LowerCase lower(text);
      const auto found = std::ranges::lower_bound(
          texts_, lower.view(), {}, [](const std::string& each) { return std::string_view(each); });
      return found != texts_.end() && *found == lower.view();
    }
    case Operator::contains:
      return std::ranges::any_of(texts_, [&](const auto& part) { return contains_lower(text, part); });
    case Operator::starts_with:
      return starts_with_lower(text, texts_.front());
    case Operator::ends_with:
      return ends_with_lower(text, texts_.front());
    case Operator::regex:
      return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *pattern_);
    default: {
      const auto version = parse_version(text);
      return version && holds_version(*version);
    }
  }
}

bool PropertyMatch::holds_number(double number) const {
  switch (operator_) {
    case Operator::gt:
      return number > low_;
    case Operator::gte:
      return number >= low_;
    case Operator::lt:
      return number < low_;
    case Operator::lte:
      return number <= low_;
    default:
      return low_ <= number && number <= high_;
  }
}

bool PropertyMatch::holds_date(Instant date, Instant now, TimeZone zone) const {
  const auto wanted = ago_ ? before_now(*ago_, now, zone) : *date_;
  if (operator_ == Operator::date_before) return date < wanted;
  return operator_ == Operator::date_after ? date > wanted : date == wanted;
}

bool PropertyMatch::holds_version(const Version& version) const {
  const auto& wanted = versions_.first;
  switch (operator_) {
    case Operator::version_eq:
      return version == wanted;
    case Operator::version_gt:
      return version > wanted;
    case Operator::version_gte:
      return version >= wanted;
    case Operator::version_lt:
      return version < wanted;
    case Operator::version_lte:
      return version <= wanted;
    default:
      return versions_.contains(version);
  }
}

}  // namespace leapfrog::flags
