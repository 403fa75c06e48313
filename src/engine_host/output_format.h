// Which output formats may be sent in pieces. libchdb writes every piece of a streamed answer as a document
// of its own, so pieces make up the whole only where a document is a plain sequence of rows behind a header.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace leapfrog::engine_host {

// The format a statement asks for by its FORMAT clause, or `default_format`.
std::string output_format(std::string_view sql, std::string_view default_format);

struct Streamable {
  int header_lines;  // at the top of every piece, to be kept in the first one only
  bool quoted;       // line breaks inside "…" do not end a header line
};

// Nothing when the answer has to be made as a whole.
std::optional<Streamable> streamable(std::string_view format);

// A piece without its header.
std::string_view without_header(std::string_view piece, Streamable format);

}  // namespace leapfrog::engine_host
