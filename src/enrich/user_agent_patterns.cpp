#include "enrich/user_agent_patterns.h"

#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <yaml-cpp/yaml.h>

#include <fstream>
#include <sstream>

namespace leapfrog::enrich {
namespace {

constexpr int max_groups = 10;
// Bounds what a pattern may spend on states for hostile strings; over it RE2 goes on more slowly.
constexpr std::int64_t max_pattern_bytes = 256 << 10;
constexpr std::size_t max_file_bytes = 8 << 20;

using Groups = std::array<re2::StringPiece, max_groups>;

std::string expand(const std::string& replacement, const Groups& groups) {
  std::string text;
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const char next = i + 1 < replacement.size() ? replacement[i + 1] : '\0';
    if (replacement[i] == '$' && next >= '1' && next <= '9') {
      text += groups[static_cast<std::size_t>(next - '0')].as_string();
      ++i;
    } else {
      text += replacement[i];
    }
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::string part(const std::string& replacement, const Groups& groups, std::size_t group) {
  return replacement.empty() ? groups[group].as_string() : expand(replacement, groups);
}

std::vector<FamilyPattern> read_list(const YAML::Node& list, const std::string& prefix) {
  const std::string name_key = prefix.empty() ? "family_replacement" : prefix + "replacement";
  std::vector<FamilyPattern> patterns;
  for (const auto& entry : list) {
    FamilyPattern pattern;
    pattern.regex = entry["regex"].as<std::string>();
    pattern.name = entry[name_key].as<std::string>("");
    for (std::size_t i = 0; i < pattern.version.size(); ++i) {
      pattern.version[i] = entry[prefix + "v" + std::to_string(i + 1) + "_replacement"].as<std::string>("");
    }
    patterns.push_back(std::move(pattern));
  }
  return patterns;
}

}  // namespace

struct FamilyMatcher::Compiled {
  // Only patterns one of whose literal pieces occurs in the string are tried. Pieces under three letters
  // would let nearly every pattern through.
  re2::FilteredRE2 filter{3};
  std::vector<std::string> pieces;
  std::vector<FamilyPattern> patterns;
  std::size_t rejected = 0;
};

FamilyMatcher::FamilyMatcher(std::vector<FamilyPattern> patterns) : compiled_(std::make_unique<Compiled>()) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(max_pattern_bytes);
  for (FamilyPattern& pattern : patterns) {
    int id = 0;
    if (compiled_->filter.Add(pattern.regex, options, &id) == RE2::NoError) {
      compiled_->patterns.push_back(std::move(pattern));
    } else {
      ++compiled_->rejected;
    }
  }
  if (!compiled_->patterns.empty()) compiled_->filter.Compile(&compiled_->pieces);
}

FamilyMatcher::~FamilyMatcher() = default;

std::size_t FamilyMatcher::rejected() const { return compiled_->rejected; }

std::optional<Family> FamilyMatcher::match(std::string_view text) const {
  if (compiled_->patterns.empty()) return std::nullopt;
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  std::vector<int> present;
  for (std::size_t i = 0; i < compiled_->pieces.size(); ++i) {
    if (lower.find(compiled_->pieces[i]) != std::string::npos) present.push_back(static_cast<int>(i));
  }
  const re2::StringPiece subject(text.data(), text.size());
  const int id = compiled_->filter.FirstMatch(subject, present);
  if (id < 0) return std::nullopt;
  Groups groups;
  const RE2& regex = compiled_->filter.GetRE2(id);
  const int wanted = std::min(max_groups, regex.NumberOfCapturingGroups() + 1);
  if (!regex.Match(subject, 0, subject.size(), RE2::UNANCHORED, groups.data(), wanted)) return std::nullopt;

  const FamilyPattern& pattern = compiled_->patterns[static_cast<std::size_t>(id)];
  Family family;
  family.name = part(pattern.name, groups, 1);
  for (std::size_t i = 0; i < family.version.size(); ++i) {
    family.version[i] = part(pattern.version[i], groups, i + 2);
  }
  return family;
}

Result<FamilyPatterns> read_family_patterns(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  std::string text = std::move(content).str();
  if (!file || text.size() > max_file_bytes) {
    return invalid("The user-agent patterns cannot be read: " + path, "user_agent_patterns");
  }
  if (const auto devices = text.find("\ndevice_parsers:"); devices != text.npos) text.resize(devices);
  try {
    const YAML::Node lists = YAML::Load(text);
    return FamilyPatterns{read_list(lists["user_agent_parsers"], ""), read_list(lists["os_parsers"], "os_")};
  } catch (const YAML::Exception& error) {
    return invalid(
        "The user-agent patterns cannot be understood (" + std::string(error.what()) + "): " + path,
        "user_agent_patterns");
  }
}

}  // namespace leapfrog::enrich
