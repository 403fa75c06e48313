#include "insights/funnels/funnel_attempts.h"

#include <fmt/format.h>

#include <optional>

#include "insights/funnels/ordered_attempts.h"

namespace leapfrog::insights {
namespace {

// Columns of a SELECT, each of which may use those before it. The engine writes a column out wherever it is
// used within one SELECT, so what is used often closes a layer: a SELECT around it, to which it is just a
// column.
class Columns {
 public:
  explicit Columns(std::string_view source) : source_(source) {}

  void add(std::string_view name, std::string_view expression) {
    text_ += fmt::format(", {} AS {}", expression, name);
  }
  void close_layer() {
    source_ = fmt::format("SELECT *{} FROM ({})", text_, source_);
    text_.clear();
  }
  std::string close() && {
    close_layer();
    return std::move(source_);
  }

 private:
  std::string source_;
  std::string text_;
};

std::string shifted(std::string_view array) {
  return fmt::format("arrayPopBack(arrayPushFront({}, toInt64(1)))", array);
}

// In what follows a step is a number from 1 on, and an attempt is known by the time of its first event. For
// each step k there are arrays that run along the events:
//
//   h_k  the attempt that the event takes to step k; 1: none
//   f_k  the attempt that was last taken to step k, up to and with the event
//   n_k  like h_k, but only when the attempt was not there before
//   e_k  like f_k, without attempts that an exclusion ended
//   p_k  e_k before the event, u_k: f_k before the event
class SequencePass {
 public:
  SequencePass(const FunnelsQuery& funnel, const FunnelLayout& layout, std::string_view actors)
      : funnel_(funnel),
        layout_(layout),
        steps_(layout.steps()),
        strict_(funnel.order == FunnelOrder::strict),
        columns_(actors) {}

  std::string statement() && {
    columns_.add("t", fmt::format("arrayMap(k -> {}, ks)", layout_.time("k")));
    columns_.close_layer();
    for (std::size_t step = 1; step <= steps_; ++step) {
      add_step(step);
      columns_.close_layer();
    }
    if (excludes_) add_excluded();
    columns_.close_layer();
    add_best();
    return std::move(columns_).close();
  }

 private:
  static std::string at(char letter, std::size_t step) { return fmt::format("{}{}", letter, step); }
  bool optional(std::size_t step) const { return funnel_.series[step - 1].optional_in_funnel; }

  // The steps that an attempt may come from: the one before, and further back over optional ones.
  std::vector<std::size_t> sources(std::size_t step) const {
    std::vector<std::size_t> list;
    for (auto source = step - 1; source >= 1; --source) {
      list.push_back(source);
      if (!optional(source)) break;
    }
    return list;
  }
  // Conditions over k: the exclusions that apply to an attempt that stands at `step`.
  std::string excluded_at(std::size_t step) const {
    std::string text;
    for (std::size_t i = 0; i < funnel_.exclusions.size(); ++i) {
      const auto& exclusion = funnel_.exclusions[i];
      const auto place = static_cast<std::int64_t>(step) - 1;
      if (place < exclusion.from || place >= exclusion.to) continue;
      text += fmt::format("{}{}", text.empty() ? "" : " OR ", layout_.matches_exclusion("k", i));
    }
    return text.empty() || step == steps_ ? "" : fmt::format("({})", text);
  }

