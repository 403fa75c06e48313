// For tests: engines to derive from and change in one place.
#pragma once

#include "storage/events/engine.h"

namespace leapfrog::events {

// Takes everything and has nothing.
class SilentEngine : public Engine {
 public:
  bool ping() override { return true; }
  Result<> execute(std::string_view, const Settings&, const Settings&) override { return {}; }
  Result<std::vector<json::array>> rows(std::string_view, const Settings&, const Settings&) override {
    return std::vector<json::array>();
  }
  Result<Selection> select(std::string_view, const Settings&, const Settings&) override {
    return Selection{};
  }
  Result<ReadCost> visit_blocks(std::string_view, const Settings&, const Settings&,
                                const BlockVisitor&) override {
    return ReadCost{};
  }
  Result<InsertSummary> insert(std::string_view, std::string_view, std::string_view,
                               std::string_view) override {
    return InsertSummary{};
  }
  Result<> migrate() override { return {}; }
};

// Passes everything on.
class PassingEngine : public Engine {
 public:
  explicit PassingEngine(Engine& engine) : engine_(engine) {}

  bool ping() override { return engine_.ping(); }
  Result<> execute(std::string_view sql, const Settings& settings, const Settings& parameters) override {
    return engine_.execute(sql, settings, parameters);
  }
  Result<std::vector<json::array>> rows(std::string_view sql, const Settings& parameters,
                                        const Settings& settings) override {
    return engine_.rows(sql, parameters, settings);
  }
  Result<Selection> select(std::string_view sql, const Settings& parameters,
                           const Settings& settings) override {
    return engine_.select(sql, parameters, settings);
  }
  Result<ReadCost> visit_blocks(std::string_view sql, const Settings& parameters, const Settings& settings,
                                const BlockVisitor& visit) override {
    return engine_.visit_blocks(sql, parameters, settings, visit);
  }
  Result<InsertSummary> insert(std::string_view table, std::string_view columns, std::string_view blocks,
                               std::string_view token) override {
    return engine_.insert(table, columns, blocks, token);
  }
  Result<> migrate() override { return engine_.migrate(); }

 protected:
  Engine& engine_;
};

}  // namespace leapfrog::events
