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

// 24 bytes each in the engine's answer, as many again while they are sorted by person.
constexpr std::int64_t max_events = 3'000'000;
constexpr std::int64_t max_merges = 3'000'000;

RawUuid uuid_at(std::string_view values, std::size_t row) {
  return events::fixed_value<RawUuid>(values, row);
}

// Who took whose place. Rows that are older versions of others count for nothing.
class Merges {
 public:
  Result<> add(std::string_view blocks) {
    NativeReader reader(blocks);
    NativeRows block;
    while (TRY(reader.next(block))) {
      for (std::size_t row = 0; row < block.rows; ++row) {
        const auto version = events::fixed_value<std::uint64_t>(block.columns[2].values, row);
        const auto number = old_.number_of(uuid_at(block.columns[0].values, row));
        const auto now = uuid_at(block.columns[1].values, row);
        if (number == now_.size())
          now_.push_back({version, now});
        else if (version >= now_[number].version)
          now_[number] = {version, now};
      }
    }
    return {};
  }
  RawUuid now(const RawUuid& person) const {
    const auto found = old_.find(person);
    return found ? now_[*found].id : person;
  }

 private:
  struct Version {
    std::uint64_t version;
    RawUuid id;
  };
  IdNumbers old_;
  std::vector<Version> now_;
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
  const std::vector<std::string>& names() const { return names_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
  std::uint32_t last_ = 0;
};

// The events as they come: by their number in `people`.
struct Arrivals {
  std::vector<std::uint32_t> people;
  std::vector<std::uint64_t> keys;
  std::vector<std::uint32_t> values;
  TextNumbers names;
  std::size_t count = 0;  // of people
};

class Arriving {
 public:
  Arriving(const Merges& merges, bool broken_down) : merges_(merges), broken_down_(broken_down) {}

  Result<Arrivals> read(std::string_view blocks) && {
    NativeReader reader(blocks);
    NativeRows block;
    while (TRY(reader.next(block))) add(block);
    arrivals_.count = people_.size();
    return std::move(arrivals_);
  }

 private:
  void add(const NativeRows& block) {
    const auto ids = block.columns[0].values;
    const auto keys = block.columns[1].values;
    for (std::size_t row = 0; row < block.rows; ++row) {
      arrivals_.people.push_back(person(uuid_at(ids, row)));
      arrivals_.keys.push_back(events::fixed_value<std::uint64_t>(keys, row));
    }
    if (!broken_down_) return;
    events::NativeTexts texts(block.columns[2].values);
    for (std::size_t row = 0; row < block.rows; ++row)
      arrivals_.values.push_back(arrivals_.names.number_of(texts.next()));
  }
  // Merges are looked up once for each id, not for each event.
  std::uint32_t person(const RawUuid& id) {
    const auto number = ids_.number_of(id);
    if (number == numbers_.size()) numbers_.push_back(people_.number_of(merges_.now(id)));
    return numbers_[number];
  }

  const Merges& merges_;
  bool broken_down_;
  IdNumbers ids_;                       // as events have them
  std::vector<std::uint32_t> numbers_;  // and whom each of them is now
  IdNumbers people_;
  Arrivals arrivals_;
};

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

Result<Merges> read_merges(const query::Asking& asking) {
  Merges merges;
  TRY(merges.add(
      TRY(asking.blocks({fmt::format("SELECT old_person_id, person_id, version FROM person_overrides WHERE "
                                     "project_id = {}",
                                     asking.project()),
                         {},
                         {}},
                        max_merges))));
  return merges;
}

}  // namespace

Result<std::optional<PersonEvents>> PersonEvents::read(const query::Asking& asking,
                                                       const FunnelRequest& request,
                                                       const FunnelLayout& layout) {
  query::Bindings bindings;
  query::EventRows rows(asking, bindings);
  const auto sql = TRY(funnel_events(rows, request, layout));
  const auto too_many = [](const Error& error) { return error.code == "query_rows"; };
  const auto merges = read_merges(asking);
  if (!merges && too_many(merges.error())) return std::nullopt;
  if (!merges) return std::unexpected(merges.error());
  auto blocks = asking.blocks({sql, bindings.parameters(), {}}, max_events);
  if (!blocks && too_many(blocks.error())) return std::nullopt;
  auto arrivals =
      TRY(Arriving(*merges, !request.funnel.breakdown.fields.empty()).read(TRY(std::move(blocks))));

  PersonEvents events;
  events.ends_.resize(arrivals.count);
  for (const auto person : arrivals.people) ++events.ends_[person];
  std::partial_sum(events.ends_.begin(), events.ends_.end(), events.ends_.begin());
  events.keys_ = gathered(arrivals.keys, arrivals.people, events.ends_);
  events.values_ = gathered(arrivals.values, arrivals.people, events.ends_);
  events.names_ = arrivals.names.names();
  order_names(events.names_, events.values_);
  return events;
}

}  // namespace leapfrog::insights
