#include "app/flags_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "flags/code_scan.h"
#include "http/client.h"

namespace leapfrog::app {
namespace {

namespace fs = std::filesystem;
constexpr std::uintmax_t max_file_bytes = 2 << 20;  // what is larger was not written by people
constexpr std::array skipped = std::to_array<std::string_view>(
    {"node_modules", "vendor", "dist", "build", "target", "Pods", "__pycache__", "venv"});

bool is_skipped(const fs::directory_entry& entry) {
  const auto name = entry.path().filename().string();
  return name.starts_with('.') || std::ranges::find(skipped, std::string_view(name)) != skipped.end();
}

Result<json::array> references_in(const fs::path& directory) {
  std::error_code error;
  fs::recursive_directory_iterator files(directory, fs::directory_options::skip_permission_denied, error);
  if (error)
    return invalid(fmt::format("Cannot read {}: {}.", directory.string(), error.message()), "directory");
  json::array references;
  for (const auto end = fs::end(files); files != end; files.increment(error)) {
    if (error) return invalid(fmt::format("Cannot read {}: {}.", directory.string(), error.message()));
    if (is_skipped(*files)) {
      if (files->is_directory(error)) files.disable_recursion_pending();
      continue;
    }
    const auto language = flags::language_of(files->path().filename().string());
    if (language == flags::Language::none || !files->is_regular_file(error) ||
        files->file_size(error) > max_file_bytes)
      continue;
    std::ifstream file(files->path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const auto name = files->path().lexically_relative(directory).generic_string();
    for (const auto& [key, line, call] : flags::scan_code(text, language))
      references.push_back(json::object{{"key", key}, {"file", name}, {"line", line}, {"call", call}});
  }
  // Directories are read in no order of their own.
  std::ranges::sort(references, {}, [](const json::value& each) {
    return std::pair(std::string(each.at("file").as_string()), each.at("line").as_int64());
  });
  return references;
}

Result<json::object> tell(const FlagScan& scan, const json::object& body) {
  const char* environment = std::getenv("LEAPFROG_API_KEY");
  const auto key = !scan.key.empty() ? scan.key : std::string(environment == nullptr ? "" : environment);
  if (key.empty())
    return invalid("A personal API key with feature_flag:write is needed: --key, or LEAPFROG_API_KEY.",
                   "key");
  http::ClientRequest request;
  request.target =
      fmt::format("/api/projects/{}/feature_flags/code_references/", http::percent_encode(scan.project));
  request.headers.set("Authorization", "Bearer " + key);
  request.headers.set("Content-Type", "application/json");
  const auto text = json::serialize(body);
  request.body = text;
  const auto response = TRY(http::Client::create(scan.url)->send(request));
  auto answer = parse_json(response.body);
  if (response.status != 200 || !answer || !answer->is_object()) {
    const auto* detail = answer && answer->is_object() ? answer->get_object().if_contains("detail") : nullptr;
    return invalid(fmt::format(
        "{} answered with {}{}", scan.url, response.status,
        detail != nullptr && detail->is_string() ? ": " + std::string(detail->get_string()) : "."));
  }
  return std::move(answer->get_object());
}

void print_places(const json::value& references, std::string_view what) {
  for (const auto& each : references.as_array()) {
    const auto& reference = each.as_object();
    const auto reason = string_or_empty(reference, "reason");
    fmt::print("{}:{}: {}: {}{}\n", string_or_empty(reference, "file"), reference.at("line").as_int64(),
               string_or_empty(reference, "key"), what, reason.empty() ? "" : fmt::format(" ({})", reason));
  }
}

}  // namespace

Result<bool> scan_flags(const FlagScan& scan) {
  const auto directory = fs::absolute(scan.directory).lexically_normal();
  auto name = directory.filename().string();
  if (name.empty()) name = directory.parent_path().filename().string();
  auto references = TRY(references_in(directory));
  const auto found = references.size();
  const auto answer = TRY(tell(scan, {{"repository", scan.repository.empty() ? name : scan.repository},
                                      {"references", std::move(references)}}));
  const auto& unknown = answer.at("unknown").as_array();
  if (scan.as_json) {
    fmt::print("{}\n", to_text(answer));
    return unknown.empty();
  }
  print_places(answer.at("removable"), "can be removed");
  print_places(answer.at("unknown"), "no flag has this key");
  fmt::print("{} places ask for flags: {} for one that can be removed, {} for one that does not exist.\n",
             found, answer.at("removable").as_array().size(), unknown.size());
  return unknown.empty();
}

}  // namespace leapfrog::app
