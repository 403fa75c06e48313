// Everything that can be set, once: a table of names with defaults, units and what they do. A value comes
// from the config file, an environment variable or a flag; the later wins. Help and docs are made from the
// table.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace leapfrog::app {

struct Setting {
  std::string_view
      name;  // "log-max-bytes": --log-max-bytes, LEAPFROG_LOG_MAX_BYTES, log-max-bytes in the file
  std::string_view default_value;
  std::string_view unit;  // "bytes", "seconds", "" …
  std::string_view help;
};
const std::vector<Setting>& setting_table();

class Settings {
 public:
  Settings();  // the defaults

  // A TOML file of `name = value` lines. Unknown names are an error.
  Result<> read_file(const std::string& path);
  // LEAPFROG_<NAME> of every setting that is there.
  Result<> read_environment();
  Result<> set(std::string_view name, std::string value);

  const std::string& text(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;  // checked when it was set
  bool flag(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;  // comma-separated

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace leapfrog::app
