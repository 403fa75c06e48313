#include "query/sql/conditions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/semver.h"
#include "query/date_range.h"
#include "query/sql/cohort_rows.h"
#include "query/sql/selector.h"

namespace leapfrog::query {
namespace {

// true where the property is absent, for the operators that say what it must not be.
std::string or_absent(std::string condition) { return fmt::format("ifNull({}, true)", condition); }
std::string or_not(std::string condition) { return fmt::format("ifNull({}, false)", condition); }

std::string any_of(const std::vector<std::string>& conditions) {
  if (conditions.size() == 1) return conditions.front();
  return fmt::format("({})", fmt::join(conditions, " OR "));
}

// Whether a number, a boolean or a list may be printed like this.
bool may_be_no_text(std::string_view value) {
  if (value == "true" || value == "false" || value == "inf" || value == "nan") return true;
  return !value.empty() && std::string_view("0123456789+-.[").find(value.front()) != std::string_view::npos;
}

class Comparison {
 public:
  Comparison(const PropertyFilter& filter, const PropertyValue& value, Bindings& bindings)
      : filter_(filter),
        text_(value.text),
        stored_text_(value.stored_text),
        number_(value.number),
        bindings_(bindings) {}

  std::string absent() const { return fmt::format("isNull({})", text_); }

  Result<std::string> equals() {
    const auto values = TRY(value_texts(filter_));
    const auto& text = stored_text_.empty() || std::any_of(values.begin(), values.end(), may_be_no_text)
                           ? text_
                           : stored_text_;
    if (values.size() == 1) return fmt::format("{} = {}", text, bindings_.text(values.front()));
    return fmt::format("(isNotNull({0}) AND has({1}, assumeNotNull({0})))", text, bindings_.texts(values));
  }
  Result<std::string> contains() {
    return each([&](const std::string& value) {
      return fmt::format("positionCaseInsensitiveUTF8({}, {}) > 0", text_, bindings_.text(value));
    });
  }
  Result<std::string> matches() {
    return each(
        [&](const std::string& value) { return fmt::format("match({}, {})", text_, bindings_.text(value)); });
  }
  Result<std::string> starts() {
    return each([&](const std::string& value) {
      return fmt::format("startsWith({}, {})", text_, bindings_.text(value));
    });
  }
  Result<std::string> ends() {
    return each([&](const std::string& value) {
      return fmt::format("endsWith({}, {})", text_, bindings_.text(value));
    });
  }
  // As numbers when the value is one, else as texts.
  Result<std::string> ordered(std::string_view comparator) {
    if (const auto number = value_number(filter_))
      return fmt::format("{} {} {}", number_, comparator, Bindings::number(*number));
    const auto values = TRY(value_texts(filter_));
    if (values.size() != 1) return wrong_type(filter_.path + ".value", "one value", filter_.value);
    return fmt::format("{} {} {}", text_, comparator, bindings_.text(values.front()));
  }
  Result<std::string> between() {
    const auto* list = filter_.value.if_array();
    if (!list || list->size() != 2)
      return wrong_type(filter_.path + ".value", "a list of two numbers", filter_.value);
    auto least = filter_;
    least.value = (*list)[0];
    auto most = filter_;
    most.value = (*list)[1];
    return fmt::format("({0} >= {1} AND {0} <= {2})", number_, Bindings::number(TRY(value_number(least))),
                       Bindings::number(TRY(value_number(most))));
  }
  // With the path cleaned as web analytics does: no query, no fragment, no closing slash.
  Result<std::string> equals_path() {
    return each([&](const std::string& value) {
      return fmt::format("replaceRegexpOne(cutQueryStringAndFragment({}), '(.)/$', '\\\\1') = {}", text_,
                         bindings_.text(value));
    });
  }
  Result<std::string> date(const Asking& asking) {
    const auto& calendar = asking.calendar();
    const auto values = TRY(value_texts(filter_));
    if (values.size() != 1) return wrong_type(filter_.path + ".value", "one date", filter_.value);
    auto moment = asking.moment(values.front());
    if (!moment) return invalid(moment.error().detail, filter_.path + ".value");
    // A whole day, unless the value names a time.
    const bool whole_day = !moment->has_time && !moment->relative;
    const auto from = whole_day ? calendar.start_of(Unit::day, moment->at) : moment->at;
    const auto to = whole_day ? calendar.add(from, Unit::day, 1) - microseconds(1) : moment->at;
    const auto time = fmt::format("parseDateTime64BestEffortOrNull({}, 6, '{}')", text_, calendar.zone());
    if (filter_.op == Operator::is_date_before) return fmt::format("{} < {}", time, Bindings::instant(from));
    if (filter_.op == Operator::is_date_after) return fmt::format("{} > {}", time, Bindings::instant(to));
    return fmt::format("({0} >= {1} AND {0} <= {2})", time, Bindings::instant(from), Bindings::instant(to));
  }
  // Numbers of a version compared one by one; what stands behind a '-' or '+' does not count.
  Result<std::string> version(std::string_view comparator) {
    const auto version = parse_version(TRY(one_version()));
    if (!version) return wrong_version();
    return fmt::format("{} AND {} {} {}", is_version(), numbers(), comparator, written(*version));
  }
  Result<std::string> version_within(std::optional<VersionRange> (*range_of)(std::string_view)) {
    const auto range = range_of(TRY(one_version()));
    if (!range) return wrong_version();
    return fmt::format("{0} AND {1} >= {2} AND {1} < {3}", is_version(), numbers(), written(range->first),
                       written(range->end));
  }

