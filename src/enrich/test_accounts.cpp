#include "enrich/test_accounts.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <string>

namespace leapfrog::enrich {
namespace {

constexpr std::size_t max_filters = 100;
constexpr std::int64_t max_pattern_bytes = 1 << 20;

enum class Test : std::uint8_t { exact, icontains, regex, gt, gte, lt, lte, is_set };

struct Operator {
  std::string_view name;
  Test test;
  bool negated;
};

constexpr Operator operators[] = {
    {"exact", Test::exact, false},
    {"is_not", Test::exact, true},
    {"icontains", Test::icontains, false},
    {"not_icontains", Test::icontains, true},
    {"regex", Test::regex, false},
    {"not_regex", Test::regex, true},
    {"gt", Test::gt, false},
    {"gte", Test::gte, false},
    {"lt", Test::lt, false},
    {"lte", Test::lte, false},
    {"is_set", Test::is_set, false},
    {"is_not_set", Test::is_set, true},
};

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

std::optional<double> number_of(const json::value& value) {
  if (value.is_number()) return value.to_number<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_string();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

bool compare(Test test, double left, double right) {
  switch (test) {
    case Test::gt:
      return left > right;
    case Test::gte:
      return left >= right;
    case Test::lt:
      return left < right;
    default:
      return left <= right;
  }
}

}  // namespace

struct TestAccountFilters::Filter {
  std::string key;
  bool of_person = false;
  Test test = Test::exact;
  bool negated = false;
  std::vector<std::string> texts;  // exact, icontains (lower case): any of them
  std::vector<std::unique_ptr<RE2>> patterns;
  double number = 0;

  static std::optional<Filter> compile(const json::value& source);
  bool take_value(const json::value& value);
  bool matches(const json::object& properties) const;
  bool holds(const json::value& value) const;
};

std::optional<TestAccountFilters::Filter> TestAccountFilters::Filter::compile(const json::value& source) {
  if (!source.is_object()) return std::nullopt;
  const json::object& object = source.get_object();
  const std::string_view type = object.contains("type") ? string_or_empty(object, "type") : "event";
  const std::string_view name = object.contains("operator") ? string_or_empty(object, "operator") : "exact";
  const auto* found = std::ranges::find(operators, name, &Operator::name);
  Filter filter;
  filter.key = string_or_empty(object, "key");
  filter.of_person = type == "person";
  if ((type != "event" && type != "person") || found == std::end(operators) || filter.key.empty()) {
    return std::nullopt;
  }
  filter.test = found->test;
  filter.negated = found->negated;
  const json::value* value = object.if_contains("value");
  if (filter.test != Test::is_set && (value == nullptr || !filter.take_value(*value))) return std::nullopt;
  return filter;
}

bool TestAccountFilters::Filter::take_value(const json::value& value) {
  if (test == Test::gt || test == Test::gte || test == Test::lt || test == Test::lte) {
    const auto bound = number_of(value);
    number = bound.value_or(0);
    return bound.has_value();
  }
  if (value.is_array()) {
    for (const json::value& item : value.get_array()) texts.push_back(text_of(item));
  } else if (!value.is_null()) {
    texts.push_back(text_of(value));
  }
  if (test == Test::icontains) std::ranges::transform(texts, texts.begin(), lower_case);
  if (test == Test::regex) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(max_pattern_bytes);
    for (const std::string& text : texts) patterns.push_back(std::make_unique<RE2>(text, options));
    if (!std::ranges::all_of(patterns, [](const auto& pattern) { return pattern->ok(); })) return false;
  }
  return !texts.empty();
}

bool TestAccountFilters::Filter::holds(const json::value& value) const {
  if (test == Test::gt || test == Test::gte || test == Test::lt || test == Test::lte) {
    const auto found = number_of(value);
    return found && compare(test, *found, number);
  }
  const std::string text = test == Test::icontains ? lower_case(text_of(value)) : text_of(value);
  switch (test) {
    case Test::exact:
      return std::ranges::find(texts, text) != texts.end();
    case Test::icontains:
      return std::ranges::any_of(texts,
                                 [&](const std::string& part) { return text.find(part) != text.npos; });
    case Test::regex:
      return std::ranges::any_of(patterns,
                                 [&](const auto& regex) { return RE2::PartialMatch(text, *regex); });
    default:
      return true;
  }
}

bool TestAccountFilters::Filter::matches(const json::object& properties) const {
  const json::value* value = properties.if_contains(key);
  const bool present = value != nullptr && !value->is_null();
  return (present && (test == Test::is_set || holds(*value))) != negated;
}

TestAccountFilters::TestAccountFilters(const json::value& filters) {
  if (!filters.is_array()) return;
  for (const json::value& source : filters.get_array()) {
    if (filters_.size() == max_filters) break;
    if (auto filter = Filter::compile(source)) filters_.push_back(std::move(*filter));
  }
}

TestAccountFilters::~TestAccountFilters() = default;
TestAccountFilters::TestAccountFilters(TestAccountFilters&&) noexcept = default;
TestAccountFilters& TestAccountFilters::operator=(TestAccountFilters&&) noexcept = default;

bool TestAccountFilters::empty() const { return filters_.empty(); }

bool TestAccountFilters::is_test_account(const json::object& properties,
                                         const json::object& person_properties) const {
  return !std::ranges::all_of(filters_, [&](const Filter& filter) {
    return filter.matches(filter.of_person ? person_properties : properties);
  });
}

}  // namespace leapfrog::enrich