  void add_step(std::size_t step) {
    columns_.add(at('h', step), step == 1 ? first_hits() : later_hits(step));
    const auto exclusion = excluded_at(step);
    excludes_ = excludes_ || !exclusion.empty();
    if (step == steps_ && !excludes_) return;
    columns_.add(at('f', step),
                 strict_ ? at('h', step) : fmt::format("arrayFill(v -> v != 1, {})", at('h', step)));
    if (funnel_.exclusions.empty()) {
      columns_.add(at('p', step), shifted(at('f', step)));
      return;
    }
    columns_.add(at('u', step), shifted(at('f', step)));
    if (exclusion.empty()) {
      columns_.add(at('p', step), at('u', step));
      return;
    }
    columns_.add(at('n', step), strict_ ? at('h', step)
                                        : fmt::format("arrayMap((h, u) -> if(h = u, toInt64(1), h), {}, {})",
                                                      at('h', step), at('u', step)));
    const auto ended = fmt::format("arrayMap((k, n) -> if(n > 1, n, if({}, toInt64(0), toInt64(1))), ks, {})",
                                   exclusion, at('n', step));
    columns_.add(at('e', step), strict_ ? ended : fmt::format("arrayFill(v -> v != 1, {})", ended));
    columns_.add(at('p', step), shifted(at('e', step)));
  }
  std::string first_hits() const {
    return fmt::format("arrayMap((k, t) -> if({}, t, toInt64(1)), ks, t)", layout_.matches_step("k", 0));
  }
  std::string later_hits(std::size_t step) const {
    std::string names;
    std::string choice;
    std::string passed;  // an attempt that was at a skipped step and ended there does not come from before it
    for (const auto source : sources(step)) {
      names += fmt::format(", p{}", source);
      // An event that ends the attempt takes it no further: one that comes from further back may be taken.
      const auto exclusion = excluded_at(source);
      choice += fmt::format("p{0} > 1 AND t - p{0} <= {1}{2}{3}, p{0}, ", source, funnel_.window().count(),
                            exclusion.empty() ? "" : " AND NOT " + exclusion,
                            fmt::format(fmt::runtime(passed), source));
      if (funnel_.exclusions.empty() || !optional(source)) continue;
      names += fmt::format(", u{}", source);
      passed += fmt::format(" AND u{} != p{{0}}", source);
    }
    return fmt::format("arrayMap((k, t{0}) -> if({1}, multiIf({2}toInt64(1)), toInt64(1)), ks, t{0})", names,
                       layout_.matches_step("k", step - 1), choice);
  }

  // The attempts that met an exclusion where it applies to them.
  void add_excluded() {
    std::string lists;
    for (std::size_t step = 1; step < steps_; ++step) {
      const auto exclusion = excluded_at(step);
      if (exclusion.empty()) continue;
      std::string names = ", " + at('p', step);
      std::string condition =
          fmt::format("{0} AND p{1} > 1 AND t - p{1} <= {2}", exclusion, step, funnel_.window().count());
      // An attempt that is further already stands there.
      for (auto next = step + 1; next <= steps_; ++next) {
        names += ", " + at('u', next);
        condition += fmt::format(" AND u{} != p{}", next, step);
        if (!optional(next)) break;
      }
      lists += fmt::format(
          "{0}arrayFilter(v -> v > 1, arrayMap((k, t{1}) -> if({2}, p{3}, toInt64(0)), ks, t{1}))",
          lists.empty() ? "" : ", ", names, condition, step);
    }
    columns_.add("excluded", fmt::format("arrayDistinct(arrayConcat({}))", lists));
  }

