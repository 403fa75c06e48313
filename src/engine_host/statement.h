// Just enough of ClickHouse's grammar to treat a request as its HTTP interface does: find where the data of
// an INSERT begins. Everything else about a statement is left to the engine's own parser.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace leapfrog::engine_host {

enum class TokenKind : std::uint8_t { word, quoted_name, string, symbol, end, incomplete };

struct Token {
  TokenKind kind;
  std::string_view text;  // with its quotes
  std::size_t end;        // position behind it
};

// The token at or after `from`, skipping blanks and comments. `incomplete` when the text ends inside a token
// or a comment.
Token next_token(std::string_view sql, std::size_t from);
// Compares a bare word with a keyword given in capitals.
bool is_keyword(const Token& token, std::string_view keyword);

// An INSERT with data (not INSERT … SELECT), taken apart.
struct InsertStatement {
  std::string statement;  // without the FORMAT or VALUES clause
  std::string format;
  std::size_t data_begin;  // where in the text the data starts
};

enum class SplitOutcome : std::uint8_t { insert_with_data, other, needs_more };

struct Split {
  SplitOutcome outcome;
  std::optional<InsertStatement> insert;
};

// Takes a text, or a prefix of it when `complete` is false: `needs_more` says that the prefix does not tell.
Split split_insert(std::string_view sql, bool complete);

// Whether the words INTO OUTFILE or FROM INFILE stand next to each other outside strings, names and comments:
// libchdb would read and write files of this machine for them, which no HTTP interface may do.
bool names_client_file(std::string_view sql);

// Whether a SETTINGS clause stands anywhere, in subqueries too: those the engine applies without asking
// whether the session may change settings.
bool changes_settings(std::string_view sql);

}  // namespace leapfrog::engine_host
