#include "cohorts/people_statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "query/date_range.h"
#include "query/sql/event_rows.h"

namespace leapfrog::cohorts {
namespace {

using query::Bindings;
using query::Unit;

constexpr std::array<std::string_view, 5> comparator_signs = {">=", ">", "<=", "<", "="};

// Texts that stand once in a list, each known by its place.
class Numbered {
 public:
  explicit Numbered(char letter) : letter_(letter) {}
  std::string add(const std::string& text) {
    auto found = std::ranges::find(texts_, text);
    if (found == texts_.end()) found = texts_.insert(texts_.end(), text);
    return fmt::format("{}{}", letter_, found - texts_.begin());
  }
  bool empty() const { return texts_.empty(); }
  const std::vector<std::string>& texts() const { return texts_; }
  // ", text AS a0, text AS a1"
  std::string columns() const {
    std::string out;
    for (std::size_t i = 0; i < texts_.size(); ++i) out += fmt::format(", {} AS {}{}", texts_[i], letter_, i);
    return out;
  }

 private:
  char letter_;
  std::vector<std::string> texts_;
};

// Both ends as conditions on `at`, the time of an event.
struct Bounds {
  Instant from;
  Instant to;
  bool with_from = false;

  std::string sql() const {
    return fmt::format("at {} {} AND at <= {}", with_from ? ">=" : ">", Bindings::instant(from),
                       Bindings::instant(to));
  }
};

std::int64_t micros_of(const Span& span) {
  constexpr std::int64_t second = 1'000'000;
  switch (span.unit) {
    case Unit::second:
      return span.count * second;
    case Unit::minute:
      return span.count * 60 * second;
    case Unit::hour:
      return span.count * 3600 * second;
    case Unit::day:
      return span.count * 86'400 * second;
    case Unit::week:
      return span.count * 7 * 86'400 * second;
    case Unit::month:
      return span.count * 30 * 86'400 * second;
    case Unit::quarter:
      return span.count * 91 * 86'400 * second;
    case Unit::year:
      return span.count * 365 * 86'400 * second;
  }
  return 0;
}

// In three layers: `e`, the events that some criterion is about, each with the marks m0, m1, … of what it
// fits; `b`, per person, the aggregates a0, a1, … over marks and times; `p`, everybody, with the properties
// c0, c1, … that are asked for.
class PeopleStatement {
 public:
  PeopleStatement(const query::Asking& asking, Bindings& bindings)
      : asking_(asking), bindings_(bindings), events_(asking, bindings) {}

  Result<std::string> write(const Definition& definition) {
    const auto condition = TRY(condition_of(definition));
    auto sql = fmt::format(
        "SELECT p.id AS person_id FROM (SELECT id{} FROM persons FINAL WHERE project_id = {} AND NOT "
        "is_deleted) AS p",
        properties_.columns(), asking_.project());
    if (!aggregates_.empty()) sql += fmt::format(" LEFT ANY JOIN ({}) AS b ON b.person = p.id", behaviour());
    return sql + " WHERE " + condition;
  }

 private:
  std::string behaviour() {
    const auto person = events_.person();
    if (earliest_) events_.where(fmt::format("e.timestamp >= {}", Bindings::instant(*earliest_)));
    events_.where(fmt::format("e.timestamp <= {}", Bindings::instant(asking_.now())));
    events_.where(fmt::format("({})", fmt::join(marks_.texts(), " OR ")));
    return fmt::format("SELECT person{} FROM (SELECT {} AS person, e.timestamp AS at{} {}) GROUP BY person",
                       aggregates_.columns(), person, marks_.columns(), events_.sql());
  }

  Result<std::string> condition_of(const Definition& node) {
    if (node.criterion) {
      auto condition = TRY(condition_of(*node.criterion));
      return node.criterion->negated ? fmt::format("NOT ({})", condition) : condition;
    }
    std::vector<std::string> parts;
    for (const auto& child : node.children) parts.push_back(TRY(condition_of(child)));
    return fmt::format("({})", fmt::join(parts, node.any ? " OR " : " AND "));
  }

