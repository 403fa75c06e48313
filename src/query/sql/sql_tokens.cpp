#include "query/sql/sql_tokens.h"

#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::query {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

class Lexer {
 public:
  Lexer(std::string_view sql, const std::string& path) : sql_(sql), path_(path) {}

  Result<std::vector<SqlToken>> run() {
    std::vector<SqlToken> tokens;
    for (;;) {
      const bool spaced = TRY(skip_space());
      if (at_ == sql_.size()) return tokens;
      auto token = TRY(next());
      token.after_space = spaced;
      tokens.push_back(std::move(token));
    }
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0'; }

  Result<bool> skip_space() {
    const auto before = at_;
    for (;;) {
      if (is_space(peek())) {
        ++at_;
      } else if (peek() == '-' && peek(1) == '-') {
        at_ = std::min(sql_.find('\n', at_), sql_.size());
      } else if (peek() == '/' && peek(1) == '*') {
        const auto end = sql_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return problem("a comment begins that never ends", at_);
        at_ = end + 2;
      } else {
        return at_ != before;
      }
    }
  }

  Result<SqlToken> next() {
    const auto start = at_;
    const char c = peek();
    if (c == '\'') return quoted(SqlToken::Kind::text, "text");
    if (c == '`' || c == '"') return quoted(SqlToken::Kind::quoted_name, "name");
    if (c == '{') return placeholder();
    if (starts_word(c)) {
      while (starts_word(peek()) || is_digit(peek())) ++at_;
      return token(SqlToken::Kind::word, start);
    }
    if (is_digit(c)) {
      while (starts_word(peek()) || is_digit(peek()) || (peek() == '.' && is_digit(peek(1))) ||
             ((peek() == '-' || peek() == '+') && is_digit(peek(1)) && is_exponent(start)))
        ++at_;
      return token(SqlToken::Kind::number, start);
    }
    ++at_;
    return token(SqlToken::Kind::symbol, start);
  }

  // 1e-5 is one number, 0xe-5 is not.
  bool is_exponent(std::size_t start) const {
    const char before = sql_[at_ - 1];
    return (before == 'e' || before == 'E') && !(sql_[start] == '0' && start + 1 < at_ - 1);
  }

  // Backslashes escape, and a doubled quote stands for itself.
  Result<SqlToken> quoted(SqlToken::Kind kind, std::string_view what) {
    const auto start = at_;
    const char mark = sql_[at_++];
    std::string value;
    for (;; ++at_) {
      if (at_ >= sql_.size()) return problem(fmt::format("a {} begins that never ends", what), start);
      const char c = sql_[at_];
      if (c == '\\' && at_ + 1 < sql_.size()) {
        ++at_;
        value += unescaped(sql_[at_]);
      } else if (c == mark && peek(1) == mark) {
        ++at_;
        value += mark;
      } else if (c == mark) {
        ++at_;
        break;
      } else {
        value += c;
      }
    }
    auto made = token(kind, start);
    made.value = std::move(value);
    return made;
  }

  static char unescaped(char c) {
    switch (c) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case 'r':
        return '\r';
      case '0':
        return '\0';
      default:
        return c;
    }
  }

  // {variables.x}; anything else in braces is left to the engine.
  Result<SqlToken> placeholder() {
    const auto start = at_;
    const auto end = sql_.find('}', at_);
    if (end == std::string_view::npos) return problem("a placeholder begins that never ends", start);
    std::string name;
    for (const char c : sql_.substr(start + 1, end - start - 1))
      if (!is_space(c)) name += c;
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return starts_word(c) || is_digit(c) || c == '.';
    });
    if (!plain) return problem("a placeholder has no plain name", start);
    at_ = end + 1;
    auto made = token(SqlToken::Kind::placeholder, start);
    made.value = std::move(name);
    return made;
  }

  SqlToken token(SqlToken::Kind kind, std::size_t start) const {
    return SqlToken{kind, sql_.substr(start, at_ - start), {}, start, false};
  }
  Failure problem(std::string_view what, std::size_t at) const {
    return invalid(fmt::format("Syntax error at position {}: {}.", at + 1, what), path_, "invalid_sql");
  }

  std::string_view sql_;
  const std::string& path_;
  std::size_t at_ = 0;
};

}  // namespace

bool SqlToken::is_word(std::string_view upper) const {
  return kind == Kind::word && std::equal(written.begin(), written.end(), upper.begin(), upper.end(),
                                          [](char a, char b) { return a == b || (a >= 'a' && a - 32 == b); });
}

Result<std::vector<SqlToken>> sql_tokens(std::string_view sql, const std::string& path) {
  return Lexer(sql, path).run();
}

std::string quote_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    if (c == '\0')
      out += "\\0";
    else
      out += c;
  }
  return out + "'";
}

}  // namespace leapfrog::query
