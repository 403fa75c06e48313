// CSS selectors over autocaptured elements: the part of the language that says something about a stored
// chain.
//
//   selector   = compound (combinator compound)*        combinator = ">" (child) or blanks (descendant)
//   compound   = (tag | "*")? condition*, not empty
//   condition  = ".class" | "#id" | "[name]" | "[name="value"]" | "[name^=…]" | "[name$=…]" | "[name*=…]"
//              | ":nth-child(n)" | ":nth-of-type(n)"
//
// A selector picks a chain when one of its elements and the elements around that one fit: clicking the icon
// inside a button is a click on the button. docs/internals/actions.md has the rules and the pattern.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace leapfrog::query {

struct AttributeCondition {
  enum class Operation : std::uint8_t { present, equals, begins, ends, contains };
  std::string key;  // as in the chain: "attr__data-id", "attr_id", "nth-child"
  Operation operation = Operation::equals;
  std::string value;
  auto operator<=>(const AttributeCondition&) const = default;
};

struct Compound {
  std::string tag;                             // "" any
  std::vector<std::string> classes;            // sorted, each once
  std::vector<AttributeCondition> attributes;  // sorted, each once
  bool child = false;                          // of the compound before it, rather than any descendant of it
  bool operator==(const Compound&) const = default;
};

// From the outermost to the element itself; at least one.
using Selector = std::vector<Compound>;

constexpr std::size_t max_selector_bytes = 1'000;
constexpr std::size_t max_compounds = 20;

// Errors: `invalid` with attr "selector", naming what was not understood and where.
Result<Selector> parse_selector(std::string_view text);

// An expression of RE2's syntax that finds itself in exactly the chains that the selector picks. It reads a
// chain element by element, so text inside quotes never passes for an element.
std::string selector_pattern(const Selector& selector);

}  // namespace leapfrog::query
