#include "query/running/question.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "query/running/canonical.h"

namespace leapfrog::query {
namespace {

// What only changes how an answer is shown stands around the question itself.
constexpr std::array<std::string_view, 3> wrappers = {"InsightVizNode", "DataTableNode",
                                                      "DataVisualizationNode"};

Result<const json::object*> unwrapped(const json::object& query) {
  const auto* inner = &query;
  for (int depth = 0; depth < 4; ++depth) {
    const auto kind = string_or_empty(*inner, "kind");
    if (std::find(wrappers.begin(), wrappers.end(), kind) == wrappers.end()) return inner;
    const auto* source = inner->if_contains("source");
    if (!source || !source->is_object())
      return invalid(fmt::format("query.source is required in a {}.", kind), "query.source", "required");
    inner = &source->get_object();
  }
  return invalid("query.source is nested too deeply.", "query.source");
}

Result<const Kind*> kind_of(const json::object& query, std::span<const Kind> kinds) {
  const auto name = TRY(required_string(query, "kind"));
  for (const auto& kind : kinds)
    if (kind.name == name) return &kind;
  std::vector<std::string_view> names;
  for (const auto& kind : kinds) names.push_back(kind.name);
  return invalid(fmt::format("query.kind must be one of {}, not '{}'.", fmt::join(names, ", "),
                             std::string_view(name).substr(0, 100)),
                 "query.kind");
}

}  // namespace

bool any_order(const Question& question) { return question.kind->name == "HogQLQuery"; }

Result<Question> read_question(const accounts::ProjectAccess& access, const json::value& query,
                               std::span<const Kind> kinds) {
  if (!query.is_object()) return invalid("query is required: an object with a kind.", "query", "required");
  const auto* inner = TRY(unwrapped(query.get_object()));
  const auto* kind = TRY(kind_of(*inner, kinds));
  Question question{access, *inner, kind, canonical_text(*inner, kind->schema()), "", ""};
  question.hash = hash_of_query(question.canonical);
  question.name = string_or_empty(*inner, "name");
  return question;
}

}  // namespace leapfrog::query
