// What the API reads of people and groups: plain reads of the committed state, on any thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "persons/persons.h"

namespace leapfrog::persons {

// One condition on a property. Values compare as text, except for gt, gte, lt and lte.
struct PropertyFilter {
  std::string key;
  std::string operation =
      "exact";  // exact, is_not, icontains, not_icontains, is_set, is_not_set, gt, gte, lt, lte
  std::vector<std::string> values;  // any of them
};
// From PostHog's `properties` parameter: a JSON list of {key, value, operator}, or an object {key: value}.
Result<std::vector<PropertyFilter>> parse_property_filters(std::string_view text);

struct PersonFilter {
  std::string search{};  // part of an email or a name, or the beginning of a distinct id
  std::string email{};
  std::string distinct_id{};
  std::vector<PropertyFilter> properties{};
  bool oldest_first = false;  // otherwise who came last is first
};

struct PersonView {
  std::int64_t id = 0;
  Uuid uuid;
  json::object properties;
  Instant created_at;
  bool is_identified = false;
  std::vector<std::string> distinct_ids;  // at most max_listed_ids
};
constexpr std::size_t max_listed_ids = 1000;

Result<std::vector<PersonView>> list_people(meta::Connection& connection, ProjectId project,
                                            const PersonFilter& filter, std::int64_t limit,
                                            std::int64_t offset);
// Those with a higher number than `after`, by number: everybody, in pieces.
Result<std::vector<PersonView>> people_after(meta::Connection& connection, ProjectId project,
                                             std::int64_t after, std::int64_t limit);
// Everybody the filter fits, under each uuid that they have or had, in order of these. `row` is the person's
// number.
struct KnownAs {
  Uuid uuid;
  std::int64_t row = 0;
};
Result<std::vector<KnownAs>> names_of_people(meta::Connection& connection, ProjectId project,
                                             const PersonFilter& filter);
// `id` is the number or the uuid, also one that was merged into another person.
Result<std::optional<PersonView>> find_person(meta::Connection& connection, ProjectId project,
                                              std::string_view id);

// Whom these uuids stand for now: merged people are those they became, erased ones are left out.
Result<std::vector<Uuid>> living_people(meta::Connection& connection, ProjectId project,
                                        std::span<const Uuid> names);
Result<std::vector<Uuid>> people_of_distinct_ids(meta::Connection& connection, ProjectId project,
                                                 std::span<const std::string> distinct_ids);
// Several people can have one email.
Result<std::vector<Uuid>> people_of_emails(meta::Connection& connection, ProjectId project,
                                           std::span<const std::string> emails);
// The uuids of those who became this person.
Result<std::vector<Uuid>> earlier_names(meta::Connection& connection, const Uuid& person);

// Shows the properties of people (or of the groups of a type), newest first, at most `limit` of them; gives
// how many there are.
using Visit = std::function<void(const json::object& properties, Instant created_at)>;
Result<std::int64_t> visit_people(meta::Connection& connection, ProjectId project, std::int64_t limit,
                                  const Visit& visit);
Result<std::int64_t> visit_groups(meta::Connection& connection, ProjectId project, int type_index,
                                  std::int64_t limit, const Visit& visit);

// The values of a property among the people who came last, with how often they occur; only those that contain
// `part`. At most 50, the most frequent first.
struct PropertyValue {
  json::value value;
  std::int64_t count = 0;
};
Result<std::vector<PropertyValue>> property_values(meta::Connection& connection, ProjectId project,
                                                   std::string_view key, std::string_view part);

struct GroupView {
  int type_index = 0;
  std::string key;
  json::object properties;
  Instant created_at;
};
struct GroupFilter {
  int type_index = 0;
  std::string search;  // part of the key or of the property "name"
};
// In order of their key.
Result<std::vector<GroupView>> list_groups(meta::Connection& connection, ProjectId project,
                                           const GroupFilter& filter, std::int64_t limit,
                                           std::int64_t offset);
Result<std::optional<GroupView>> find_group(meta::Connection& connection, ProjectId project, int type_index,
                                            std::string_view key);

struct GroupTypeView {
  int index = 0;
  std::string name;
  std::optional<std::string> singular;
  std::optional<std::string> plural;
};
Result<std::vector<GroupTypeView>> list_group_types(meta::Connection& connection, ProjectId project);
// What people call a type; nothing else is changed by hand, so this needs no edit.
Result<> name_group_type(meta::Connection& connection, ProjectId project, const GroupTypeView& type);

struct ErasureView {
  std::string uuid;
  std::string person;
  bool with_person = true;
  bool with_events = true;
  std::int64_t distinct_ids = 0;
  Instant requested_at;
  std::optional<Instant> finished_at;
  std::int64_t events = 0;
};
// Receipts, newest first; only the one with this uuid unless it is "".
Result<std::vector<ErasureView>> list_erasures(meta::Connection& connection, ProjectId project,
                                               std::string_view uuid, std::int64_t limit,
                                               std::int64_t offset);

}  // namespace leapfrog::persons