 private:
  Result<std::string> one_version() {
    auto values = TRY(value_texts(filter_));
    if (values.size() != 1) return wrong_type(filter_.path + ".value", "one version", filter_.value);
    return std::move(values.front());
  }
  Failure wrong_version() const {
    return invalid(fmt::format("{}.value must be a version such as 1.2.3.", filter_.path),
                   filter_.path + ".value");
  }
  std::string is_version() const { return fmt::format("match({}, '^[vV]?[0-9]+')", text_); }
  std::string numbers() const {
    return fmt::format(
        "arrayResize(arrayMap(x -> toUInt64OrZero(x), splitByChar('.', "
        "replaceRegexpOne(replaceRegexpOne(ifNull({}, ''), '^[vV]', ''), '[-+].*$', ''))), 3)",
        text_);
  }
  static std::string written(const Version& version) {
    return fmt::format("[toUInt64({}), toUInt64({}), toUInt64({})]", version[0], version[1], version[2]);
  }

  template <class Condition>
  Result<std::string> each(Condition condition) {
    std::vector<std::string> conditions;
    for (const auto& value : TRY(value_texts(filter_))) conditions.push_back(condition(value));
    if (conditions.empty()) return std::string("0");
    return any_of(conditions);
  }

  const PropertyFilter& filter_;
  const std::string& text_;
  const std::string& stored_text_;
  const std::string& number_;
  Bindings& bindings_;
};

std::string text_comparison(std::string_view expression, const TextCondition& condition, Bindings& bindings) {
  const auto value = bindings.text(condition.text);
  switch (condition.matching) {
    case TextMatching::exact:
      return fmt::format("{} = {}", expression, value);
    case TextMatching::contains:
      return fmt::format("positionCaseInsensitiveUTF8({}, {}) > 0", expression, value);
    case TextMatching::regex:
      return fmt::format("match({}, {})", expression, value);
  }
  return "0";
}

// All values of an attribute in the chain, with the escapes of its grammar taken back.
std::string chain_values(std::string_view attribute) {
  return fmt::format(
      R"sql(arrayMap(x -> replaceRegexpAll(x, '\\\\(.)', '\\1'), extractAll(e.elements_chain, '(?::|"){}="((?:[^"\\\\]|\\\\.)*)"')))sql",
      attribute);
}

