#include "flags/project_flags.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "flags/local_evaluation.h"

namespace leapfrog::flags {
namespace {

FlagText text_of_flag(const FlagDefinition& flag) {
  const auto quoted = [](const std::string& text) { return json::serialize(json::string(text)); };
  const auto key = quoted(flag.key);
  return {key, fmt::format(R"({0}:{{"key":{0},"enabled":true,"variant":)", key),
          fmt::format(R"({0}:{{"key":{0},"enabled":false,"variant":)", key),
          fmt::format(R"(,"metadata":{{"id":{},"version":{},"description":{},"has_experiment":{},"payload":)",
                      flag.id, flag.version, flag.name.empty() ? "null" : quoted(flag.name),
                      flag.has_experiment)};
}

std::string etag_of(std::string_view text) { return "\"" + sha256_hex(text).substr(0, 32) + "\""; }

}  // namespace

std::shared_ptr<const ProjectFlags> make_project_flags(ProjectDefinitions definitions) {
  auto made = std::make_shared<ProjectFlags>();
  made->set = DefinitionSet::compile(std::move(definitions));
  for (const auto& flag : made->set->flags()) made->texts.push_back(text_of_flag(flag.definition));
  made->called = std::make_unique<std::atomic<std::int64_t>[]>(made->texts.size());
  for (const auto& slot : made->set->slots())
    made->asks_for_place |= slot.source == Source::person && slot.key.starts_with("$geoip_");
  made->definitions = to_text(local_definitions(*made->set, true));
  made->plain_definitions = to_text(local_definitions(*made->set, false));
  made->etag = etag_of(made->definitions);
  made->plain_etag = etag_of(made->plain_definitions);
  return made;
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
