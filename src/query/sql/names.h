// Names in SQL that people write: `properties.$browser`, `e.person.properties['plan']`, `group_0.key`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/sql/property_types.h"
#include "query/sql/sql_tokens.h"

namespace leapfrog::query {

// A name with its dots.
struct NameChain {
  std::vector<std::string> parts;
  std::size_t next = 0;  // the token behind it
};
// The chain that begins at `at`, which must be a name. A subscript with a text belongs to it behind
// `properties`.
NameChain chain_at(const std::vector<SqlToken>& tokens, std::size_t at);

// What a chain means beyond a plain column.
struct MeantName {
  std::vector<std::string> qualifier;    // of the table
  std::string owner;                     // "", "person", "group_0" … "group_4", "session"
  std::optional<PropertyName> property;  // nothing: a field
  std::string field;                     // "id", "created_at", "properties" for all of them

  // "person.properties.plan": the name of the column that holds it.
  std::string column() const;
};
// Nothing for a plain name.
std::optional<MeantName> meaning_of(const NameChain& chain);

// Functions that the engine calls differently: the name to write and what goes before the closing bracket.
struct FunctionForm {
  std::string_view name;
  std::string_view last_argument;  // ", 'Float64'"
};
std::optional<FunctionForm> function_form(std::string_view name);

}  // namespace leapfrog::query
