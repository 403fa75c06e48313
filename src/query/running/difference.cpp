#include "query/running/difference.h"

#include <fmt/format.h>

#include <algorithm>

#include "query/running/canonical.h"

namespace leapfrog::query {
namespace {

constexpr int counted_digits = 12;

class Comparing {
 public:
  explicit Comparing(std::size_t limit) : limit_(limit) {}

  void compare(const json::value& before, const json::value& after, const std::string& path) {
    if (found_.size() >= limit_) return;
    if (before.is_array() && after.is_array())
      arrays(before.get_array(), after.get_array(), path);
    else if (before.is_object() && after.is_object())
      objects(before.get_object(), after.get_object(), path);
    else if (sorted_text(before, counted_digits) != sorted_text(after, counted_digits))
      found_.push_back({path, before, after});
  }
  std::vector<Difference> found() && { return std::move(found_); }

 private:
  void arrays(const json::array& before, const json::array& after, const std::string& path) {
    for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i)
      compare(i < before.size() ? before[i] : json::value(), i < after.size() ? after[i] : json::value(),
              fmt::format("{}[{}]", path, i));
  }
  void objects(const json::object& before, const json::object& after, const std::string& path) {
    const auto in = [](const json::object& object, std::string_view name) {
      const auto* value = object.if_contains(name);
      return value ? *value : json::value();
    };
    const auto inner = [&](std::string_view name) {
      return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
    };
    for (const auto& [name, value] : before) compare(value, in(after, name), inner(name));
    for (const auto& [name, value] : after)
      if (!before.contains(name)) compare(json::value(), value, inner(name));
  }

  const std::size_t limit_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> differences(const json::value& before, const json::value& after, std::size_t limit) {
  Comparing comparing(limit);
  comparing.compare(before, after, "");
  return std::move(comparing).found();
}

json::array differences_json(const std::vector<Difference>& differences) {
  json::array list;
  for (const auto& difference : differences)
    list.push_back(
        json::object{{"path", difference.path}, {"before", difference.before}, {"after", difference.after}});
  return list;
}

}  // namespace leapfrog::query
