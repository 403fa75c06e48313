#include "engine_host/deduplication_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace leapfrog::engine_host {

namespace {

namespace fs = std::filesystem;

constexpr char adds = '1';
constexpr char drops = '2';

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t end = text.find(separator);
    fields.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return fields;
    text.remove_prefix(end + 1);
  }
}

bool read_number(std::string_view text, unsigned long long& value) {
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
}

std::vector<PartName> parts_in(const fs::path& table) {
  std::vector<PartName> parts;
  for (const auto& entry : fs::directory_iterator(table))
    if (auto part = PartName::parse(entry.path().filename().string())) parts.push_back(*std::move(part));
  return parts;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return text.str();
}

// Changes a file into `after`, which is as long or shorter. In place: a full disk has no room for another
// one.
void change_file(const fs::path& path, std::string_view before, std::string_view after) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) throw std::runtime_error("cannot open " + path.string());
  bool changed = true;
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (after[i] != before[i]) changed = changed && pwrite(file, &after[i], 1, static_cast<off_t>(i)) == 1;
  }
  changed = changed && ftruncate(file, static_cast<off_t>(after.size())) == 0 && fsync(file) == 0;
  close(file);
  if (!changed) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace

std::optional<PartName> PartName::parse(std::string_view name) {
  const auto fields = split(name, '_');
  // A part changed by a mutation has a fifth field. "tmp_insert_…" and the like do not start with numbers
  // where those belong.
  if (fields.size() != 4 && fields.size() != 5) return std::nullopt;
  PartName part{std::string(fields[0]), 0, 0};
  unsigned long long level = 0;
  if (part.partition.empty() || !read_number(fields[1], part.min_block) ||
      !read_number(fields[2], part.max_block) || !read_number(fields[3], level))
    return std::nullopt;
  return part;
}

std::string mended_log(std::string_view text, const std::vector<PartName>& present) {
  std::string kept;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;  // torn by a crash
    const std::string_view line = text.substr(0, end + 1);
    text.remove_prefix(end + 1);
    const auto fields = split(line, '\t');  // operation, part, token
    const bool is_adding = fields.size() == 3 && fields[0] == std::string_view(&adds, 1);
    const auto part = is_adding ? PartName::parse(fields[1]) : std::nullopt;
    const bool covered = part && std::any_of(present.begin(), present.end(), [&](const PartName& other) {
                           return other.partition == part->partition && other.min_block <= part->min_block &&
                                  other.max_block >= part->max_block;
                         });
    const auto start = kept.size();
    kept += line;
    if (part && !covered) kept[start] = drops;
  }
  return kept;
}

std::size_t mend_deduplication_logs(const fs::path& data_directory) {
  std::size_t mended = 0;
  const fs::path store = data_directory / "store";
  if (!fs::exists(store)) return 0;
  for (auto entry = fs::recursive_directory_iterator(store); entry != fs::recursive_directory_iterator();
       ++entry) {
    // store/abc/abcdef…/deduplication_logs
    if (entry.depth() < 2 || !entry->is_directory()) continue;
    entry.disable_recursion_pending();
    if (entry->path().filename() != "deduplication_logs") continue;
    const auto present = parts_in(entry->path().parent_path());
    for (const auto& log : fs::directory_iterator(entry->path())) {
      const std::string before = read_file(log.path());
      const std::string after = mended_log(before, present);
      if (after == before) continue;
      change_file(log.path(), before, after);
      ++mended;
    }
  }
  return mended;
}

}  // namespace leapfrog::engine_host
