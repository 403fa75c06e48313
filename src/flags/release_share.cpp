// What staged rollouts read and change of a flag.
#include "flags/flag_changes.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

// The conditions as they stand in the filters; none when there is no such condition.
std::vector<std::size_t> chosen(const json::object& filters, std::optional<std::int64_t> condition) {
  std::vector<std::size_t> indexes;
  const auto* groups = filters.if_contains("groups");
  if (groups == nullptr || !groups->is_array()) return indexes;
  const auto& list = groups->get_array();
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].is_object() && (!condition || *condition == static_cast<std::int64_t>(i)))
      indexes.push_back(i);
  }
  return indexes;
}

// A condition may be about something else than the rest of its flag.
std::optional<int> group_type_of(const json::object& filters, const json::object& condition) {
  const auto* type = condition.if_contains("aggregation_group_type_index");
  if (type == nullptr) type = filters.if_contains("aggregation_group_type_index");
  if (type == nullptr || !type->is_int64()) return std::nullopt;
  return static_cast<int>(type->get_int64());
}

}  // namespace

Result<std::optional<ReleaseShares>> Flags::release_shares(ProjectId project, std::int64_t id,
                                                           std::optional<std::int64_t> condition) {
  const auto flag = TRY(meta::in_read(state_->parts.database, [&](meta::Connection& connection) {
    return find_flag(connection, project, id);
  }));
  if (!flag || flag->is("deleted")) return std::nullopt;
  ReleaseShares shares{std::string(flag->key()), flag->is("active"), {}, std::nullopt, false};
  for (const auto index : chosen(flag->filters(), condition)) {
    const auto& one = flag->filters().at("groups").at(index).as_object();
    const auto group_type = group_type_of(flag->filters(), one);
    if (shares.percentages.empty()) shares.group_type = group_type;
    shares.is_mixed |= shares.group_type != group_type;
    const auto* percentage = one.if_contains("rollout_percentage");
    shares.percentages.push_back(
        percentage != nullptr && percentage->is_number() ? percentage->to_number<double>() : 100);
  }
  if (shares.percentages.empty()) return std::nullopt;
  return shares;
}

Result<> Flags::set_release_shares(ProjectId project, std::int64_t id, std::optional<std::int64_t> condition,
                                   std::span<const double> percentages, bool active,
                                   const accounts::ProjectAccess* by) {
  TRY(state_->parts.database.write([&](meta::Connection& connection) -> Result<> {
    auto flag = TRY(find_flag(connection, project, id));
    if (!flag || flag->is("deleted")) return not_found("The flag or its condition is gone.");
    auto filters = flag->filters();
    const auto indexes = chosen(filters, condition);
    if (indexes.size() != percentages.size()) return not_found("The flag or its condition is gone.");
    for (std::size_t i = 0; i < indexes.size(); ++i)
      filters.at("groups").at(indexes[i]).as_object()["rollout_percentage"] = percentages[i];
    const Author author{by, by == nullptr ? std::nullopt : by->user_id()};
    TRY(change_flag(*state_, connection, *std::move(flag), author,
                    json::object{{"filters", std::move(filters)}, {"active", active}}));
    return {};
  }));
  return state_->refresh(project);
}

}  // namespace leapfrog::flags
