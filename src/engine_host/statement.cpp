#include "engine_host/statement.h"

#include <cctype>

namespace leapfrog::engine_host {

namespace {

bool is_word_start(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

constexpr std::size_t none = std::string_view::npos;

// Behind the blanks and comments at `at`; nothing when a comment does not end.
std::optional<std::size_t> skip_blanks(std::string_view sql, std::size_t at) {
  while (at < sql.size()) {
    if (is_blank(sql[at])) {
      ++at;
    } else if (sql.substr(at, 2) == "--" || sql.substr(at, 2) == "# " || sql.substr(at, 2) == "#!") {
      at = sql.find('\n', at);
      if (at == none) return std::nullopt;
    } else if (sql.substr(at, 2) == "/*") {
      const std::size_t close = sql.find("*/", at + 2);
      if (close == none) return std::nullopt;
      at = close + 2;
    } else {
      break;
    }
  }
  return at;
}

// Behind the closing quote of what starts at `at`. Quotes are escaped by a backslash or by doubling.
std::optional<std::size_t> skip_quoted(std::string_view sql, std::size_t at) {
  const char quote = sql[at];
  for (std::size_t i = at + 1; i < sql.size(); ++i) {
    if (sql[i] == '\\') {
      ++i;
    } else if (sql[i] == quote) {
      if (i + 1 < sql.size() && sql[i + 1] == quote) {
        ++i;
      } else {
        return i + 1;
      }
    }
  }
  return std::nullopt;
}

// $tag$ … $tag$; nothing when the text at `at` does not open one.
std::optional<Token> heredoc(std::string_view sql, std::size_t at) {
  std::size_t i = at + 1;
  while (i < sql.size() && is_word_char(sql[i])) ++i;
  if (i >= sql.size() || sql[i] != '$') return std::nullopt;
  const std::string_view tag = sql.substr(at, i + 1 - at);
  const std::size_t close = sql.find(tag, i + 1);
  if (close == none) return Token{TokenKind::incomplete, {}, sql.size()};
  const std::size_t end = close + tag.size();
  return Token{TokenKind::string, sql.substr(at, end - at), end};
}

// Where the data of an INSERT starts behind its FORMAT clause: one semicolon, blanks of the line and one line
// break belong to the statement.
std::optional<std::size_t> data_begin(std::string_view sql, std::size_t at, bool complete) {
  if (at < sql.size() && sql[at] == ';') ++at;
  while (at < sql.size() && (sql[at] == ' ' || sql[at] == '\t' || sql[at] == '\f')) ++at;
  if (at < sql.size() && sql[at] == '\r') ++at;
  if (at < sql.size() && sql[at] == '\n') return at + 1;
  if (at >= sql.size() && !complete) return std::nullopt;
  return at;
}

struct Cursor {
  std::string_view sql;
  Token token;
  void advance() { token = next_token(sql, token.end); }
};

// Behind `name`, `db.name` or `FUNCTION f(…)`, so that a table called "format" is not taken for a keyword.
void skip_target(Cursor& cursor) {
  if (is_keyword(cursor.token, "INTO")) cursor.advance();
  if (is_keyword(cursor.token, "TABLE") || is_keyword(cursor.token, "FUNCTION")) cursor.advance();
  cursor.advance();
  while (cursor.token.kind == TokenKind::symbol && cursor.token.text == ".") {
    cursor.advance();
    cursor.advance();
  }
}

}  // namespace

Token next_token(std::string_view sql, std::size_t from) {
  const auto start = skip_blanks(sql, from);
  if (!start) return {TokenKind::incomplete, {}, sql.size()};
  const std::size_t at = *start;
  if (at >= sql.size()) return {TokenKind::end, {}, sql.size()};
  const char c = sql[at];
  if (is_word_start(c)) {
    std::size_t end = at + 1;
    while (end < sql.size() && is_word_char(sql[end])) ++end;
    return {TokenKind::word, sql.substr(at, end - at), end};
  }
  if (c == '\'' || c == '"' || c == '`') {
    const auto end = skip_quoted(sql, at);
    if (!end) return {TokenKind::incomplete, {}, sql.size()};
    return {c == '\'' ? TokenKind::string : TokenKind::quoted_name, sql.substr(at, *end - at), *end};
  }
  if (c == '$') {
    if (const auto token = heredoc(sql, at)) return *token;
  }
  return {TokenKind::symbol, sql.substr(at, 1), at + 1};
}

bool is_keyword(const Token& token, std::string_view keyword) {
  if (token.kind != TokenKind::word || token.text.size() != keyword.size()) return false;
  for (std::size_t i = 0; i < keyword.size(); ++i)
    if (std::toupper(static_cast<unsigned char>(token.text[i])) != keyword[i]) return false;
  return true;
}

Split split_insert(std::string_view sql, bool complete) {
  const Split more{complete ? SplitOutcome::other : SplitOutcome::needs_more, std::nullopt};
  const Split other{SplitOutcome::other, std::nullopt};
  // A word that touches the end of a prefix may go on, so it decides nothing yet.
  const auto undecided = [&](const Token& token) {
    return token.kind == TokenKind::incomplete || token.kind == TokenKind::end ||
           (!complete && token.end == sql.size());
  };
  Cursor cursor{sql, next_token(sql, 0)};
  if (undecided(cursor.token)) return more;
  if (!is_keyword(cursor.token, "INSERT")) return other;
  cursor.advance();
  skip_target(cursor);

  for (int depth = 0;; cursor.advance()) {
    const Token& token = cursor.token;
    if (undecided(token)) return more;
    if (token.kind == TokenKind::symbol) {
      if (token.text == "(") ++depth;
      if (token.text == ")") --depth;
      continue;
    }
    if (depth != 0) continue;
    if (is_keyword(token, "SELECT") || is_keyword(token, "WITH")) return other;
    const std::size_t clause = static_cast<std::size_t>(token.text.data() - sql.data());
    if (is_keyword(token, "VALUES"))
      return {SplitOutcome::insert_with_data,
              InsertStatement{std::string(sql.substr(0, clause)), "Values", token.end}};
    if (!is_keyword(token, "FORMAT")) continue;
    const Token format = next_token(sql, token.end);
    if (undecided(format)) return more;
    if (format.kind != TokenKind::word) return other;
    const auto begin = data_begin(sql, format.end, complete);
    if (!begin) return more;
    // "FORMAT Values" is written before VALUES-like rows; any other name is a format of the engine.
    return {SplitOutcome::insert_with_data,
            InsertStatement{std::string(sql.substr(0, clause)), std::string(format.text), *begin}};
  }
}

bool names_client_file(std::string_view sql) {
  Token before = next_token(sql, 0);
  while (before.kind != TokenKind::end && before.kind != TokenKind::incomplete) {
    const Token token = next_token(sql, before.end);
    if (is_keyword(before, "INTO") && is_keyword(token, "OUTFILE")) return true;
    if (is_keyword(before, "FROM") && is_keyword(token, "INFILE")) return true;
    before = token;
  }
  return false;
}

bool changes_settings(std::string_view sql) {
  const auto is_name = [](const Token& token) {
    return token.kind == TokenKind::word || token.kind == TokenKind::quoted_name;
  };
  for (Token token = next_token(sql, 0); token.kind != TokenKind::end && token.kind != TokenKind::incomplete;
       token = next_token(sql, token.end)) {
    if (!is_keyword(token, "SETTINGS")) continue;
    Token after = next_token(sql, token.end);
    if (!is_name(after)) continue;
    after = next_token(sql, after.end);
    // SETTINGS name = …, or name.part = …; a bare word before a comparison is no other legal SQL.
    if (after.text == "=" || after.text == ".") return true;
  }
  return false;
}

}  // namespace leapfrog::engine_host
