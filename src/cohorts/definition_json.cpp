#include "cohorts/definition_json.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <charconv>

#include "query/date_range.h"

namespace leapfrog::cohorts {
namespace {

using query::FilterNode;
using query::Operator;
using query::PropertyType;
using query::Unit;

constexpr int max_depth = 8;
constexpr std::size_t max_criteria = 100;
constexpr std::int64_t max_periods = 100;

constexpr std::array<std::string_view, 3> criterion_types = {"behavioral", "cohort", "person"};
constexpr std::array<std::string_view, 7> behaviours = {
    "performed_event",           "performed_event_multiple", "performed_event_first_time",
    "performed_event_regularly", "stopped_performing_event", "restarted_performing_event",
    "performed_event_sequence"};
constexpr std::array<std::string_view, 6> intervals = {"minute", "hour", "day", "week", "month", "year"};
// The longest time back for each, some decades.
constexpr std::array<std::int64_t, 6> max_spans = {50'000, 50'000, 20'000, 2'000, 600, 50};
constexpr std::array<Unit, 6> interval_units = {Unit::minute, Unit::hour,  Unit::day,
                                                Unit::week,   Unit::month, Unit::year};
constexpr std::array<std::string_view, 6> comparators = {"gte", "gt", "lte", "lt", "exact", "eq"};

// A whole number, also as text, as some programs write it.
std::optional<std::int64_t> whole(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = value.get_string();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// One criterion's object: its fields, and errors that name them.
class Fields {
 public:
  Fields(const json::object& object, std::string path) : object_(object), path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  std::string at(std::string_view field) const { return fmt::format("{}.{}", path_, field); }
  const json::value* find(std::string_view field) const {
    const auto* value = object_.if_contains(field);
    return value != nullptr && !value->is_null() ? value : nullptr;
  }
  Failure wrong(std::string_view field, std::string_view what) const {
    return invalid(fmt::format("{} {}", at(field), what), at(field));
  }
  Failure missing(std::string_view field) const {
    return invalid(fmt::format("{} is required.", at(field)), at(field), "required");
  }

  Result<std::int64_t> number(std::string_view field, std::int64_t least, std::int64_t most) const {
    const auto* value = find(field);
    if (value == nullptr) return missing(field);
    const auto number = whole(*value);
    if (!number || *number < least || *number > most)
      return wrong(field, fmt::format("must be a whole number from {} to {}.", least, most));
    return *number;
  }
  template <std::size_t N>
  Result<std::size_t> choice(std::string_view field, const std::array<std::string_view, N>& names) const {
    const auto* value = find(field);
    if (value == nullptr) return missing(field);
    const auto text = value->is_string() ? std::string_view(value->get_string()) : std::string_view();
    const auto found = std::ranges::find(names, text);
    if (found == names.end())
      return wrong(
          field, fmt::format("must be one of {}, not '{}'.", fmt::join(names, ", "),
                             value->is_string() ? text.substr(0, 100) : std::string_view("something else")));
    return static_cast<std::size_t>(found - names.begin());
  }
  Result<bool> flag(std::string_view field) const {
    const auto* value = find(field);
    if (value == nullptr) return false;
    if (!value->is_bool()) return wrong(field, "must be true or false.");
    return value->get_bool();
  }
  Result<std::optional<std::string>> text(std::string_view field) const {
    const auto* value = find(field);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) return wrong(field, "must be a text.");
    if (value->get_string().empty()) return std::nullopt;
    return std::string(value->get_string());
  }
  Result<Span> span(std::string_view value, std::string_view interval) const {
    return span(value, interval, 1);
  }
  // So long that `times` of it are not too long.
  Result<Span> span(std::string_view value, std::string_view interval, std::int64_t times) const {
    const auto unit = TRY(choice(interval, intervals));
    return Span{TRY(number(value, 1, std::max<std::int64_t>(1, max_spans.at(unit) / times))),
                interval_units.at(unit)};
  }

 private:
  const json::object& object_;
  std::string path_;
};

// Wrong patterns would only show when the cohort is counted.
Result<> check_patterns(const query::PropertyFilter& filter) {
  if (filter.op != Operator::regex && filter.op != Operator::not_regex) return {};
  for (const auto& pattern : TRY(query::value_texts(filter))) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    const re2::RE2 compiled(pattern, options);
    if (!compiled.ok())
      return invalid(fmt::format("{}.value is not a regular expression: {}.", filter.path, compiled.error()),
                     filter.path + ".value", "invalid_regex");
  }
  return {};
}

Result<> check_event_filters(const FilterNode& node) {
  if (node.leaf) {
    const auto type = node.leaf->type;
    if (type == PropertyType::hogql || type == PropertyType::cohort || type == PropertyType::session)
      return invalid(
          fmt::format("{}.type must be event, person, group, element or feature here.", node.leaf->path),
          node.leaf->path + ".type");
    TRY(check_patterns(*node.leaf));
  }
  for (const auto& child : node.children) TRY(check_event_filters(child));
  return {};
}

// `type` and `key` are the fields' names: event_type and key, or seq_event_type and seq_event.
Result<EventChoice> parse_event(const Fields& fields, std::string_view type, std::string_view key,
                                std::string_view filters) {
  EventChoice choice;
  choice.path = fields.at(key);
  constexpr std::array<std::string_view, 2> types = {"events", "actions"};
  const bool is_action = TRY(fields.choice(type, types)) == 1;
  const auto* name = fields.find(key);
  if (name == nullptr) return fields.missing(key);
  if (is_action) {
    choice.action = whole(*name);
    if (!choice.action) return fields.wrong(key, "must be the number of an action.");
  } else {
    if (!name->is_string()) return fields.wrong(key, "must be the name of an event.");
    choice.event = std::string(name->get_string());
  }
  if (const auto* list = fields.find(filters)) {
    choice.filters = TRY(query::parse_filters(*list, fields.at(filters)));
    TRY(check_event_filters(choice.filters));
  }
  return choice;
}

Result<> check_date(const Fields& fields, std::string_view field, const std::optional<std::string>& date) {
  if (!date) return {};
  static const auto calendar = query::Calendar::of("UTC", false);
  const auto moment = query::parse_moment(*date, *calendar, Instant());
  if (!moment) return fields.wrong(field, fmt::format("cannot be read: {}", moment.error().detail));
  return {};
}

Result<Period> parse_period(const Fields& fields) {
  Period period;
  period.from = TRY(fields.text("explicit_datetime"));
  period.to = TRY(fields.text("explicit_datetime_to"));
  TRY(check_date(fields, "explicit_datetime", period.from));
  TRY(check_date(fields, "explicit_datetime_to", period.to));
  if (!period.from) {
    if (period.to && fields.find("time_value") == nullptr) return fields.missing("explicit_datetime");
    period.span = TRY(fields.span("time_value", "time_interval"));
  }
  return period;
}

Result<Times> parse_times(const Fields& fields) {
  Times times;
  auto chosen = fields.find("operator") == nullptr ? 0 : TRY(fields.choice("operator", comparators));
  times.comparator = chosen == 5 ? Comparator::exact : static_cast<Comparator>(chosen);
  const std::int64_t least = times.comparator == Comparator::lt   ? 2
                             : times.comparator == Comparator::gt ? 0
                                                                  : 1;
  times.count = TRY(fields.number("operator_value", least, 1'000'000'000));
  return times;
}

Result<Behaviour> parse_behaviour(const Fields& fields) {
  const auto kind = TRY(fields.choice("value", behaviours));
  const auto event = TRY(parse_event(fields, "event_type", "key", "event_filters"));
  switch (kind) {
    case 0:
      return Performed{event, TRY(parse_period(fields))};
    case 1:
      return PerformedMultiple{event, TRY(parse_period(fields)), TRY(parse_times(fields))};
    case 2:
      return FirstTime{event, TRY(parse_period(fields))};
    case 3: {
      const auto periods = TRY(fields.number("total_periods", 1, max_periods));
      const auto each = TRY(fields.span("time_value", "time_interval", periods));
      return Regularly{event, each, TRY(parse_times(fields)), periods,
                       TRY(fields.number("min_periods", 1, periods))};
    }
    case 4:
      return Stopped{event, TRY(fields.span("time_value", "time_interval")),
                     TRY(fields.span("seq_time_value", "seq_time_interval"))};
    case 5:
      return Restarted{event, TRY(fields.span("time_value", "time_interval")),
                       TRY(fields.span("seq_time_value", "seq_time_interval"))};
    default:
      return Sequence{event, TRY(parse_event(fields, "seq_event_type", "seq_event", "seq_event_filters")),
                      TRY(parse_period(fields)), TRY(fields.span("seq_time_value", "seq_time_interval"))};
  }
}

Result<Criterion> parse_criterion(const json::object& object, const std::string& path) {
  const Fields fields(object, path);
  Criterion criterion;
  criterion.path = path;
  const auto type = string_or_empty(object, "type");
  // SDKs and flags know kinds of cohorts by names of their own.
  const bool cohort = type == "static-cohort" || type == "precalculated-cohort";
  const auto kind = cohort ? 1 : TRY(fields.choice("type", criterion_types));
  criterion.negated = TRY(fields.flag("negation"));
  if (kind == 0) {
    criterion.what = TRY(parse_behaviour(fields));
  } else if (kind == 1) {
    const auto* value = fields.find("value");
    const auto id = value == nullptr ? std::nullopt : whole(*value);
    if (!id) return fields.wrong("value", "must be the number of a cohort.");
    const auto op = string_or_empty(object, "operator");
    criterion.negated ^= op == "not_in" || op == "is_not";
    criterion.what = InCohort{*id};
  } else {
    auto node = TRY(query::parse_filters(json::value(object), path));
    if (!node.leaf) return fields.missing("value");
    TRY(check_patterns(*node.leaf));
    criterion.what = std::move(*node.leaf);
  }
  return criterion;
}

class Parser {
 public:
  // Nothing for a group without criteria.
  Result<std::optional<Definition>> node(const json::value& value, const std::string& path, int depth) {
    if (depth > max_depth) return invalid(fmt::format("{} is nested too deeply.", path), path);
    const auto* object = value.if_object();
    if (object == nullptr) return query::wrong_type(path, "an object", value);
    const auto* values = object->if_contains("values");
    if (values == nullptr || string_or_empty(*object, "type") == "behavioral") {
      if (object->empty()) return std::nullopt;
      if (++criteria_ > max_criteria)
        return invalid(fmt::format("A cohort can have {} criteria.", max_criteria), path);
      return Definition{TRY(parse_criterion(*object, path)), false, {}};
    }
    const auto type = string_or_empty(*object, "type");
    if (type != "AND" && type != "OR")
      return invalid(fmt::format("{}.type must be AND or OR.", path), path + ".type");
    if (!values->is_array()) return query::wrong_type(path + ".values", "a list", *values);
    Definition group;
    group.any = type == "OR";
    const auto& list = values->get_array();
    for (std::size_t i = 0; i < list.size(); ++i) {
      auto child = TRY(node(list[i], fmt::format("{}.values[{}]", path, i), depth + 1));
      if (child) group.children.push_back(*std::move(child));
    }
    if (group.children.empty()) return std::nullopt;
    return group;
  }

 private:
  std::size_t criteria_ = 0;
};

}  // namespace

Result<Definition> parse_definition(const json::value& filters) {
  const auto* object = filters.if_object();
  if (object == nullptr) return query::wrong_type("filters", "an object", filters);
  const auto* properties = object->if_contains("properties");
  if (properties == nullptr || properties->is_null())
    return invalid("filters.properties is required: {type: AND or OR, values: […]}.", "filters.properties",
                   "required");
  auto definition = TRY(Parser().node(*properties, "filters.properties", 0));
  if (!definition)
    return invalid("A cohort needs at least one criterion.", "filters.properties.values", "required");
  return *std::move(definition);
}

}  // namespace leapfrog::cohorts
