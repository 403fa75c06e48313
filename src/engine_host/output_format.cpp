#include "engine_host/output_format.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "engine_host/statement.h"

namespace leapfrog::engine_host {

namespace {

struct Entry {
  std::string_view name;  // lower case
  Streamable how;
};

constexpr std::array entries = {
    Entry{"tabseparated", {0, false}},
    Entry{"tsv", {0, false}},
    Entry{"raw", {0, false}},
    Entry{"tabseparatedraw", {0, false}},
    Entry{"tsvraw", {0, false}},
    Entry{"tabseparatedwithnames", {1, false}},
    Entry{"tsvwithnames", {1, false}},
    Entry{"tabseparatedwithnamesandtypes", {2, false}},
    Entry{"tsvwithnamesandtypes", {2, false}},
    Entry{"tskv", {0, false}},
    Entry{"csv", {0, true}},
    Entry{"csvwithnames", {1, true}},
    Entry{"csvwithnamesandtypes", {2, true}},
    Entry{"jsoneachrow", {0, false}},
    Entry{"jsonl", {0, false}},
    Entry{"jsonlines", {0, false}},
    Entry{"ndjson", {0, false}},
    Entry{"jsonstringseachrow", {0, false}},
    Entry{"jsoncompacteachrow", {0, false}},
    Entry{"jsoncompacteachrowwithnames", {1, false}},
    Entry{"jsoncompacteachrowwithnamesandtypes", {2, false}},
    Entry{"jsoncompactstringseachrow", {0, false}},
    Entry{"jsoncompactstringseachrowwithnames", {1, false}},
    Entry{"jsoncompactstringseachrowwithnamesandtypes", {2, false}},
    Entry{"rowbinary", {0, false}},
    Entry{"native", {0, false}},
};

}  // namespace

std::string output_format(std::string_view sql, std::string_view default_format) {
  std::string found(default_format);
  int depth = 0;
  for (Token token = next_token(sql, 0); token.kind != TokenKind::end && token.kind != TokenKind::incomplete;
       token = next_token(sql, token.end)) {
    if (token.kind == TokenKind::symbol) depth += token.text == "(" ? 1 : token.text == ")" ? -1 : 0;
    if (depth != 0 || !is_keyword(token, "FORMAT")) continue;
    const Token name = next_token(sql, token.end);
    if (name.kind != TokenKind::word) continue;
    // A column may be called "format": the clause is followed by the end of the statement or its settings.
    const Token after = next_token(sql, name.end);
    const bool last =
        after.kind == TokenKind::end || after.kind == TokenKind::incomplete || after.text == ";";
    if (last || is_keyword(after, "SETTINGS")) found = name.text;
  }
  return found;
}

std::optional<Streamable> streamable(std::string_view format) {
  std::string name(format);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto* entry =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.name == name; });
  return entry == entries.end() ? std::nullopt : std::optional(entry->how);
}

std::string_view without_header(std::string_view piece, Streamable format) {
  bool inside_quotes = false;
  std::size_t at = 0;
  for (int lines = format.header_lines; lines > 0 && at < piece.size(); ++at) {
    if (format.quoted && piece[at] == '"') inside_quotes = !inside_quotes;
    if (piece[at] == '\n' && !inside_quotes) --lines;
  }
  return piece.substr(at);
}

}  // namespace leapfrog::engine_host
