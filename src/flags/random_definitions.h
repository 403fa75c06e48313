// For tests and benchmarks: flags, cohorts and people made up at random, such that filters meet the
// properties of people about half of the time.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "flags/definition.h"

namespace leapfrog::flags {

class RandomDefinitions {
 public:
  explicit RandomDefinitions(std::uint32_t seed) : random_(seed) {}

  ProjectDefinitions project(std::size_t flags) {
    ProjectDefinitions project;
    project.group_types = {"company", "team"};
    project.timezone = one_of({"UTC", "Europe/Berlin", "America/New_York"});
    for (std::int64_t id = 1; id <= 6; ++id) project.cohorts.push_back(cohort(id));
    for (std::size_t i = 0; i < flags; ++i)
      project.flags.push_back(flag(static_cast<std::int64_t>(i + 1), flags));
    return project;
  }

  json::object properties() {
    json::object out;
    const auto maybe = [&](std::string_view key, json::value value) {
      if (chance(0.7)) out[key] = std::move(value);
    };
    maybe("email", json::value(email()));
    maybe("plan", json::value(plan()));
    maybe("beta", json::value(chance(0.5)));
    maybe("age", number());
    maybe("score", 0.5 * static_cast<double>(below(20)));
    maybe("version", json::value(version()));
    maybe("joined", date());
    maybe("tags", json::array{json::value(plan()), json::value(plan())});
    maybe("nothing", nullptr);
    for (int i = 0; i < 6; ++i)
      maybe("$feature_enrollment/flag-" + std::to_string(1 + below(25)),
            chance(0.5) ? json::value(chance(0.5)) : json::value(one_of({"true", "false"})));
    maybe("$geoip_country_code", json::value(one_of({"DE", "US", "FR"})));
    maybe("utm_source", json::value(one_of({"news", "ads"})));
    return out;
  }

  bool chance(double share) { return std::uniform_real_distribution<>(0, 1)(random_) < share; }
  std::int64_t below(std::int64_t end) {
    return std::uniform_int_distribution<std::int64_t>(0, end - 1)(random_);
  }
  std::string one_of(const std::vector<std::string>& texts) {
    return texts[static_cast<std::size_t>(below(static_cast<std::int64_t>(texts.size())))];
  }

  FlagDefinition flag(std::int64_t id, std::size_t flags) {
    FlagDefinition flag;
    flag.id = id;
    flag.key = "flag-" + std::to_string(id);
    flag.active = chance(0.9);
    flag.ensure_experience_continuity = chance(0.15);
    flag.bucketed_by_device = chance(0.1);
    const bool by_group = chance(0.15);
    if (by_group) flag.filters["aggregation_group_type_index"] = below(2);
    if (chance(0.1)) flag.filters["feature_enrollment"] = true;
    if (chance(0.1)) flag.filters["early_exit"] = true;
    if (chance(0.1)) flag.filters["holdout"] = {{"id", below(5)}, {"exclusion_percentage", 10 * below(11)}};
    if (chance(0.4)) flag.filters["multivariate"] = {{"variants", variants()}};
    json::array groups;
    for (auto left = below(4); left >= 0; --left) groups.emplace_back(group(flags, by_group));
    flag.filters["groups"] = std::move(groups);
    flag.filters["payloads"] = {{"true", {{"n", 1}}}, {"red", "\"text\""}};
    return flag;
  }

