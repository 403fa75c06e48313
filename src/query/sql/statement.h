// A statement of SQL and the values bound to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "storage/events/engine.h"

namespace leapfrog::query {

struct Statement {
  std::string sql;
  events::Settings parameters;  // bound as {name:Type}
  events::Settings settings;    // of the engine, beyond those that every question runs with
};

// Binds values: each call gives what to write in the text. Nothing from outside enters a statement otherwise.
class Bindings {
 public:
  std::string text(std::string_view value);                      // {p0:String}
  std::string texts(const std::vector<std::string>& values);     // {p1:Array(String)}
  std::string numbers(const std::vector<std::int64_t>& values);  // {p2:Array(Int64)}
  static std::string number(double value);
  static std::string instant(Instant value);  // a DateTime64(6, 'UTC')

  const events::Settings& parameters() const { return parameters_; }

 private:
  std::string bind(std::string value, std::string_view type);
  events::Settings parameters_;
};

// `name` in backquotes, whatever it holds.
std::string quote_name(std::string_view name);

// A property's name as a path in a JSON column, quoted. The engine writes a dot inside a key as %2E, since
// dots join the levels of an object.
std::string json_path(std::string_view key);

}  // namespace leapfrog::query
