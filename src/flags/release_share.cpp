// What staged rollouts read and change of a flag.
#include "flags/flag_changes.h"
#include "storage/meta/rows.h"

namespace leapfrog::flags {
namespace {

// The condition, or nullptr.
const json::object* condition_of(const FlagRecord& flag, std::int64_t index) {
  const auto* groups = flag.filters().if_contains("groups");
  if (groups == nullptr || !groups->is_array() || index < 0 ||
      index >= static_cast<std::int64_t>(groups->get_array().size()))
    return nullptr;
  return groups->get_array()[static_cast<std::size_t>(index)].if_object();
}

// A condition may be about something else than the rest of its flag.
std::optional<int> group_type_of(const json::object& filters, const json::object& condition) {
  const auto* type = condition.if_contains("aggregation_group_type_index");
  if (type == nullptr) type = filters.if_contains("aggregation_group_type_index");
  if (type == nullptr || !type->is_int64()) return std::nullopt;
  return static_cast<int>(type->get_int64());
}

}  // namespace

Result<std::optional<ReleaseShare>> Flags::release_share(ProjectId project, std::int64_t id,
                                                         std::int64_t index) {
  const auto flag = TRY(meta::in_read(state_->parts.database, [&](meta::Connection& connection) {
    return find_flag(connection, project, id);
  }));
  if (!flag || flag->is("deleted")) return std::nullopt;
  const auto* condition = condition_of(*flag, index);
  if (condition == nullptr) return std::nullopt;
  const auto* percentage = condition->if_contains("rollout_percentage");
  return ReleaseShare{
      std::string(flag->key()), flag->is("active"),
      percentage != nullptr && percentage->is_number() ? percentage->to_number<double>() : 100,
      group_type_of(flag->filters(), *condition)};
}

Result<> Flags::set_release_share(ProjectId project, std::int64_t id, std::int64_t index, double percentage,
                                  bool active, const accounts::ProjectAccess* by) {
  TRY(state_->parts.database.write([&](meta::Connection& connection) -> Result<> {
    auto flag = TRY(find_flag(connection, project, id));
    if (!flag || flag->is("deleted") || condition_of(*flag, index) == nullptr)
      return not_found("The flag or its condition is gone.");
    auto filters = flag->filters();
    filters.at("groups").get_array()[static_cast<std::size_t>(index)].get_object()["rollout_percentage"] =
        percentage;
    const Author author{by, by == nullptr ? std::nullopt : by->user_id()};
    TRY(change_flag(*state_, connection, *std::move(flag), author,
                    json::object{{"filters", std::move(filters)}, {"active", active}}));
    return {};
  }));
  return state_->refresh(project);
}

}  // namespace leapfrog::flags
