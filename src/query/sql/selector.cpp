#include "query/sql/selector.h"

#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::query {
namespace {

using Operation = AttributeCondition::Operation;

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
// Letters, digits, '-', '_' and everything beyond ASCII.
bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Selector> run() {
    Selector selector;
    skip_blanks();
    if (at_end()) return wrong("A selector cannot be empty.");
    bool child = false;
    while (true) {
      auto compound = TRY(read_compound());
      compound.child = child;
      selector.push_back(std::move(compound));
      if (selector.size() > max_compounds)
        return wrong(fmt::format("A selector has at most {} parts.", max_compounds));
      const bool blanks = skip_blanks();
      if (at_end()) return selector;
      child = take('>');
      if (child) skip_blanks();
      if (!child && !blanks) return not_understood();
    }
  }

 private:
  bool at_end() const { return at_ == text_.size(); }
  char next() const { return at_end() ? '\0' : text_[at_]; }
  bool take(char wanted) {
    if (next() != wanted || at_end()) return false;
    ++at_;
    return true;
  }
  bool skip_blanks() {
    const auto from = at_;
    while (!at_end() && is_blank(next())) ++at_;
    return at_ > from;
  }

  Failure wrong(std::string sentence) const { return invalid(std::move(sentence), "selector"); }
  Failure not_understood() const {
    if (at_end()) return wrong("The selector ends too early.");
    const auto part = text_.substr(at_, 20);
    if (part.front() == '+' || part.front() == '~')
      return wrong(
          fmt::format("'{}' is not supported: what stands beside an element is not captured.", part.front()));
    if (part.front() == ',')
      return wrong("',' is not supported: write one step of the action for each selector.");
    return wrong(
        fmt::format("'{}' at character {} was not understood. Use tags, .class, #id, [name=\"value\"], "
                    ":nth-child(n), blanks and '>'.",
                    printable(part), at_ + 1));
  }
  // A cut in the middle of a character would not be UTF-8.
  static std::string printable(std::string_view part) {
    while (!part.empty() && static_cast<unsigned char>(part.back()) >= 0x80) part.remove_suffix(1);
    return part.empty() ? "…" : std::string(part);
  }

  Result<Compound> read_compound() {
    Compound compound;
    const auto from = at_;
    if (!take('*') && (is_name(next()) || next() == '\\')) compound.tag = TRY(read_name());
    while (true) {
      if (take('.')) {
        compound.classes.push_back(TRY(read_name()));
      } else if (take('#')) {
        compound.attributes.push_back({"attr_id", Operation::equals, TRY(read_name())});
      } else if (take('[')) {
        compound.attributes.push_back(TRY(read_attribute()));
      } else if (next() == ':') {
        compound.attributes.push_back(TRY(read_position()));
      } else {
        break;
      }
    }
    if (at_ == from) return not_understood();
    const auto sort_once = [](auto& list) {
      std::ranges::sort(list);
      list.erase(std::ranges::unique(list).begin(), list.end());
    };
    sort_once(compound.classes);
    sort_once(compound.attributes);
    if (std::ranges::adjacent_find(compound.attributes, {}, &AttributeCondition::key) !=
        compound.attributes.end())
      return wrong("Two conditions on one attribute of an element are not supported.");
    return compound;
  }

  // An identifier of CSS with its escapes: '\:' and '\3a '.
  Result<std::string> read_name() {
    std::string name;
    while (!at_end()) {
      if (is_name(next())) {
        name += text_[at_++];
      } else if (take('\\')) {
        TRY(read_escape(name));
      } else {
        break;
      }
    }
    if (name.empty()) return not_understood();
    return name;
  }

  Result<> read_escape(std::string& out) {
    if (at_end()) return not_understood();
    if (!is_hex(next())) {
      out += text_[at_++];
      return {};
    }
    std::uint32_t code = 0;
    for (int digits = 0; digits < 6 && is_hex(next()); ++digits, ++at_) {
      const char c = next();
      code = code * 16 + static_cast<std::uint32_t>(is_digit(c) ? c - '0' : (c | 32) - 'a' + 10);
    }
    if (is_blank(next())) ++at_;
    if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      return wrong("An escape in the selector stands for no character.");
    append_utf8(out, code);
    return {};
  }