  Result<std::string> condition_of(const Criterion& criterion) {
    path_ = criterion.path;
    if (const auto* filter = std::get_if<query::PropertyFilter>(&criterion.what)) {
      const auto column = properties_.add("properties." + query::json_path(filter->key));
      return query::comparison(*filter, query::stored_value("p." + column), asking_, bindings_);
    }
    if (const auto* other = std::get_if<InCohort>(&criterion.what)) {
      query::PropertyFilter filter;
      filter.type = query::PropertyType::cohort;
      filter.value = other->cohort;
      filter.path = criterion.path;
      return fmt::format("p.id IN ({})", TRY(query::cohort_members(filter, asking_)));
    }
    return std::visit([&](const auto& behaviour) { return of(behaviour); },
                      std::get<Behaviour>(criterion.what));
  }

  Result<std::string> of(const Performed& asked) {
    return fmt::format("b.{} > 0", count(TRY(mark(asked.event)), TRY(bounds(asked.period))));
  }
  Result<std::string> of(const PerformedMultiple& asked) {
    const auto times = count(TRY(mark(asked.event)), TRY(bounds(asked.period)));
    return fmt::format("(b.{0} > 0 AND b.{0} {1})", times, text_of(asked.times));
  }
  Result<std::string> of(const FirstTime& asked) {
    const auto fits = TRY(mark(asked.event));
    const auto period = TRY(bounds(asked.period));
    all_time_ = true;
    earliest_.reset();
    const auto first = aggregates_.add(fmt::format("minIf(at, {})", fits));
    // Of somebody who never did it the first time is 1970.
    const auto ever = aggregates_.add(fmt::format("countIf({})", fits));
    return fmt::format("(b.{} > 0 AND b.{} {} {} AND b.{} <= {})", ever, first, period.with_from ? ">=" : ">",
                       Bindings::instant(period.from), first, Bindings::instant(period.to));
  }
  Result<std::string> of(const Regularly& asked) {
    const auto fits = TRY(mark(asked.event));
    std::string sum;
    for (std::int64_t i = 0; i < asked.periods; ++i) {
      const auto within = TRY(count(fits, ago(asked.each, i + 1), ago(asked.each, i)));
      sum +=
          fmt::format("{}(b.{} > 0 AND b.{} {})", i == 0 ? "" : " + ", within, within, text_of(asked.times));
    }
    return fmt::format("({}) >= {}", sum, asked.least);
  }
  Result<std::string> of(const Stopped& asked) {
    TRY(check_order(asked.before, asked.recent));
    const auto fits = TRY(mark(asked.event));
    const auto earlier = TRY(count(fits, ago(asked.before, 1), ago(asked.recent, 1)));
    const auto since = TRY(count(fits, ago(asked.recent, 1), asking_.now()));
    return fmt::format("(b.{} > 0 AND b.{} = 0)", earlier, since);
  }
  Result<std::string> of(const Restarted& asked) {
    TRY(check_order(asked.before, asked.recent));
    const auto fits = TRY(mark(asked.event));
    all_time_ = true;
    earliest_.reset();
    const auto earlier = aggregates_.add(
        fmt::format("countIf({} AND at <= {})", fits, Bindings::instant(ago(asked.before, 1))));
    const auto pause = TRY(count(fits, ago(asked.before, 1), ago(asked.recent, 1)));
    const auto since = TRY(count(fits, ago(asked.recent, 1), asking_.now()));
    return fmt::format("(b.{} > 0 AND b.{} = 0 AND b.{} > 0)", earlier, pause, since);
  }
  // An event that fits both steps is not the second after itself: in the order of time, and at one time first
  // steps before both and both before second steps, the first step right before each second one decides.
  Result<std::string> of(const Sequence& asked) {
    const auto first = TRY(mark(asked.first));
    const auto second = TRY(mark(asked.second));
    const auto period = TRY(bounds(asked.period));
    const auto steps = aggregates_.add(
        fmt::format("arraySort(groupArrayIf((toUnixTimestamp64Micro(at), multiIf(NOT {1}, 0, {0}, 1, 2)), "
                    "({0} OR {1}) AND {2}))",
                    first, second, period.sql()));
    return fmt::format(
        "arrayExists((x, y) -> x.2 >= 1 AND y.2 <= 1 AND x.1 - y.1 <= {1}, b.{0}, "
        "arrayPopBack(arrayPushFront(arrayFill(x -> x.2 <= 1, b.{0}), (toInt64(0), toUInt8(2)))))",
        steps, micros_of(asked.within));
  }

