#include "http/multipart.h"

#include <fmt/format.h>

#include <algorithm>

namespace leapfrog::http {
namespace {

constexpr std::string_view media_type = "multipart/form-data";
constexpr std::size_t max_boundary = 70;  // RFC 2046

Failure broken(std::string_view what) {
  return invalid(fmt::format("Multipart form parse error - {}", what), "", "parse_error");
}

bool equal_without_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

// The value of ` name="value"` or ` name=value` in a header; "" when there is none.
std::string_view parameter(std::string_view header, std::string_view name) {
  for (auto at = header.find(';'); at != std::string_view::npos; at = header.find(';', at)) {
    header.remove_prefix(at + 1);
    at = 0;
    while (header.starts_with(' ') || header.starts_with('\t')) header.remove_prefix(1);
    const auto equals = header.find('=');
    if (equals == std::string_view::npos) return {};
    const bool wanted = equal_without_case(header.substr(0, equals), name);
    auto value = header.substr(equals + 1);
    std::size_t length = 0;
    if (value.starts_with('"')) {
      value.remove_prefix(1);
      length = std::min(value.find('"'), value.size());
    } else {
      length = std::min(value.find(';'), value.size());
    }
    if (wanted) return value.substr(0, length);
    header = value.substr(length);
  }
  return {};
}

// The header's value among lines of headers.
std::string_view header_of(std::string_view lines, std::string_view name) {
  while (!lines.empty()) {
    const auto end = std::min(lines.find("\r\n"), lines.size());
    const auto line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 2, lines.size()));
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && equal_without_case(line.substr(0, colon), name))
      return line.substr(colon + 1);
  }
  return {};
}

}  // namespace

bool is_multipart(std::string_view content_type) {
  return content_type.size() >= media_type.size() &&
         equal_without_case(content_type.substr(0, media_type.size()), media_type);
}

Result<std::vector<FormPart>> parse_multipart(std::string_view content_type, std::string_view body) {
  if (!is_multipart(content_type)) return broken("the body is not multipart/form-data.");
  const auto boundary = parameter(content_type, "boundary");
  if (boundary.empty() || boundary.size() > max_boundary) return broken("the boundary is missing.");
  const auto opening = fmt::format("--{}", boundary);
  const auto closing = fmt::format("\r\n--{}", boundary);
  if (!body.starts_with(opening)) {
    const auto first = body.find(closing);
    if (first == std::string_view::npos) return broken("there is no part.");
    body.remove_prefix(first + 2);
  }
  body.remove_prefix(opening.size());

  std::vector<FormPart> parts;
  while (!body.starts_with("--")) {
    if (!body.starts_with("\r\n")) return broken("a part does not begin on a line of its own.");
    body.remove_prefix(2);
    const auto end = body.find(closing);
    if (end == std::string_view::npos) return broken("the last part has no end.");
    const auto part = body.substr(0, end);
    body.remove_prefix(end + closing.size());
    const auto head = part.find("\r\n\r\n");
    if (head == std::string_view::npos) return broken("a part has no headers.");
    if (parts.size() == max_form_parts) return broken("there are too many parts.");
    const auto disposition = header_of(part.substr(0, head), "content-disposition");
    const auto name = parameter(disposition, "name");
    if (name.empty()) return broken("a part has no name.");
    parts.push_back({name, parameter(disposition, "filename"), part.substr(head + 4)});
  }
  return parts;
}

}  // namespace leapfrog::http