std::string any_in_chain(std::string_view attribute, const TextCondition& condition, Bindings& bindings) {
  return fmt::format("arrayExists(x -> {}, {})", text_comparison("x", condition, bindings),
                     chain_values(attribute));
}

// RE2's special characters escaped.
std::string literal_regex(std::string_view text) {
  std::string regex;
  for (const char c : text) {
    if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) regex += '\\';
    regex += c;
  }
  return regex;
}

std::string has_tag(std::string_view tag, Bindings& bindings) {
  return fmt::format("match(e.elements_chain, {})",
                     bindings.text(fmt::format("(^|;){}(\\.|$|;|:)", literal_regex(tag))));
}

Result<std::string> picked(std::string_view selector, const PropertyFilter& filter, Bindings& bindings) {
  const auto parsed = parse_selector(selector);
  if (!parsed) return invalid(parsed.error().detail, filter.path + ".value", parsed.error().code);
  return fmt::format("match(e.elements_chain, {})", bindings.text(selector_pattern(*parsed)));
}

}  // namespace

PropertyValue stored_value(std::string_view raw) {
  return {
      fmt::format("CAST({}, 'Nullable(String)')", raw),
      fmt::format("if(isNull(dynamicElement({0}, 'Bool')), accurateCastOrNull({0}, 'Float64'), NULL)", raw)};
}

Result<std::string> comparison(const PropertyFilter& filter, const PropertyValue& value, const Asking& asking,
                               Bindings& bindings) {
  Comparison compare(filter, value, bindings);
  switch (filter.op) {
    case Operator::in:
    case Operator::exact:
      return or_not(TRY(compare.equals()));
    case Operator::not_in:
    case Operator::is_not:
      return or_absent(fmt::format("NOT ({})", TRY(compare.equals())));
    case Operator::icontains:
    case Operator::icontains_multi:
      return or_not(TRY(compare.contains()));
    case Operator::not_icontains:
    case Operator::not_icontains_multi:
      return or_absent(fmt::format("NOT ({})", TRY(compare.contains())));
    case Operator::regex:
      return or_not(TRY(compare.matches()));
    case Operator::not_regex:
      return or_absent(fmt::format("NOT ({})", TRY(compare.matches())));
    case Operator::starts_with:
      return or_not(TRY(compare.starts()));
    case Operator::ends_with:
      return or_not(TRY(compare.ends()));
    case Operator::gt:
      return or_not(TRY(compare.ordered(">")));
    case Operator::gte:
    case Operator::min:
      return or_not(TRY(compare.ordered(">=")));
    case Operator::lt:
      return or_not(TRY(compare.ordered("<")));
    case Operator::lte:
    case Operator::max:
      return or_not(TRY(compare.ordered("<=")));
    case Operator::between:
      return or_not(TRY(compare.between()));
    case Operator::not_between:
      return or_absent(fmt::format("NOT {}", TRY(compare.between())));
    case Operator::is_set:
      return fmt::format("NOT {}", compare.absent());
    case Operator::is_not_set:
      return compare.absent();
    case Operator::is_date_exact:
    case Operator::is_date_before:
    case Operator::is_date_after:
      return or_not(TRY(compare.date(asking)));
    case Operator::is_cleaned_path_exact:
      return or_not(TRY(compare.equals_path()));
    case Operator::semver_eq:
      return or_not(TRY(compare.version("=")));
    case Operator::semver_neq:
      return or_not(TRY(compare.version("!=")));
    case Operator::semver_gt:
      return or_not(TRY(compare.version(">")));
    case Operator::semver_gte:
      return or_not(TRY(compare.version(">=")));
    case Operator::semver_lt:
      return or_not(TRY(compare.version("<")));
    case Operator::semver_lte:
      return or_not(TRY(compare.version("<=")));
    case Operator::semver_tilde:
      return or_not(TRY(compare.version_within(tilde_range)));
    case Operator::semver_caret:
      return or_not(TRY(compare.version_within(caret_range)));
    case Operator::semver_wildcard:
      return or_not(TRY(compare.version_within(wildcard_range)));
  }
  return std::string("0");
}