  Result<> check_order(const Span& before, const Span& recent) const {
    if (ago(before, 1) < ago(recent, 1)) return {};
    return invalid(fmt::format("{}.time_value must reach further back than seq_time_value.", path_),
                   path_ + ".time_value");
  }

  static std::string text_of(const Times& times) {
    return fmt::format("{} {}", comparator_signs.at(static_cast<std::size_t>(times.comparator)), times.count);
  }

  // What says of an event `e` whether it is one.
  Result<std::string> mark(const EventChoice& choice) {
    std::string condition;
    if (choice.action) {
      const auto action = TRY(asking_.action(*choice.action));
      if (!action)
        return invalid(fmt::format("There is no action {}.", *choice.action), choice.path, "not_found");
      condition = TRY(events_.condition(*action));
    } else {
      // Bound once, so that the same event is the same text.
      auto [bound, is_new] = names_.try_emplace(*choice.event);
      if (is_new) bound->second = bindings_.text(*choice.event);
      condition = fmt::format("e.event = {}", bound->second);
    }
    if (!choice.filters.empty())
      condition = fmt::format("({} AND {})", condition, TRY(events_.condition(choice.filters)));
    return marks_.add(fmt::format("({})", condition));
  }

  std::string count(const std::string& fits, const Bounds& within) {
    note(within.from);
    return aggregates_.add(fmt::format("countIf({} AND {})", fits, within.sql()));
  }
  Result<std::string> count(const std::string& fits, Instant after, Instant to) {
    return count(fits, Bounds{after, to, false});
  }
  void note(Instant from) {
    if (!all_time_ && (!earliest_ || from < *earliest_)) earliest_ = from;
  }

  Instant ago(const Span& span, std::int64_t times) const {
    return asking_.calendar().add(asking_.now(), span.unit, -static_cast<int>(span.count * times));
  }

  Result<Bounds> bounds(const Period& period) {
    if (period.span) {
      const Bounds within{ago(*period.span, 1), asking_.now(), false};
      note(within.from);
      return within;
    }
    const auto from = TRY(moment(*period.from, "explicit_datetime"));
    Bounds within{from.at, asking_.now(), true};
    if (period.to) {
      const auto to = TRY(moment(*period.to, "explicit_datetime_to"));
      const auto& calendar = asking_.calendar();
      const bool whole_day = !to.has_time && !to.relative;
      within.to = whole_day
                      ? calendar.add(calendar.start_of(Unit::day, to.at), Unit::day, 1) - microseconds(1)
                      : to.at;
    }
    note(within.from);
    return within;
  }
  Result<query::Moment> moment(const std::string& text, std::string_view field) const {
    auto read = query::parse_moment(text, asking_.calendar(), asking_.now());
    if (!read) return invalid(read.error().detail, fmt::format("{}.{}", path_, field));
    return *read;
  }

  const query::Asking& asking_;
  Bindings& bindings_;
  query::EventRows events_;
  Numbered properties_{'c'};
  Numbered marks_{'m'};
  Numbered aggregates_{'a'};
  std::map<std::string, std::string> names_;  // of an event → as it is bound
  std::optional<Instant> earliest_;           // before it no criterion looks
  bool all_time_ = false;
  std::string path_;  // of the criterion being written
};

}  // namespace

Result<std::string> people_statement(const query::Asking& asking, Bindings& bindings,
                                     const Definition& definition) {
  return PeopleStatement(asking, bindings).write(definition);
}

}  // namespace leapfrog::cohorts
