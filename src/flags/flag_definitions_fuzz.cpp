// Definitions as people may have stored them, and properties as SDKs may send them: compiling and evaluating
// never fails, gives the same answer twice, and an answer only names variants and payloads of the set.
#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "flags/evaluation.h"

using namespace leapfrog;

namespace {

flags::ProjectDefinitions definitions_in(const json::object& input) {
  flags::ProjectDefinitions project;
  project.group_types = {"company"};
  const auto* flags = input.if_contains("flags");
  if (flags != nullptr && flags->is_array()) {
    for (const auto& filters : flags->get_array()) {
      auto& flag = project.flags.emplace_back();
      flag.id = static_cast<std::int64_t>(project.flags.size());
      flag.key = "flag-" + std::to_string(flag.id);
      if (filters.is_object()) flag.filters = filters.get_object();
    }
  }
  const auto* cohorts = input.if_contains("cohorts");
  if (cohorts != nullptr && cohorts->is_array()) {
    for (const auto& filters : cohorts->get_array())
      project.cohorts.push_back({static_cast<std::int64_t>(project.cohorts.size() + 1), filters});
  }
  return project;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = parse_json({reinterpret_cast<const char*>(data), size});
  if (!input || !input->is_object()) return 0;
  const auto set = flags::DefinitionSet::compile(definitions_in(input->get_object()));
  const auto* properties = input->get_object().if_contains("properties");
  const json::object none;
  flags::Context context;
  context.distinct_id = "somebody";
  context.person.request =
      properties != nullptr && properties->is_object() ? &properties->get_object() : &none;
  context.groups[0] = {true, "acme", context.person};
  context.now = from_micros(1'772'323'200'000'000);
  flags::Evaluation first, second;
  first.begin(*set, context);
  second.begin(*set, context);
  for (std::uint32_t i = 0; i < set->flags().size(); ++i) {
    const auto& verdict = first.evaluate(i);
    const auto& again = second.evaluate(i);
    CHECK(verdict.enabled == again.enabled && verdict.variant == again.variant);
    CHECK(verdict.enabled || (verdict.variant.empty() && verdict.payload == nullptr));
    CHECK(!verdict.failed || !verdict.enabled);
  }
  return 0;
}
