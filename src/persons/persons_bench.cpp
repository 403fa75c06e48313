// Microseconds per event of resolving batches, with everything that a batch costs: resolve, seal, save,
// commit.
#include <benchmark/benchmark.h>

#include <unistd.h>

#include <filesystem>
#include <random>

#include "persons/persons.h"

namespace leapfrog::persons {
namespace {

constexpr std::size_t people = 100'000;
constexpr std::size_t batch_size = 20'000;

// 46 properties as a browser sends them; about a third of them describe the person.
json::object browser_properties(std::size_t person, std::size_t page) {
  json::object properties;
  for (const auto name : {"$browser", "$os", "$device_type", "$referring_domain", "$referrer", "utm_source"})
    properties[name] = "value " + std::to_string(person % 7);
  properties["$browser_version"] = 120;
  properties["$os_version"] = "14.2.1";
  properties["$screen_height"] = 1080;
  properties["$screen_width"] = 1920;
  properties["$viewport_height"] = 900;
  properties["$viewport_width"] = 1720;
  properties["$raw_user_agent"] =
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/120";
  properties["$geoip_country_code"] = "DE";
  properties["$geoip_country_name"] = "Germany";
  properties["$current_url"] = "https://app.example.com/page/" + std::to_string(page);
  properties["$pathname"] = "/page/" + std::to_string(page);
  properties["$lib"] = "web";
  for (std::size_t i = properties.size(); i < 46; ++i)
    properties["$other_property_" + std::to_string(i)] = "some text";
  return properties;
}

class Bench {
 public:
  explicit Bench(std::size_t cached) {
    directory_ =
        std::filesystem::temp_directory_path() / ("leapfrog_persons_bench_" + std::to_string(getpid()));
    std::filesystem::create_directories(directory_);
    auto database = meta::Database::open((directory_ / "persons.db").string(), migrations());
    CHECK(database.has_value());
    database_ = *std::move(database);
    Settings settings;
    settings.cached_persons = cached;
    settings.cached_bytes = cached * 20'000;
    auto persons = Persons::open(*database_, settings);
    CHECK(persons.has_value());
    persons_ = *std::move(persons);
    for (std::size_t i = 0; i < people; ++i)
      ids_.push_back("01890a5d-ac96-774b-bcce-" + std::to_string(100'000'000'000 + i));
  }
  ~Bench() {
    persons_.reset();
    database_.reset();
    std::filesystem::remove_all(directory_);
  }

  void resolve(std::string_view event, const std::string& id, const json::object& properties,
               const json::object* set = nullptr) {
    IdentityEvent input;
    input.project = 1;
    input.event = event;
    input.distinct_id = id;
    input.timestamp = from_micros(1'700'000'000'000'000);
    input.properties = &properties;
    input.set = set;
    auto resolved = persons_->resolve(input, warnings_);
    CHECK(resolved.has_value());
    benchmark::DoNotOptimize(resolved->person);
    warnings_.clear();
  }

  void end_batch() {
    const auto batch = persons_->seal();
    const auto saved =
        database_->write([&](meta::Connection& connection) { return batch->save(connection); });
    CHECK(saved.has_value());
    persons_->committed();
  }

  void create_everybody() {
    for (std::size_t i = 0; i < people; ++i) {
      resolve("$pageview", ids_[i], browser_properties(i, 1));
      if (i % batch_size == batch_size - 1) end_batch();
    }
  }

  const std::string& id(std::size_t i) const { return ids_[i]; }
  Persons& persons() { return *persons_; }

 private:
  std::filesystem::path directory_;
  std::unique_ptr<meta::Database> database_;
  std::unique_ptr<Persons> persons_;
  std::vector<std::string> ids_;
  std::vector<Warning> warnings_;
};

void report(benchmark::State& state) {
  state.counters["us/event"] = benchmark::Counter(static_cast<double>(state.iterations()) * batch_size * 1e-6,
                                                  benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

enum class Mix { page_views, changes, identifies };

// People out of `active`, with room for `cached` of them in memory.
void run(benchmark::State& state, Mix mix, std::size_t active, std::size_t cached, bool prefetch) {
  Bench bench(cached);
  bench.create_everybody();
  std::vector<json::object> pages;
  for (std::size_t i = 0; i < 7; ++i) pages.push_back(browser_properties(i, i));
  std::mt19937_64 random(1);
  std::size_t fresh = 0;
  json::object identify{{"$lib", "web"}}, set{{"plan", 1}};
  std::vector<std::size_t> who(batch_size);
  for (auto _ : state) {
    for (auto& person : who) person = random() % active;
    if (prefetch) {
      std::vector<PersonKey> keys;
      for (const auto person : who) keys.push_back({1, bench.id(person)});
      CHECK(bench.persons().prefetch(keys).has_value());
    }
    for (const auto person : who) {
      // Properties repeat with the person, so nothing that matters changes.
      const auto& properties = pages[person % 7];
      if (mix == Mix::changes) set["plan"] = static_cast<std::int64_t>(++fresh);
      if (mix == Mix::identifies && fresh++ % 4 == 0) {
        identify["$anon_distinct_id"] = "anonymous-" + std::to_string(fresh);
        bench.resolve("click", "anonymous-" + std::to_string(fresh), properties);
        bench.resolve("$identify", bench.id(person), identify);
      } else {
        bench.resolve("$pageview", bench.id(person), properties, mix == Mix::changes ? &set : nullptr);
      }
    }
    bench.end_batch();
  }
  report(state);
}

BENCHMARK_CAPTURE(run, hot_nothing_to_change, Mix::page_views, 10'000, 200'000, false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run, hot_prefetched, Mix::page_views, 10'000, 200'000, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run, cold, Mix::page_views, people, 1'000, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run, cold_prefetched, Mix::page_views, people, 30'000, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run, every_event_changes, Mix::changes, 10'000, 200'000, false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run, every_fourth_merges, Mix::identifies, 10'000, 200'000, false)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace leapfrog::persons
