// Parsed once for all sources (see cmake/precompiled_headers.cmake): what most files include anyway and takes long to
// parse. Sources include what they use themselves; the preset `dev` compiles without this and shows it.
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
