// The words of SQL that a person wrote. Only to find names and placeholders in it: what the text means and
// whether it is harmless is decided by the engine's own parser (query/sandbox.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace leapfrog::query {

struct SqlToken {
  enum class Kind : std::uint8_t { word, quoted_name, text, number, symbol, placeholder };
  Kind kind = Kind::symbol;
  std::string_view written;  // as it stands in the text
  std::string value;         // of a quoted name, a text or a placeholder: what is inside
  std::size_t start = 0;     // byte in the text
  bool after_space = false;

  std::size_t end() const { return start + written.size(); }
  bool is_symbol(char c) const { return kind == Kind::symbol && written.front() == c; }
  bool is_name() const { return kind == Kind::word || kind == Kind::quoted_name; }
  // A keyword, in any case.
  bool is_word(std::string_view upper) const;
};

// Comments are space. Symbols are single characters. `invalid` for what never ends, naming the byte.
Result<std::vector<SqlToken>> sql_tokens(std::string_view sql, const std::string& path);

// As a literal of SQL.
std::string quote_text(std::string_view text);

}  // namespace leapfrog::query
