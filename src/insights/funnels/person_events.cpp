#include "insights/funnels/person_events.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace leapfrog::insights {
namespace {

RawUuid uuid_at(std::string_view values, std::size_t row) {
  return events::fixed_value<RawUuid>(values, row);
}

// Appends the values of `count` rows.
template <class T>
void append(std::vector<T>& all, std::string_view values, std::size_t row, std::size_t count) {
  const auto size = all.size();
  all.resize(size + count);
  std::memcpy(all.data() + size, values.data() + row * sizeof(T), count * sizeof(T));
}

// Where runs of lengths begin, once they are counted.
template <class Counts>
void add_up(Counts& counts) {
  std::partial_sum(counts.begin(), counts.end(), counts.begin());
}

}  // namespace

void PersonEvents::add_events(const events::NativeRows& block) {
  if (block.rows == 0) return;
  const auto ids = block.columns[0].values;
  const bool split = block.columns.size() > 2;
  events::NativeTexts texts(split ? block.columns[2].values : std::string_view());
  for (std::size_t row = 0, end = 0; row < block.rows; row = end) {
    const auto person = uuid_at(ids, row);
    for (end = row + 1; end < block.rows && uuid_at(ids, end) == person;) ++end;
    auto& part = parts_[part_of(person)];
    part.runs.push_back({person, static_cast<std::uint32_t>(end - row), false});
    append(part.keys, block.columns[1].values, row, end - row);
    for (auto i = row; split && i < end; ++i) part.values.push_back(texts_.number_of(texts.next()));
  }
  events_ += block.rows;
}

void PersonEvents::add_merges(const events::NativeRows& block) {
  for (std::size_t row = 0; row < block.rows; ++row) {
    const auto old = uuid_at(block.columns[0].values, row);
    const auto now = uuid_at(block.columns[1].values, row);
    const auto version = events::fixed_value<std::uint64_t>(block.columns[2].values, row);
    merges_[part_of(old)].push_back({old, now, version});
  }
}

void PersonEvents::merge(std::size_t part) {
  const auto& merges = merges_[part];
  if (merges.empty()) return;
  IdNumbers olds;
  olds.reserve(merges.size());
  std::vector<const Merge*> newest;  // by number of the old person
  for (const auto& merge : merges) {
    const auto number = olds.number_of(merge.old);
    if (number == newest.size()) newest.push_back(&merge);
    if (merge.version >= newest[number]->version) newest[number] = &merge;
  }
  auto& own = parts_[part];
  std::vector<Moved> moved;
  std::uint32_t first = 0;
  for (auto& run : own.runs) {
    if (const auto number = olds.find(run.person)) {
      run.moved = true;
      moved.push_back({newest[*number]->now, first, run.events});
    }
    first += run.events;
  }
  for (const auto& run : moved) ++own.moved_begin[part_of(run.person) + 1];
  add_up(own.moved_begin);
  own.moved.resize(moved.size());
  auto next = own.moved_begin;
  for (const auto& run : moved) own.moved[next[part_of(run.person)]++] = run;
}

void PersonEvents::order_values() {
  const auto& texts = texts_.texts();
  std::vector<std::uint32_t> order(texts.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](auto left, auto right) { return texts[left] < texts[right]; });
  places_.resize(texts.size());
  values_.resize(texts.size());
  for (std::uint32_t place = 0; place < order.size(); ++place) {
    places_[order[place]] = place;
    values_[place] = texts[order[place]];
  }
}

// Calls visit(person, part, first event in it, events) for all that belongs to a part.
template <class Visit>
void PersonEvents::each_run(std::size_t part, const Visit& visit) const {
  std::uint32_t first = 0;
  for (const auto& run : parts_[part].runs) {
    if (!run.moved) visit(run.person, parts_[part], first, run.events);
    first += run.events;
  }
  for (const auto& other : parts_)
    for (auto i = other.moved_begin[part]; i < other.moved_begin[part + 1]; ++i)
      visit(other.moved[i].person, other, other.moved[i].first, other.moved[i].events);
}

void PersonEvents::read(std::size_t part, PartOfPeople& people) const {
  people.ids_.clear();
  people.people_.clear();
  people.ends_.clear();
  each_run(part, [&](const RawUuid& id, const Part&, std::uint32_t, std::uint32_t events) {
    const auto person = people.ids_.number_of(id);
    people.people_.push_back(person);
    if (person == people.ends_.size()) people.ends_.push_back(0);
    people.ends_[person] += events;
  });
  add_up(people.ends_);
  people.places_.assign(people.ends_.size(), 0);
  for (std::size_t person = 1; person < people.ends_.size(); ++person)
    people.places_[person] = people.ends_[person - 1];
  const std::size_t events = people.ends_.empty() ? 0 : people.ends_.back();
  people.keys_.resize(events);
  people.values_.resize(values_.empty() ? 0 : events);
  std::size_t run = 0;
  each_run(part, [&](const RawUuid&, const Part& from, std::uint32_t first, std::uint32_t count) {
    auto& place = people.places_[people.people_[run++]];
    for (auto event = first; event < first + count; ++event, ++place) {
      people.keys_[place] = from.keys[event];
      if (!from.values.empty()) people.values_[place] = places_[from.values[event]];
    }
  });
}

}  // namespace leapfrog::insights
