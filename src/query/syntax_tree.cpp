#include "query/syntax_tree.h"

#include <algorithm>

namespace leapfrog::query {

namespace {

// "count (alias c) (children 1)" → "count"
std::string_view without_notes(std::string_view text) {
  for (const std::string_view note : {" (children ", " (alias "}) {
    const std::size_t at = text.rfind(note);
    if (at != std::string_view::npos && text.ends_with(")")) text = text.substr(0, at);
  }
  return text;
}

}  // namespace

std::vector<SyntaxNode> parse_syntax_tree(const std::vector<std::string>& lines) {
  std::vector<SyntaxNode> nodes;
  std::vector<int> open;  // by depth: the last node at it
  for (const std::string& line : lines) {
    const std::size_t depth = std::min(line.find_first_not_of(' '), line.size());
    const std::string_view text = std::string_view(line).substr(depth);
    const std::size_t space = std::min(text.find(' '), text.size());
    SyntaxNode node;
    node.kind = text.substr(0, space);
    // A node without a name goes straight on with its notes: "ExpressionList (children 2)".
    if (space < text.size() && text[space + 1] != '(') node.name = without_notes(text.substr(space + 1));
    open.resize(std::min(depth, open.size()));
    node.parent = open.empty() ? -1 : open.back();
    open.push_back(static_cast<int>(nodes.size()));
    nodes.push_back(node);
  }
  return nodes;
}

}  // namespace leapfrog::query
