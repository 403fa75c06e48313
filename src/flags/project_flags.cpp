#include "flags/project_flags.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.h"
#include "flags/local_evaluation.h"

namespace leapfrog::flags {
namespace {

std::shared_ptr<const FlagText> text_of_flag(const DefinitionSet& set, std::uint32_t index) {
  const auto quoted = [](const std::string& text) { return json::serialize(json::string(text)); };
  const auto& compiled = set.flag(index);
  const auto& flag = compiled.definition;
  FlagText text;
  text.key = quoted(flag.key);
  text.enabled = fmt::format(R"({0}:{{"key":{0},"enabled":true,"variant":)", text.key);
  text.disabled = fmt::format(R"({0}:{{"key":{0},"enabled":false,"variant":)", text.key);
  text.metadata =
      fmt::format(R"(,"metadata":{{"id":{},"version":{},"description":{},"has_experiment":{},"payload":)",
                  flag.id, flag.version, flag.name.empty() ? "null" : quoted(flag.name), flag.has_experiment);
  if (!flag.is_remote_configuration) {
    text.definition = to_text(local_definition(set, index, true));
    text.digest = text.plain_digest = sha256_hex(text.definition);
    if (!compiled.uses.cohorts.empty()) {
      text.plain_definition = to_text(local_definition(set, index, false));
      text.plain_digest = sha256_hex(text.plain_definition);
    }
  }
  return std::make_shared<const FlagText>(std::move(text));
}

// Which texts of `before` still hold, by index in `set`; nothing for those to be made again: of flags that
// were compiled again, and of those that stand on one.
std::vector<std::optional<std::uint32_t>> same_texts(const DefinitionSet& before, const DefinitionSet& set) {
  const auto count = static_cast<std::uint32_t>(set.flags().size());
  const bool same_cohorts = before.cohort_table() == set.cohort_table();
  std::vector<std::optional<std::uint32_t>> same(count);
  std::vector<std::uint32_t> standing;  // on other flags
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto& flag = set.shared_flag(i);
    const auto old = before.find_id(flag->definition.id);
    if (old && before.shared_flag(*old) == flag && (same_cohorts || flag->uses.cohorts.empty()))
      same[i] = old;
    if (!flag->uses.flags.empty()) standing.push_back(i);
  }
  const auto stands_on_change = [&](std::uint32_t flag) {
    return std::ranges::any_of(set.flag(flag).uses.flags,
                               [&](const auto& use) { return use.second && !same[*use.second]; });
  };
  for (bool more = true; more;) {
    more = false;
    for (const auto flag : standing) {
      if (!same[flag] || !stands_on_change(flag)) continue;
      same[flag].reset();
      more = true;
    }
  }
  return same;
}

std::string etag_of(const ProjectFlags& flags, bool with_cohorts) {
  auto digests = to_text(local_surroundings(*flags.set, with_cohorts));
  for (const auto& text : flags.texts) digests += with_cohorts ? text->digest : text->plain_digest;
  return "\"" + sha256_hex(digests).substr(0, 32) + "\"";
}

std::shared_ptr<const ProjectFlags> flags_of(std::shared_ptr<const DefinitionSet> set,
                                             const ProjectFlags* before) {
  auto made = std::make_shared<ProjectFlags>();
  made->set = std::move(set);
  const auto count = static_cast<std::uint32_t>(made->set->flags().size());
  made->texts.reserve(count);
  made->called = std::make_unique<std::atomic<std::int64_t>[]>(count);
  std::vector<std::optional<std::uint32_t>> same(count);
  if (before != nullptr) same = same_texts(*before->set, *made->set);
  for (std::uint32_t i = 0; i < count; ++i) {
    made->texts.push_back(same[i] ? before->texts[*same[i]] : text_of_flag(*made->set, i));
    const auto old =
        before == nullptr ? std::nullopt : before->set->find_id(made->set->flag(i).definition.id);
    if (old) made->called[i] = before->called[*old].load(std::memory_order_relaxed);
  }
  for (const auto& slot : made->set->slots())
    made->asks_for_place |= slot.asked && slot.source == Source::person && slot.key.starts_with("$geoip_");
  made->etag = etag_of(*made, true);
  made->plain_etag = etag_of(*made, false);
  return made;
}

}  // namespace

const std::string& ProjectFlags::definitions(bool with_cohorts) const {
  auto& document = documents_[with_cohorts ? 1 : 0];
  std::call_once(document.made, [&] {
    auto& text = document.text;
    text = R"({"flags":[)";
    bool first = true;
    for (const auto& flag : texts) {
      if (flag->definition.empty()) continue;
      if (!first) text += ',';
      first = false;
      text += with_cohorts || flag->plain_definition.empty() ? flag->definition : flag->plain_definition;
    }
    text += "],";
    text += std::string_view(to_text(local_surroundings(*set, with_cohorts))).substr(1);
  });
  return document.text;
}

std::shared_ptr<const ProjectFlags> make_project_flags(ProjectDefinitions definitions) {
  return flags_of(DefinitionSet::compile(std::move(definitions)), nullptr);
}

std::shared_ptr<const ProjectFlags> change_project_flags(const ProjectFlags& before,
                                                         DefinitionChanges changes) {
  return flags_of(before.set->with(std::move(changes)), &before);
}

FlagSnapshots::FlagSnapshots() : none_(make_project_flags({})) {}

std::shared_ptr<const ProjectFlags> FlagSnapshots::find(ProjectId project) const {
  const auto found = projects_.find(project);
  return found == projects_.end() ? none_ : found->second;
}

std::shared_ptr<const ProjectFlags> FlagSnapshots::of(ProjectId project) const {
  const std::lock_guard lock(mutex_);
  return find(project);
}

bool FlagSnapshots::has(ProjectId project) const {
  const std::lock_guard lock(mutex_);
  return projects_.contains(project);
}

void FlagSnapshots::replace(ProjectId project, std::shared_ptr<const ProjectFlags> flags) {
  {
    const std::lock_guard lock(mutex_);
    projects_[project].swap(flags);
  }
  changed_.notify_all();
}

std::shared_ptr<const ProjectFlags> FlagSnapshots::wait_for_change(ProjectId project,
                                                                   const ProjectFlags* seen,
                                                                   milliseconds at_most) const {
  std::unique_lock lock(mutex_);
  if (!closed_ && find(project).get() == seen) changed_.wait_for(lock, at_most);
  return find(project);
}

void FlagSnapshots::wake() const { changed_.notify_all(); }

void FlagSnapshots::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

bool FlagSnapshots::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace leapfrog::flags
