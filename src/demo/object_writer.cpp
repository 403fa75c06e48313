#include "demo/object_writer.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <charconv>
#include <iterator>

namespace leapfrog::demo {

void append_json_text(std::string& out, std::string_view value) {
  out += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), FMT_COMPILE("\\u{:04x}"), static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void ObjectWriter::key(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  out_ += '"';
  out_ += name;  // keys are ours: nothing to escape
  out_ += "\":";
}

void ObjectWriter::text(std::string_view name, std::string_view value) {
  key(name);
  append_json_text(out_, value);
}

void ObjectWriter::integer(std::string_view name, std::int64_t value) {
  key(name);
  out_ += fmt::format_int(value).c_str();
}

void ObjectWriter::number(std::string_view name, double value) {
  key(name);
  char digits[400];  // any double fits without an exponent
  const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr;
  out_.append(digits, end);
}

}  // namespace leapfrog::demo