  // The furthest attempt, of those the first to get there: `best` is the step, `at` the index of the event,
  // `s` the attempt.
  void add_best() {
    std::string best;
    std::string place;
    std::string attempt;
    for (auto step = steps_; step >= 1; --step) {
      columns_.add(
          at('i', step),
          excludes_ ? fmt::format("arrayFirstIndex(v -> v > 1 AND NOT has(excluded, v), {})", at('h', step))
                    : fmt::format("arrayFirstIndex(v -> v > 1, {})", at('h', step)));
      best += fmt::format("i{0} > 0, {0}, ", step);
      place += fmt::format("i{0} > 0, i{0}, ", step);
      attempt += fmt::format("i{0} > 0, h{0}[i{0}], ", step);
    }
    columns_.close_layer();
    columns_.add("best", fmt::format("multiIf({}0)", best));
    columns_.add("place", fmt::format("multiIf({}0)", place));
    columns_.add("s", fmt::format("multiIf({}toInt64(0))", attempt));
    columns_.close_layer();
    if (strict_)
      add_adjacent_times();
    else
      add_first_times();
  }
  // The attempt's first arrival at each step before. An event that takes it to several steps at once, which
  // optional ones allow, counts for the furthest.
  void add_first_times() {
    for (std::size_t step = 1; step <= steps_; ++step)
      columns_.add(at('j', step), fmt::format("indexOf({}, s)", at('h', step)));
    columns_.close_layer();
    columns_.add(at('c', steps_ + 1), "place + 1");
    for (auto step = steps_; step >= 1; --step) {
      columns_.add(
          at('r', step),
          fmt::format("multiIf({0} > best, toInt64(0), {0} = best, t[place], j{0} > 0 AND j{0} < c{1}, "
                      "t[j{0}], toInt64(0))",
                      step, step + 1));
      columns_.add(at('c', step),
                   fmt::format("multiIf({0} > best, place + 1, {0} = best, place, j{0} > 0 AND j{0} "
                               "< c{1}, j{0}, c{1})",
                               step, step + 1));
      columns_.close_layer();
    }
  }
  // The events right before.
  void add_adjacent_times() {
    for (auto step = steps_; step >= 1; --step) {
      if (step == steps_) {
        columns_.add(at('j', step), fmt::format("if(best = {}, place, 0)", step));
        columns_.add(at('c', step), at('j', step));
      } else {
        columns_.add(
            at('j', step),
            fmt::format("multiIf({0} > best, 0, {0} = best, place, c{1} > 1 AND h{0}[c{1} - 1] = s, c{1} "
                        "- 1, 0)",
                        step, step + 1));
        columns_.add(at('c', step), fmt::format("if(j{0} > 0, j{0}, c{1})", step, step + 1));
      }
      columns_.close_layer();
      columns_.add(at('r', step), fmt::format("if(j{0} > 0, t[j{0}], toInt64(0))", step));
    }
  }

  const FunnelsQuery& funnel_;
  const FunnelLayout& layout_;
  std::size_t steps_;
  bool strict_;
  bool excludes_ = false;
  Columns columns_;
};

// For each event the times at which the steps are next done from there on; those within the window are the
// attempt that starts with it.
//
//   n_k  the next time of step k, 0: none; of a step that is listed again: once its twins before it are done
//   w_k  n_k where it is within the window, 0: not; twins of the step that a breakdown limits to its
//        value leave that one its event
//   done how many steps the attempt of the event does; 0 where none starts
class AnyOrderPass {
 public:
  AnyOrderPass(const FunnelsQuery& funnel, const FunnelLayout& layout, std::string_view actors)
      : funnel_(funnel), layout_(layout), steps_(layout.steps()), columns_(actors) {}

  std::string statement() && {
    columns_.add("t", fmt::format("arrayMap(k -> {}, ks)", layout_.time("k")));
    columns_.close_layer();
    std::string names;
    std::string list;
    for (std::size_t step = 0; step < steps_; ++step) {
      columns_.add(fmt::format("n{}", step), next_times(step));
      columns_.close_layer();
    }
    for (std::size_t step = 0; step < steps_; ++step) {
      columns_.add(fmt::format("w{}", step),
                   fmt::format("arrayMap((n, t) -> if(n > 0 AND n - t <= {}, n, toInt64(0)), {}, t)",
                               funnel_.window().count(), own_times(step)));
      names += fmt::format(", w{}", step);
      list += fmt::format("{}w{}", step == 0 ? "" : ", ", step);
    }
    columns_.close_layer();
    add_done(names, list);
    columns_.close_layer();
    columns_.add("best", "arrayMax(done)");
    columns_.add("place", "indexOf(done, best)");
    std::string at_place;
    for (std::size_t step = 0; step < steps_; ++step)
      at_place += fmt::format("{}w{}[place]", step == 0 ? "" : ", ", step);
    columns_.close_layer();
    columns_.add("times", fmt::format("arraySort(arrayFilter(w -> w > 0, [{}]))", at_place));
    columns_.close_layer();
    for (std::size_t step = 1; step <= steps_; ++step)
      columns_.add(fmt::format("r{}", step), fmt::format("times[{}]", step));
    return std::move(columns_).close();
  }

 private:
  static bool same(const query::Series& a, const query::Series& b) {
    return same_events(a, b) && a.computed() == b.computed();
  }

