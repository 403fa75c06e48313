#include "flags/code_scan.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace leapfrog::flags {
namespace {

constexpr std::size_t max_call_tokens = 200;  // further than that a call is not followed
constexpr std::size_t max_key_bytes = 400;

constexpr std::array calls = std::to_array<std::string_view>({
    // PostHog
    "isFeatureEnabled",
    "getFeatureFlag",
    "getFeatureFlagPayload",
    "getFeatureFlagResult",
    "getRemoteConfigPayload",
    "useFeatureFlagEnabled",
    "useFeatureFlagVariantKey",
    "useFeatureFlagPayload",
    "useFeatureFlag",
    "feature_enabled",
    "is_feature_enabled",
    "get_feature_flag",
    "get_feature_flag_payload",
    "get_feature_flag_result",
    "get_remote_config_payload",
    "IsFeatureEnabled",
    "GetFeatureFlag",
    "GetFeatureFlagPayload",
    "GetFeatureFlagResult",
    "GetRemoteConfigPayload",
    // OpenFeature
    "getBooleanValue",
    "getStringValue",
    "getNumberValue",
    "getObjectValue",
    "getIntegerValue",
    "getDoubleValue",
    "getFloatValue",
    "getBooleanDetails",
    "getStringDetails",
    "getNumberDetails",
    "getObjectDetails",
    "getIntegerDetails",
    "getDoubleDetails",
    "getFloatDetails",
    "useBooleanFlagValue",
    "useStringFlagValue",
    "useNumberFlagValue",
    "useObjectFlagValue",
    "useFlag",
    "get_boolean_value",
    "get_string_value",
    "get_integer_value",
    "get_float_value",
    "get_object_value",
    "get_boolean_details",
    "get_string_details",
    "get_integer_details",
    "get_float_details",
    "get_object_details",
    "BooleanValue",
    "StringValue",
    "IntValue",
    "FloatValue",
    "ObjectValue",
    "BooleanValueDetails",
    "StringValueDetails",
    "fetch_boolean_value",
    "fetch_string_value",
    "fetch_number_value",
    "fetch_object_value",
});
constexpr std::array declares = std::to_array<std::string_view>({"function", "def", "func", "fun", "void"});
constexpr std::array key_names = std::to_array<std::string_view>({"Key", "key", "flag_key", "flagKey"});

template <class List>
bool is_one_of(const List& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

enum class Kind : std::uint8_t { word, text, mark };
struct Token {
  Kind kind = Kind::mark;
  std::string_view text;  // of a text: without its quotes
  std::int64_t line = 0;
  bool fixed = true;  // of a text: nothing in it is computed
};

// Code as words, texts and marks, without comments.
class Lexer {
 public:
  Lexer(std::string_view text, Language language) : text_(text), language_(language) {}

  std::vector<Token> run() {
    while (at_ < text_.size()) step();
    return std::move(tokens_);
  }

 private:
  bool hash_comments() const {
    return language_ == Language::python || language_ == Language::ruby || language_ == Language::php;
  }
  bool slash_comments() const { return language_ != Language::python && language_ != Language::ruby; }
  bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  static bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
  }

  void step() {
    const char c = text_[at_];
    if (c == '\n') {
      ++line_;
      ++at_;
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++at_;
    } else if ((c == '#' && hash_comments()) || (slash_comments() && starts("//"))) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (slash_comments() && starts("/*")) {
      skip_to("*/");
    } else if (language_ == Language::python && (starts("\"\"\"") || starts("'''"))) {
      skip_to(text_.substr(at_, 3));
    } else if (c == '"' || c == '\'' || c == '`') {
      take_text(c);
    } else if (is_word(c)) {
      const auto begin = at_;
      while (at_ < text_.size() && is_word(text_[at_])) ++at_;
      tokens_.push_back({Kind::word, text_.substr(begin, at_ - begin), line_, true});
    } else {
      tokens_.push_back({Kind::mark, text_.substr(at_, 1), line_, true});
      ++at_;
    }
  }

  // Past a comment or a text over several lines, whose end is `end`.
  void skip_to(std::string_view end) {
    const auto found = text_.find(end, at_ + end.size());
    const auto stop = found == std::string_view::npos ? text_.size() : found + end.size();
    line_ += std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                        text_.begin() + static_cast<std::ptrdiff_t>(stop), '\n');
    at_ = stop;
  }

