#include "flags/flag_changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "flags/early_access.h"
#include "flags/flag_input.h"
#include "flags/sealed_payloads.h"

namespace leapfrog::flags {
namespace {

constexpr std::size_t max_flags = 5'000;

Failure taken() { return invalid("There is already a feature flag with this key.", "key", "unique"); }

// Among the flags of the project as they would be.
Result<> check_dependencies(Flags::State& state, meta::Connection& connection, const FlagRecord& flag) {
  if (flag.is("deleted")) return {};
  const auto current = state.snapshots.of(flag.project);
  // Others may have been changed before, in the same transaction.
  auto changes = TRY(state.changes_since(*current->set, flag.project, connection));
  std::erase_if(changes.flags, [&](const FlagDefinition& each) { return each.id == flag.id; });
  changes.flags.push_back(definition_of(flag));
  const auto set = current->set->with(std::move(changes));
  const auto index = set->find(flag.key()).value();
  if (set->flag(index).missing_dependency)
    return invalid("A condition depends on a flag that does not exist.", "filters", "does_not_exist");
  if (set->is_circular(index))
    return invalid(
        fmt::format("A condition leads back to this flag, or over more than {} flags.", max_dependency_depth),
        "filters", "circular_dependency");
  return {};
}

// Nothing may stand on a flag that goes away or takes another name.
Result<> check_unused(Flags::State& state, const FlagRecord& flag, std::string_view verb, std::string attr) {
  const auto current = state.snapshots.of(flag.project);
  const auto index = current->set->find(flag.key());
  if (!index) return {};
  std::vector<std::string_view> keys;
  for (const auto other : current->set->dependents(*index))
    keys.push_back(current->set->flag(other).definition.key);
  if (keys.empty()) return {};
  return invalid(fmt::format("Cannot {} this feature flag because other flags depend on it: {}.", verb,
                             fmt::join(keys, ", ")),
                 std::move(attr), "dependents");
}

// A preview is served by its flag, and joined by the flag's key.
Result<> check_previews(meta::Connection& connection, const FlagRecord& flag, bool deletes) {
  for (const auto& feature : TRY(list_features(connection, flag.project))) {
    if (feature.flag != flag.id) continue;
    if (deletes)
      return invalid(
          "Cannot delete a feature flag that is in use with early access features. Please delete the early "
          "access feature before deleting the flag.",
          "deleted", "in_use");
    if (feature.stage != "draft")
      return invalid(
          fmt::format("People join the preview '{}' by this key; renamed, it would be off for them.",
                      feature.name),
          "key", "in_use");
  }
  return {};
}

// Encrypted payloads are shown as a placeholder; sent back, it stands for what is stored.
void keep_redacted(const json::object& before, json::object& fields) {
  auto* payloads = fields.at("filters").get_object().if_contains("payloads");
  const auto* old = before.at("filters").get_object().if_contains("payloads");
  if (payloads == nullptr || !payloads->is_object() || old == nullptr || !old->is_object()) return;
  for (auto& [value, payload] : payloads->get_object()) {
    const bool is_placeholder = payload.is_string() && payload.get_string() == redacted_payload;
    if (is_placeholder && old->get_object().contains(value)) payload = old->get_object().at(value);
  }
}

json::object logged(const FlagRecord& flag) {
  auto fields = flag.fields;
  if (flag.is("has_encrypted_payloads")) fields.at("filters").get_object().erase("payloads");
  return fields;
}

// What people may change by themselves even if the flag requires approval: words, and switching it off, which
// must never wait.
Result<> check_approval(const FlagRecord& before, const json::object& fields, const Author& author) {
  if (!before.is("requires_approval") || author.access == nullptr || author.approved) return {};
  for (const auto& [field, value] : fields) {
    const bool harmless =
        field == "name" || field == "tags" || (field == "active" && value == json::value(false));
    if (harmless || before.fields.at(field) == value) continue;
    return failure(ErrorKind::conflict, "approval_required",
                   "Changes of this flag need the approval of a second person: ask for it with "
                   "change_requests/.",
                   std::string(field));
  }
  return {};
}

Result<> record(Flags::State& state, meta::Connection& connection, const Author& author,
                const FlagRecord& flag, std::string activity, std::vector<accounts::Change> changes) {
  if (author.access == nullptr) return {};  // the version says it
  return accounts::record_activity(connection, *author.access,
                                   {state.parts.clock.now(), "FeatureFlag", std::to_string(flag.id),
                                    std::move(activity), std::string(flag.key()), std::move(changes)});
}

}  // namespace

Result<FlagRecord> create_flag(Flags::State& state, meta::Connection& connection, ProjectId project,
                               const Author& author, const json::object& body) {
  FlagRecord flag;
  flag.project = project;
  flag.fields = TRY(changed_fields(default_fields(), body));
  if (flag.is("deleted")) return invalid("A new flag cannot be deleted.", "deleted");
  TRY(seal_payloads(state.parts.sealer, project, default_fields(), flag.fields));
  if (TRY(find_flag_by_key(connection, project, flag.key()))) return taken();
  if (state.snapshots.of(project)->set->flags().size() >= max_flags)
    return invalid(
        fmt::format("A project has at most {} flags. Delete some that are no longer used.", max_flags));
  TRY(check_dependencies(state, connection, flag));
  flag.created_by = flag.updated_by = author.user;
  flag.created_at = flag.updated_at = state.parts.clock.now();
  TRY(insert_flag(connection, flag));
  TRY(record(state, connection, author, flag, "created", {}));
  return flag;
}

Result<FlagRecord> change_flag(Flags::State& state, meta::Connection& connection, FlagRecord flag,
                               const Author& author, const json::object& body) {
  if (const auto* version = body.if_contains("version");
      version != nullptr && version->is_int64() && version->get_int64() != flag.version)
    return failure(ErrorKind::conflict, "conflict",
                   "The feature flag was changed since you started editing it. Please refresh and try again.",
                   "version");
  const auto before = flag;
  flag.fields = TRY(changed_fields(flag.fields, body));
  keep_redacted(before.fields, flag.fields);
  TRY(seal_payloads(state.parts.sealer, flag.project, before.fields, flag.fields));
  TRY(check_approval(before, flag.fields, author));
  auto changes = accounts::changes_between(logged(before), logged(flag));
  if (flag.fields == before.fields) return flag;
  const bool deletes = flag.is("deleted") && !before.is("deleted");
  if (deletes) TRY(check_unused(state, before, "delete", "deleted"));
  if (flag.key() != before.key()) TRY(check_unused(state, before, "rename", "key"));
  if (deletes || flag.key() != before.key()) TRY(check_previews(connection, before, deletes));
  const auto other = TRY(find_flag_by_key(connection, flag.project, flag.key()));
  if (other && other->id != flag.id && !flag.is("deleted")) return taken();
  TRY(check_dependencies(state, connection, flag));
  ++flag.version;
  flag.updated_by = author.user;
  flag.updated_at = state.parts.clock.now();
  TRY(update_flag(connection, flag));
  TRY(record(state, connection, author, flag, deletes ? "deleted" : "updated", std::move(changes)));
  return flag;
}

}  // namespace leapfrog::flags