  // The step whose events are only those with the value that the funnel is made for.
  std::optional<std::size_t> narrowed() const {
    const auto step = static_cast<std::size_t>(funnel_.attribution_step);
    if (funnel_.breakdown.fields.empty() || funnel_.attribution != Attribution::step || step >= steps_)
      return std::nullopt;
    return step;
  }
  bool twins(std::size_t a, std::size_t b) const {
    return a != b && same(funnel_.series[a], funnel_.series[b]);
  }

  // A step that is listed again needs another event: the next one after that of its twin before. The narrowed
  // step takes its first, whatever its twins do.
  std::string next_times(std::size_t step) const {
    for (auto twin = step; twin-- > 0 && narrowed() != step;)
      if (narrowed() != twin && twins(twin, step)) return next_after(step, twin);
    return fmt::format("arrayReverseFill(v -> v != 0, arrayMap((k, t) -> if({}, t, toInt64(0)), ks, t))",
                       layout_.matches_step("k", step));
  }
  // The times of `other` from after the next event of `step` on.
  std::string next_after(std::size_t step, std::size_t other) const {
    return fmt::format(
        "arrayReverseFill(v -> v != 0, arrayMap((k, n) -> if({}, n, toInt64(0)), ks, "
        "arrayPopFront(arrayPushBack(n{}, toInt64(0)))))",
        layout_.matches_step("k", step), other);
  }
  // All events of a narrowed step are also events of its twins: from its event on, each
  // takes the one after its own.
  std::string own_times(std::size_t step) const {
    const auto first = narrowed();
    if (!first || !twins(*first, step)) return fmt::format("n{}", step);
    return fmt::format("arrayMap((n, more, taken) -> if(taken = 0 OR n < taken, n, more), n{}, {}, n{})",
                       step, next_after(step, step), *first);
  }
  void add_done(const std::string& names, const std::string& list) {
    std::string starts;
    std::string count;
    for (std::size_t step = 0; step < steps_; ++step) {
      starts += fmt::format("{}{}", step == 0 ? "" : " OR ", layout_.matches_step("k", step));
      count += fmt::format("{}(w{} > 0)", step == 0 ? "" : " + ", step);
    }
    auto allowed = fmt::format("({})", starts);
    if (funnel_.view == FunnelView::trends) allowed += " AND t < ends";
    std::string more;
    if (!funnel_.exclusions.empty()) {
      std::string exclusion;
      for (std::size_t i = 0; i < funnel_.exclusions.size(); ++i)
        exclusion += fmt::format("{}{}", i == 0 ? "" : " OR ", layout_.matches_exclusion("k", i));
      columns_.add("x",
                   fmt::format("arrayPopFront(arrayPushBack(arrayReverseFill(v -> v != 0, arrayMap((k, t) -> "
                               "if({}, t, toInt64(0)), ks, t)), toInt64(0)))",
                               exclusion));
      columns_.close_layer();
      more = ", x";
      // Before the last step is done, or within the window of an attempt that does not get there.
      allowed += fmt::format(" AND NOT (x > 0 AND if({} = {}, x < greatest({}), x - t <= {}))", count, steps_,
                             list, funnel_.window().count());
    }
    columns_.add("done", fmt::format("arrayMap((k, t{0}{1}) -> if({2}, {3}, 0), ks, t{0}{1})", names, more,
                                     allowed, count));
  }

  const FunnelsQuery& funnel_;
  const FunnelLayout& layout_;
  std::size_t steps_;
  Columns columns_;
};

}  // namespace

std::string funnel_attempts(const FunnelsQuery& funnel, const FunnelLayout& layout, std::string_view actors,
                            std::string_view columns) {
  if (is_plainly_ordered(funnel)) return ordered_attempts(layout, actors, columns);
  const auto found = funnel.order == FunnelOrder::unordered
                         ? AnyOrderPass(funnel, layout, actors).statement()
                         : SequencePass(funnel, layout, actors).statement();
  std::string times;
  for (std::size_t step = 1; step <= layout.steps(); ++step) times += fmt::format(", r{}", step);
  return fmt::format("SELECT {}{} FROM ({}) WHERE best > 0", columns, times, found);
}

}  // namespace leapfrog::insights