  void take_text(char quote) {
    const auto begin = at_ + 1;
    const auto line = line_;
    // Only these span lines; in others a line's end closes what was left open, such as the ' of a word.
    const bool spans = quote == '`';
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\') ++at_;
      if (at_ < text_.size() && text_[at_] == '\n') {
        if (!spans) return;
        ++line_;
      }
    }
    const auto end = std::min(at_, text_.size());
    at_ = std::min(end + 1, text_.size());
    const auto content = text_.substr(begin, end - begin);
    const bool computed =
        content.find('\\') != std::string_view::npos ||
        (quote == '`' && content.find("${") != std::string_view::npos) ||
        (quote == '"' && content.find("#{") != std::string_view::npos) ||
        (language_ == Language::php && quote == '"' && content.find('$') != std::string_view::npos);
    tokens_.push_back({Kind::text, content, line, !computed});
  }

  const std::string_view text_;
  const Language language_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
  std::vector<Token> tokens_;
};

bool is_mark(const Token& token, char c) { return token.kind == Kind::mark && token.text[0] == c; }

bool is_key(const Token& token) {
  return token.kind == Kind::text && token.fixed && !token.text.empty() &&
         token.text.size() <= max_key_bytes && token.text.find_first_of(" \t\n") == std::string_view::npos;
}

// The index of the parenthesis that begins a call's arguments, past <Types>; 0 when there is none.
std::size_t opening(const std::vector<Token>& tokens, std::size_t after_name) {
  auto i = after_name;
  if (i < tokens.size() && is_mark(tokens[i], '<')) {
    int depth = 0;
    const auto end = std::min(tokens.size(), i + 30);
    for (; i < end; ++i) {
      if (is_mark(tokens[i], '<')) ++depth;
      if (is_mark(tokens[i], '>') && --depth == 0) break;
    }
    ++i;
  }
  return i < tokens.size() && is_mark(tokens[i], '(') ? i : 0;
}

// The key among a call's arguments: what is named so, else the first text.
const Token* key_of(const std::vector<Token>& tokens, std::size_t open) {
  const Token* first = nullptr;
  bool stopped = false;  // the first text is computed: what follows it is no key
  int depth = 0;
  const auto end = std::min(tokens.size(), open + max_call_tokens);
  for (auto i = open; i < end; ++i) {
    const auto& token = tokens[i];
    if (is_mark(token, '(') || is_mark(token, '{') || is_mark(token, '[')) ++depth;
    if ((is_mark(token, ')') || is_mark(token, '}') || is_mark(token, ']')) && --depth == 0) break;
    if (token.kind != Kind::text) continue;
    const bool named = i >= 2 && (is_mark(tokens[i - 1], ':') || is_mark(tokens[i - 1], '=')) &&
                       is_one_of(key_names, tokens[i - 2].text);
    if (named) return is_key(token) ? &token : nullptr;
    if (first == nullptr && !stopped) {
      if (is_key(token)) first = &token;
      stopped = first == nullptr;
    }
  }
  return first;
}

// <PostHogFeature flag="key">
const Token* component_key(const std::vector<Token>& tokens, std::size_t name) {
  const auto end = std::min(tokens.size(), name + 30);
  for (auto i = name + 1; i + 2 < end; ++i) {
    if (is_mark(tokens[i], '>')) return nullptr;
    if (tokens[i].text != "flag" || !is_mark(tokens[i + 1], '=')) continue;
    const auto at = is_mark(tokens[i + 2], '{') ? i + 3 : i + 2;
    return at < tokens.size() && is_key(tokens[at]) ? &tokens[at] : nullptr;
  }
  return nullptr;
}

}  // namespace

Language language_of(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos) return Language::none;
  const auto ending = name.substr(dot + 1);
  constexpr std::array scripts = std::to_array<std::string_view>(
      {"js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "vue", "svelte", "astro"});
  if (is_one_of(scripts, ending)) return Language::script;
  if (ending == "py") return Language::python;
  if (ending == "go") return Language::go;
  if (ending == "rb" || ending == "erb") return Language::ruby;
  if (ending == "java" || ending == "kt" || ending == "kts") return Language::java;
  if (ending == "swift") return Language::swift;
  if (ending == "php") return Language::php;
  return Language::none;
}

std::vector<CodeReference> scan_code(std::string_view text, Language language) {
  const auto tokens = Lexer(text, language).run();
  std::vector<CodeReference> found;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto& name = tokens[i];
    if (name.kind != Kind::word) continue;
    const Token* key = nullptr;
    if (name.text == "PostHogFeature") {
      key = component_key(tokens, i);
    } else if (is_one_of(calls, name.text)) {
      if (i > 0 && tokens[i - 1].kind == Kind::word && is_one_of(declares, tokens[i - 1].text)) continue;
      if (const auto open = opening(tokens, i + 1); open != 0) key = key_of(tokens, open);
    }
    if (key != nullptr) found.push_back({std::string(key->text), key->line, std::string(name.text)});
  }
  return found;
}

}  // namespace leapfrog::flags
