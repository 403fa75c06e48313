#include "query/running/refresh.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace leapfrog::query {
namespace {

constexpr std::array<std::string_view, 7> names = {"blocking",
                                                   "async",
                                                   "lazy_async",
                                                   "force_blocking",
                                                   "force_async",
                                                   "force_cache",
                                                   "async_except_on_cache_miss"};

}  // namespace

Result<Refresh> parse_refresh(const json::value* value, Refresh absent) {
  if (!value || value->is_null()) return absent;
  if (value->is_bool()) return value->get_bool() ? Refresh::force_blocking : Refresh::force_cache;
  const auto* text = value->if_string();
  const std::string_view word = text ? std::string_view(*text) : std::string_view();
  if (text && word.empty()) return absent;
  if (word == "true" || word == "1") return Refresh::force_blocking;
  if (word == "false" || word == "0") return Refresh::force_cache;
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end())
    return invalid(fmt::format("refresh must be true, false or one of {}.", fmt::join(names, ", ")),
                   "refresh");
  return static_cast<Refresh>(found - names.begin());
}

json::object refresh_schema() {
  json::array words;
  for (const auto name : names) words.emplace_back(name);
  return {{"type", "string"}, {"enum", std::move(words)}, {"default", names.front()}};
}

}  // namespace leapfrog::query
