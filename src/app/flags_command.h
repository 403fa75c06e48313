// `leapfrog flags scan`: finds where the code of a directory asks for flags and tells a server.
#pragma once

#include <string>

#include "base/result.h"

namespace leapfrog::app {

struct FlagScan {
  std::string directory;
  std::string url = "http://127.0.0.1:8000";
  std::string project = "@current";
  std::string key;         // a personal key; "": LEAPFROG_API_KEY
  std::string repository;  // "": the name of the directory
  bool as_json = false;
};

// Prints what was found, what can be removed, and what there is no flag for. Whether every key exists.
Result<bool> scan_flags(const FlagScan& scan);

}  // namespace leapfrog::app
