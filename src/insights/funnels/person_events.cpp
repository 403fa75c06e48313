#include "insights/funnels/person_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "insights/funnels/id_numbers.h"
#include "storage/events/native_reader.h"

namespace leapfrog::insights {
namespace {

using events::NativeReader;
using events::NativeRows;

constexpr std::size_t events_of_one = 4;  // a guess, to make room

RawUuid uuid_at(std::string_view values, std::size_t row) {
  return events::fixed_value<RawUuid>(values, row);
}

// People as numbers: whoever took the place of others has one number with them.
class People {
 public:
  void reserve(std::size_t count) { ids_.reserve(count); }

  // Rows of old id, id now and version. Those that are older versions of others count for nothing.
  Result<> merge(std::string_view blocks) {
    NativeReader reader(blocks);
    NativeRows block;
    std::vector<std::uint64_t> versions;  // by number, of merges
    while (TRY(reader.next(block))) {
      for (std::size_t row = 0; row < block.rows; ++row) {
        const auto old = own_number(uuid_at(block.columns[0].values, row));
        const auto now = own_number(uuid_at(block.columns[1].values, row));
        const auto version = events::fixed_value<std::uint64_t>(block.columns[2].values, row);
        versions.resize(now_.size());
        if (version < versions[old]) continue;
        versions[old] = version;
        now_[old] = now;
      }
    }
    return {};
  }
  std::uint32_t number_of(const RawUuid& id) { return now_[own_number(id)]; }
  std::size_t size() const { return now_.size(); }

 private:
  std::uint32_t own_number(const RawUuid& id) {
    const auto number = ids_.number_of(id);
    if (number == now_.size()) now_.push_back(number);
    return number;
  }

  IdNumbers ids_;
  std::vector<std::uint32_t> now_;  // by number
};

// Texts as numbers, in the order in which they first come.
class TextNumbers {
 public:
  std::uint32_t number_of(std::string_view text) {
    // Neighbours often have the same.
    if (!names_.empty() && names_[last_] == text) return last_;
    const auto found = numbers_.find(text);
    if (found != numbers_.end()) return last_ = found->second;
    last_ = static_cast<std::uint32_t>(names_.size());
    names_.emplace_back(text);
    numbers_.emplace(std::string(text), last_);
    return last_;
  }
  std::vector<std::string> names() && { return std::move(names_); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
  std::uint32_t last_ = 0;
};

// The events in the order in which they come.
struct Arrivals {
  std::vector<std::uint32_t> people;
  std::vector<std::uint64_t> keys;
  std::vector<std::uint32_t> values;
  TextNumbers names;
};

void add(const NativeRows& block, People& people, Arrivals& arrivals) {
  const auto ids = block.columns[0].values;
  const auto keys = block.columns[1].values;
  RawUuid before;  // neighbours are often the same person
  std::uint32_t person = 0;
  for (std::size_t row = 0; row < block.rows; ++row) {
    const auto id = uuid_at(ids, row);
    if (row == 0 || id != before) person = people.number_of(id);
    before = id;
    arrivals.people.push_back(person);
    arrivals.keys.push_back(events::fixed_value<std::uint64_t>(keys, row));
  }
  if (block.columns.size() < 3) return;  // without a breakdown
  events::NativeTexts texts(block.columns[2].values);
  for (std::size_t row = 0; row < block.rows; ++row)
    arrivals.values.push_back(arrivals.names.number_of(texts.next()));
}

Result<Arrivals> arrivals_of(std::string_view blocks, People& people) {
  NativeReader counting(blocks);
  NativeRows block;
  std::size_t rows = 0;
  while (TRY(counting.next(block))) rows += block.rows;
  Arrivals arrivals;
  arrivals.people.reserve(rows);
  arrivals.keys.reserve(rows);
  people.reserve(rows / events_of_one);
  NativeReader reader(blocks);
  while (TRY(reader.next(block))) add(block, people, arrivals);
  return arrivals;
}

// `all` in the order of people; `ends` are where the next person's begin.
template <class T>
std::vector<T> gathered(const std::vector<T>& all, const std::vector<std::uint32_t>& people,
                        const std::vector<std::uint32_t>& ends) {
  std::vector<std::uint32_t> at(ends.size());
  std::copy(ends.begin(), ends.end() - (ends.empty() ? 0 : 1), at.begin() + (ends.empty() ? 0 : 1));
  std::vector<T> sorted(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) sorted[at[people[i]]++] = all[i];
  return sorted;
}

// The numbers of `values` become places in `names`, which is put into the order of bytes.
void order_names(std::vector<std::string>& names, std::vector<std::uint32_t>& values) {
  std::vector<std::uint32_t> order(names.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](auto left, auto right) { return names[left] < names[right]; });
  std::vector<std::uint32_t> places(names.size());
  std::vector<std::string> sorted(names.size());
  for (std::uint32_t place = 0; place < order.size(); ++place) {
    places[order[place]] = place;
    sorted[place] = std::move(names[order[place]]);
  }
  for (auto& value : values) value = places[value];
  names = std::move(sorted);
}

// As many as events, each of which takes as much: 24 bytes in the engine's answer, as many again here.
Result<> read_merges(const query::Asking& asking, People& people) {
  const auto blocks =
      TRY(asking.blocks({fmt::format("SELECT old_person_id, person_id, version FROM person_overrides WHERE "
                                     "project_id = {}",
                                     asking.project()),
                         {},
                         {}},
                        asking.terms().limits.held_events));
  return people.merge(blocks);
}

}  // namespace

Result<std::optional<PersonEvents>> PersonEvents::read(const query::Asking& asking,
                                                       const FunnelRequest& request,
                                                       const FunnelLayout& layout) {
  const auto most = asking.terms().limits.held_events;
  if (most <= 0) return std::nullopt;  // to the engine 0 is no limit
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  const auto sql = TRY(funnel_events(rows, request, layout));
  const auto too_many = [](const Error& error) { return error.code == "query_rows"; };
  People people;
  const auto merged = read_merges(asking, people);
  if (!merged && too_many(merged.error())) return std::nullopt;
  if (!merged) return std::unexpected(merged.error());
  auto blocks = asking.blocks({sql, bindings.parameters(), {}}, most);
  if (!blocks && too_many(blocks.error())) return std::nullopt;
  auto arrivals = TRY(arrivals_of(TRY(std::move(blocks)), people));

  PersonEvents events;
  events.ends_.resize(people.size());
  for (const auto person : arrivals.people) ++events.ends_[person];
  std::partial_sum(events.ends_.begin(), events.ends_.end(), events.ends_.begin());
  events.keys_ = gathered(arrivals.keys, arrivals.people, events.ends_);
  events.values_ = gathered(arrivals.values, arrivals.people, events.ends_);
  events.names_ = std::move(arrivals.names).names();
  order_names(events.names_, events.values_);
  return events;
}

}  // namespace leapfrog::insights
