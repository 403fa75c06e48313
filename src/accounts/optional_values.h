// Nullable columns to and from std::optional.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "storage/meta/database.h"

namespace leapfrog::accounts {

// The value views the string, which must live until the statement has run.
inline meta::Value value_of(const std::optional<std::string>& text) {
  return text ? meta::Value(std::string_view(*text)) : meta::Value(nullptr);
}
inline meta::Value value_of(const std::optional<std::int64_t>& number) {
  return number ? meta::Value(*number) : meta::Value(nullptr);
}

inline std::optional<std::int64_t> optional_integer(const meta::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}
inline std::optional<Instant> optional_instant(const meta::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(from_micros(row.integer(column)));
}

}  // namespace leapfrog::accounts
