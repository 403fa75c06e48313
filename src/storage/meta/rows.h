// Typed reads on top of Connection and Database: one row, all rows, and transactions that give a value.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "storage/meta/database.h"

namespace leapfrog::meta {

// The first row, read by `read(const Row&)`, or nothing.
template <class Read>
auto find_one(Connection& connection, std::string_view sql, const std::vector<Value>& parameters, Read read)
    -> Result<std::optional<std::invoke_result_t<Read, const Row&>>> {
  std::optional<std::invoke_result_t<Read, const Row&>> found;
  TRY(connection.query(sql, parameters, [&](const Row& row) {
    if (!found) found = read(row);
  }));
  return found;
}

template <class Read>
auto find_all(Connection& connection, std::string_view sql, const std::vector<Value>& parameters, Read read)
    -> Result<std::vector<std::invoke_result_t<Read, const Row&>>> {
  std::vector<std::invoke_result_t<Read, const Row&>> found;
  TRY(connection.query(sql, parameters, [&](const Row& row) { found.push_back(read(row)); }));
  return found;
}

// The number in the first column of the only row: counts.
inline Result<std::int64_t> find_number(Connection& connection, std::string_view sql,
                                        const std::vector<Value>& parameters) {
  std::int64_t number = 0;
  TRY(connection.query(sql, parameters, [&](const Row& row) { number = row.integer(0); }));
  return number;
}

// Database::read and Database::write for work that gives a Result<T>.
template <class Work>
auto in_read(Database& database, Work work) -> std::invoke_result_t<Work, Connection&> {
  std::optional<typename std::invoke_result_t<Work, Connection&>::value_type> value;
  TRY(database.read([&](Connection& connection) -> Result<> {
    value = TRY(work(connection));
    return {};
  }));
  return *std::move(value);
}

template <class Work>
auto in_write(Database& database, Work work) -> std::invoke_result_t<Work, Connection&> {
  std::optional<typename std::invoke_result_t<Work, Connection&>::value_type> value;
  TRY(database.write([&](Connection& connection) -> Result<> {
    value = TRY(work(connection));
    return {};
  }));
  return *std::move(value);
}

}  // namespace leapfrog::meta
