// Parsed once for all sources by the presets that compile with clang (see cmake/precompiled_headers.cmake): what most
// files include anyway and takes long to parse. Sources include what they use themselves; g++ compiles without this.
#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>
