// The lines of ClickHouse's EXPLAIN AST as a tree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace leapfrog::query {

struct SyntaxNode {
  std::string_view kind;  // "Function", "TableIdentifier", …
  std::string_view name;  // what follows, without alias and child count: "count"
  int parent = -1;        // index of the node above, -1 for the root
};

// One node for each line, in the order of the lines; views into `lines`. The names must hold no line breaks.
std::vector<SyntaxNode> parse_syntax_tree(const std::vector<std::string>& lines);

}  // namespace leapfrog::query
