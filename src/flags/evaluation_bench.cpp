// Nanoseconds to decide one flag for one person, with all that a request pays for it but reading the request.
#include <benchmark/benchmark.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "flags/evaluation.h"
#include "flags/random_definitions.h"

namespace {
std::atomic<std::int64_t> allocations = 0;
}

// Counts what the benchmarks allocate: deciding a flag is to allocate nothing.
__attribute__((noinline)) void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
__attribute__((noinline)) void operator delete(void* memory) noexcept { std::free(memory); }
__attribute__((noinline)) void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace leapfrog::flags {
namespace {

ProjectDefinitions one_flag(const std::string& filters) {
  ProjectDefinitions project;
  auto& flag = project.flags.emplace_back();
  flag.id = 1;
  flag.key = "checkout-layout";
  flag.filters = json::parse(filters).as_object();
  return project;
}

std::string conditions(int count) {
  std::string groups;
  for (int i = 0; i < count; ++i)
    groups += R"({"properties":[{"key":"plan","operator":"exact","value":["p)" + std::to_string(i) +
              R"(","q"],"type":"person"},{"key":"age","operator":"gt","value":30,"type":"person"}],)" +
              R"("rollout_percentage":50},)";
  return R"({"groups":[)" + groups + R"({"properties":[],"rollout_percentage":50}]})";
}

void evaluate_all(benchmark::State& state, ProjectDefinitions project) {
  const auto set = DefinitionSet::compile(std::move(project));
  const auto person =
      json::parse(
          R"({"email":"ada@example.com","plan":"enterprise","age":41,"version":"2.3.1","$os":"Linux"})")
          .as_object();
  std::vector<std::string> ids;
  for (int i = 0; i < 1024; ++i)
    ids.push_back("01890a5d-ac96-774b-bcce-" + std::to_string(100'000'000'000 + i));
  Context context;
  context.person.stored = &person;
  context.now = from_micros(1'772'323'200'000'000);
  Evaluation evaluation;
  std::size_t next = 0;
  std::int64_t enabled = 0;
  std::int64_t before = 0;
  for (auto _ : state) {
    // The first time room is made for the verdicts; it is kept from then on.
    if (next == 1) before = allocations.load(std::memory_order_relaxed);
    context.distinct_id = ids[next++ % ids.size()];
    evaluation.begin(*set, context);
    for (std::uint32_t i = 0; i < set->flags().size(); ++i) enabled += evaluation.evaluate(i).enabled ? 1 : 0;
  }
  benchmark::DoNotOptimize(enabled);
  if (next > 1)
    state.counters["allocations"] =
        static_cast<double>(allocations.load(std::memory_order_relaxed) - before) /
        static_cast<double>((next - 1) * set->flags().size());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(set->flags().size()));
}

void BM_flag_everybody(benchmark::State& state) {
  evaluate_all(state, one_flag(R"({"groups":[{"properties":[]}]})"));
}
void BM_flag_simple_rollout(benchmark::State& state) { evaluate_all(state, one_flag(conditions(0))); }
void BM_flag_targeted(benchmark::State& state) {
  evaluate_all(state, one_flag(R"({"groups":[{"properties":[
      {"key":"email","operator":"icontains","value":"@example.com","type":"person"},
      {"key":"version","operator":"semver_gte","value":"2.0.0","type":"person"}],"rollout_percentage":50}],
      "multivariate":{"variants":[{"key":"a","rollout_percentage":50},{"key":"b","rollout_percentage":50}]}})"));
}
void BM_flag_20_conditions(benchmark::State& state) { evaluate_all(state, one_flag(conditions(20))); }
void BM_flags_350_of_all_kinds(benchmark::State& state) {
  evaluate_all(state, RandomDefinitions(7).project(350));
}

BENCHMARK(BM_flag_everybody);
BENCHMARK(BM_flag_simple_rollout);
BENCHMARK(BM_flag_targeted);
BENCHMARK(BM_flag_20_conditions);
BENCHMARK(BM_flags_350_of_all_kinds);

}  // namespace
}  // namespace leapfrog::flags