  static void append_utf8(std::string& out, std::uint32_t code) {
    const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xc0 | (code >> 6));
      tail(0);
    } else if (code < 0x10000) {
      out += static_cast<char>(0xe0 | (code >> 12));
      tail(6), tail(0);
    } else {
      out += static_cast<char>(0xf0 | (code >> 18));
      tail(12), tail(6), tail(0);
    }
  }

  Result<AttributeCondition> read_attribute() {
    AttributeCondition condition;
    skip_blanks();
    auto name = TRY(read_name());
    condition.key = name == "id" ? "attr_id" : name == "href" ? "href" : "attr__" + name;
    skip_blanks();
    if (take(']')) {
      condition.operation = Operation::present;
      return condition;
    }
    if (take('^'))
      condition.operation = Operation::begins;
    else if (take('$'))
      condition.operation = Operation::ends;
    else if (take('*'))
      condition.operation = Operation::contains;
    if (!take('=')) return not_understood();
    skip_blanks();
    const char quote = next();
    condition.value = quote == '"' || quote == '\'' ? TRY(read_quoted()) : TRY(read_name());
    skip_blanks();
    if (!take(']')) return not_understood();
    if (condition.value.empty() && condition.operation != Operation::equals)
      return wrong("An empty value is in every attribute; compare with '=' or name the attribute alone.");
    return condition;
  }

  Result<std::string> read_quoted() {
    const char quote = text_[at_++];
    std::string value;
    while (!at_end() && next() != quote) {
      if (take('\\'))
        TRY(read_escape(value));
      else
        value += text_[at_++];
    }
    if (!take(quote)) return wrong("A quoted value in the selector does not end.");
    return value;
  }

  Result<AttributeCondition> read_position() {
    constexpr std::string_view kinds[] = {"nth-child", "nth-of-type"};
    for (const auto kind : kinds) {
      const auto head = fmt::format(":{}(", kind);
      if (!text_.substr(at_).starts_with(head)) continue;
      auto from = at_;
      at_ += head.size();
      skip_blanks();
      std::string digits;
      while (is_digit(next()) && digits.size() < 9) digits += text_[at_++];
      skip_blanks();
      if (digits.empty() || digits.front() == '0' || !take(')')) {
        at_ = from;
        return not_understood();
      }
      return AttributeCondition{std::string(kind), Operation::equals, digits};
    }
    return not_understood();
  }

  const std::string_view text_;
  std::size_t at_ = 0;
};

// --- The pattern. A chain is elements joined by ';', an element is head(:attributes)?, where the head is the
// tag and its classes and attributes are key="value" one after another. A class may hold ':' (Tailwind's
// "md:flex"), so the attributes begin at a ':' that a key and '="' follow.

constexpr std::string_view any_value = R"((?:[^"\\]|\\.)*)";
constexpr std::string_view any_element = R"((?:[^;"]|"(?:[^"\\]|\\.)*")*)";
constexpr std::string_view first_key = R"((?:attr__[^"=;]*|[\w\-]+))";

std::string literal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x80 && !is_digit(c) && !(c >= 'a' && c <= 'z') &&
        !(c >= 'A' && c <= 'Z') && c != '_')
      out += '\\';
    out += c;
  }
  return out;
}

// A value inside a chain's quotes. Some writers of chains escape backslashes, some do not.
std::string value_literal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"')
      out += R"(\\")";
    else if (c == '\\')
      out += R"((?:\\\\|\\))";
    else
      out += literal(std::string_view(&c, 1));
  }
  return out;
}

std::string value_pattern(const AttributeCondition& condition) {
  const auto value = value_literal(condition.value);
  switch (condition.operation) {
    case Operation::present:
      return std::string(any_value);
    case Operation::equals:
      return value;
    case Operation::begins:
      return fmt::format("{}{}", value, any_value);
    case Operation::ends:
      return fmt::format("{}{}", any_value, value);
    case Operation::contains:
      return fmt::format("{0}{1}{0}", any_value, value);
  }
  return "";
}

// From the ':' on. Keys of a chain are sorted, so each condition is looked for behind the one before it.
std::string attributes_pattern(const std::vector<AttributeCondition>& conditions) {
  const auto first = fmt::format(R"({}="{}")", first_key, any_value);
  const auto others = fmt::format(R"((?:[^"=;]+="{}")*?)", any_value);
  if (conditions.empty()) return fmt::format("(?::|:{}{})?", first, others);
  auto out = fmt::format(":(?:{}{})?", first, others);
  for (const auto& condition : conditions)
    out += fmt::format(R"({}="{}"{})", literal(condition.key), value_pattern(condition), others);
  return out;
}

std::string compound_pattern(const Compound& compound) {
  std::string out = compound.tag.empty() ? R"([^.:;"]*)" : literal(compound.tag);
  for (const auto& name : compound.classes) out += fmt::format(R"((?:\.[^;"]*?)?\.{})", literal(name));
  out += R"((?:\.[^;"]*?)?)";
  return out + attributes_pattern(compound.attributes);
}

}  // namespace

Result<Selector> parse_selector(std::string_view text) {
  if (text.size() > max_selector_bytes)
    return invalid(fmt::format("A selector has at most {} characters.", max_selector_bytes), "selector",
                   "max_length");
  return Parser(text).run();
}

std::string selector_pattern(const Selector& selector) {
  CHECK(!selector.empty());
  const auto skipped = fmt::format("(?:{};)*?", any_element);
  std::string out = "(?s)^" + skipped;
  for (std::size_t i = selector.size(); i-- > 0;) {
    out += compound_pattern(selector[i]);
    if (i == 0) break;
    out += selector[i].child ? ";" : ";" + skipped;
  }
  return out + "(?:;|$)";
}

}  // namespace leapfrog::query