Result<std::string> element_condition(const PropertyFilter& filter, Bindings& bindings) {
  const bool negated = filter.op == Operator::is_not || filter.op == Operator::not_icontains ||
                       filter.op == Operator::not_regex || filter.op == Operator::is_not_set;
  auto matching = TextMatching::exact;
  if (filter.op == Operator::icontains || filter.op == Operator::not_icontains)
    matching = TextMatching::contains;
  if (filter.op == Operator::regex || filter.op == Operator::not_regex) matching = TextMatching::regex;
  std::vector<std::string> conditions;
  if (filter.op == Operator::is_set || filter.op == Operator::is_not_set) {
    conditions.push_back(filter.key == "text" || filter.key == "href"
                             ? fmt::format("notEmpty({})", chain_values(filter.key))
                             : "notEmpty(e.elements_chain)");
  } else {
    for (const auto& value : TRY(value_texts(filter))) {
      if (filter.key == "tag_name")
        conditions.push_back(has_tag(value, bindings));
      else if (filter.key == "text" || filter.key == "href")
        conditions.push_back(any_in_chain(filter.key, {value, matching}, bindings));
      else if (filter.key == "selector")
        conditions.push_back(TRY(picked(value, filter, bindings)));
      else
        return invalid(fmt::format("Elements have tag_name, text, href and selector, not '{}'.", filter.key),
                       filter.path + ".key");
    }
  }
  const auto any = any_of(conditions);
  return negated ? fmt::format("NOT ({})", any) : any;
}

std::vector<std::string> step_conditions(const ActionStep& step, Bindings& bindings) {
  std::vector<std::string> parts;
  if (step.event) parts.push_back("e.event = " + bindings.text(*step.event));
  if (step.tag_name) parts.push_back(has_tag(*step.tag_name, bindings));
  if (step.text) parts.push_back(any_in_chain("text", *step.text, bindings));
  if (step.href) parts.push_back(any_in_chain("href", *step.href, bindings));
  if (!step.selector_regex.empty())
    parts.push_back(fmt::format("match(e.elements_chain, {})", bindings.text(step.selector_regex)));
  if (step.url) {
    parts.push_back(or_not(
        text_comparison("CAST(e.properties.`$current_url`, 'Nullable(String)')", *step.url, bindings)));
  }
  return parts;
}

Result<std::string> cohort_members(const PropertyFilter& filter, const Asking& asking) {
  const auto number = value_number(filter);
  if (!number)
    return invalid(fmt::format("{}.value must be the number of a cohort.", filter.path),
                   filter.path + ".value");
  const auto cohort = TRY(asking.cohort(static_cast<std::int64_t>(*number)));
  if (!cohort) {
    return invalid(fmt::format("There is no cohort {}.", static_cast<std::int64_t>(*number)),
                   filter.path + ".value", "not_found");
  }
  if (cohort->version == 0)
    return unavailable(
        fmt::format("The people of cohort {} are being counted. Try again in a moment.", cohort->id), 2);
  return fmt::format(
      "SELECT person_id FROM ({})",
      cohort_rows(fmt::format("c.cohort_id = {} AND c.version = {}", cohort->id, cohort->version), asking));
}

std::string cohort_rows(std::string_view versions, const Asking& asking) {
  return fmt::format(
      "SELECT DISTINCT c.cohort_id AS cohort_id, if(m.person = "
      "toUUID('00000000-0000-0000-0000-000000000000'), c.person_id, m.person) AS person_id FROM "
      "cohort_people AS c LEFT ANY JOIN (SELECT old_person_id AS old_person, person_id AS person FROM "
      "person_overrides FINAL WHERE project_id = {0}) AS m ON m.old_person = c.person_id WHERE c.project_id "
      "= {0} AND {1}",
      asking.project(), versions);
}

}  // namespace leapfrog::query