 private:
  std::string email() {
    return one_of({"ada@Example.com", "bob@example.org", "émile@exämple.fr", "ΣΟΦΟΣ@example.gr", "x"});
  }
  std::string plan() { return one_of({"free", "team", "Enterprise", "true", "False"}); }
  json::value number() {
    switch (below(4)) {
      case 0:
        return json::value(std::to_string(below(50)));
      case 1:
        return json::value(one_of({"abc", "", "1.5", "7"}));
      default:
        return json::value(below(50));
    }
  }
  std::string version() {
    return one_of({"1.2.3", "v1.2", "2.0.0-beta", "1.10.0", "01.2.3", "2", "none", "0.3.1", "0.0.4"});
  }
  json::value date() {
    switch (below(4)) {
      case 0:
        return json::value(1'700'000'000 + below(80'000'000));
      case 1:
        return json::value(std::to_string(1'700'000'000 + below(80'000'000)));
      default:
        return json::value(one_of({"2026-01-15", "2025-12-31T10:00:00Z", "2026-02-01 08:30:00",
                                   "2026-02-27T23:59:59.5+02:00", "yesterday"}));
    }
  }

  json::array variants() {
    json::array out;
    out.emplace_back(json::object{{"key", "red"}, {"rollout_percentage", 10 * below(6)}});
    out.emplace_back(json::object{{"key", "green"}, {"rollout_percentage", 25}});
    out.emplace_back(json::object{{"key", "blue"}, {"rollout_percentage", 12.5}});
    return out;
  }

  json::object group(std::size_t flags, bool by_group) {
    json::object out;
    json::array properties;
    for (auto left = below(4); left > 0; --left) properties.emplace_back(filter(flags, by_group));
    out["properties"] = std::move(properties);
    if (chance(0.7)) out["rollout_percentage"] = chance(0.3) ? 33.3 : static_cast<double>(10 * below(11));
    if (chance(0.3)) out["variant"] = one_of({"red", "blue", "purple"});
    if (chance(0.1)) out["aggregation_group_type_index"] = nullptr;
    return out;
  }

  json::object filter(std::size_t flags, bool by_group) {
    if (chance(0.1) && flags > 0) {
      json::object out{{"type", "flag"}, {"operator", "flag_evaluates_to"}};
      out["key"] = (chance(0.5) ? "" : "flag-") + std::to_string(1 + below(static_cast<std::int64_t>(flags)));
      if (chance(0.01)) out["key"] = "gone";
      out["value"] = chance(0.4) ? json::value(true) : chance(0.5) ? json::value(false) : json::value("red");
      return out;
    }
    if (chance(0.1) && !by_group)
      return {{"type", "cohort"},
              {"key", "id"},
              {"value", 1 + below(7)},
              {"operator", chance(0.5) ? "in" : "not_in"}};
    auto out = property_filter();
    if (by_group) {
      out["type"] = "group";
      out["group_type_index"] = below(2);
    }
    return out;
  }

  json::object property_filter() {
    json::object out{{"type", "person"}};
    const auto with = [&](std::string_view key, const std::string& op, auto value) {
      out["key"] = key;
      out["operator"] = op;
      out["value"] = json::value(std::move(value));
    };
    const auto not_or = [&](const std::string& op) { return (chance(0.5) ? "not_" : "") + op; };
    switch (below(11)) {
      case 0:
        with(one_of({"email", "plan", "beta", "age", "score", "tags", "nothing"}),
             one_of({"exact", "is_not"}), wanted());
        break;
      case 1:
        with(one_of({"email", "plan", "age", "gone"}), one_of({"is_set", "is_not_set"}), nullptr);
        break;
      case 2:
        with(one_of({"email", "plan", "age"}), not_or("icontains"),
             one_of({"EXAMPLE", "e", "1", ".ORG", "ä"}));
        break;
      case 3:
        with("email", not_or("icontains_multi"),
             json::array{".com", "x", json::value(one_of({"org", "FR"}))});
        break;
      case 4:
        with(one_of({"email", "plan", "age"}), not_or(one_of({"starts_with", "ends_with"})),
             one_of({"A", "m", "1", ""}));
        break;
      case 5:
        with(one_of({"email", "plan", "version"}), not_or("regex"),
             one_of({"^[a-z]+@", "\\.com$", "t(ea|ru)", "^v?1\\."}));
        break;
      case 6:
        with(one_of({"age", "score", "plan", "beta"}), one_of({"gt", "gte", "lt", "lte"}),
             chance(0.5) ? json::value(below(50)) : json::value(std::to_string(below(10)) + ".5"));
        break;
      case 7:
        with("joined", one_of({"is_date_exact", "is_date_before", "is_date_after"}),
             one_of({"2026-01-15", "-30d", "-1m", "-2w", "-12h", "-1y", "2025-12-31T10:00:00Z", "1x",
                     "-10000d"}));
        break;
      case 8:
        with("version",
             one_of({"semver_eq", "semver_neq", "semver_gt", "semver_gte", "semver_lt", "semver_lte",
                     "semver_tilde", "semver_caret"}),
             one_of({"1.2.3", "v1.10", "2", "0.3.0", "0.0.4"}));
        break;
      case 9:
        with("version", "semver_wildcard", one_of({"1.*", "1.2.*", "0.*", "*"}));
        break;
      default:
        with(one_of({"$initial_utm_source", "$geoip_country_code"}), "exact", one_of({"news", "DE"}));
    }
    return out;
  }

  json::value wanted() {
    switch (below(7)) {
      case 0:
        return json::array{json::value(email()), json::value(plan())};
      case 1:
        return json::value(true);
      case 2:
        return json::value("false");
      case 3:
        return json::value(below(50));
      case 4:
        return json::value(0.5 * static_cast<double>(1 + 2 * below(8)));
      case 5:
        return json::value(email());
      default:
        return json::value(plan());
    }
  }

  CohortDefinition cohort(std::int64_t id) {
    if (id > 4) return {id, nullptr};
    return {id, tree(2)};
  }
  json::object tree(int depth) {
    json::array values;
    for (auto left = 1 + below(3); left > 0; --left) {
      if (depth > 0 && chance(0.4)) {
        values.emplace_back(tree(depth - 1));
      } else {
        auto filter = property_filter();
        if (chance(0.2)) filter["negation"] = true;
        values.emplace_back(std::move(filter));
      }
    }
    return {{"type", chance(0.5) ? "AND" : "OR"}, {"values", std::move(values)}};
  }

  std::mt19937 random_;
};

}  // namespace leapfrog::flags
