#include "capture/event_fields.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace leapfrog::capture {
namespace {

using Kind = RawValue::Kind;

constexpr std::size_t max_token_length = 64;
constexpr std::size_t max_example = 500;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::string without_nul(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\0') {
      out += "\xEF\xBF\xBD";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// Hides what follows a key's prefix: phc_…, phx_…, phs_….
std::string hide_keys(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const bool key = text.size() >= 4 && text.starts_with("ph") && text[3] == '_';
    const auto keep = key ? std::size_t{4} : std::size_t{1};
    out += text.substr(0, keep);
    text.remove_prefix(keep);
    if (!key) continue;
    out += "***";
    while (!text.empty() && is_word(text.front())) text.remove_prefix(1);
  }
  return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return !is_continuation(c); }));
}

std::string_view first_characters(std::string_view utf8, std::size_t most) {
  if (utf8.size() <= most) return utf8;
  std::size_t characters = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    if (is_continuation(utf8[i])) continue;
    if (characters++ == most) return utf8.substr(0, i);
  }
  return utf8;
}

std::string distinct_id_text(const RawValue& value) {
  if (!value.given()) return "";
  if (value.kind == Kind::object || value.kind == Kind::array) {
    return std::string(first_characters(compact_json(value.text), max_name_characters));
  }
  if (value.text.find('\0') == std::string_view::npos) {
    return std::string(first_characters(value.text, max_name_characters));
  }
  return std::string(first_characters(without_nul(value.text), max_name_characters));
}

std::optional<std::int64_t> offset_ms(const RawValue& value) {
  if (value.kind != Kind::number) return std::nullopt;
  std::int64_t number = 0;
  const auto* end = value.text.data() + value.text.size();
  if (std::from_chars(value.text.data(), end, number).ec != std::errc()) return std::nullopt;
  return number;
}

Result<> check_token(std::string_view token) {
  if (token.empty()) return refuse(Reason::invalid_token, "it is empty");
  if (token.size() > max_token_length) return refuse(Reason::invalid_token, "it is too long");
  if (token.starts_with("phx_")) {
    return refuse(Reason::invalid_token, "it is a personal API key; events need the project's key (phc_...)");
  }
  const bool printable = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 127; });
  if (!printable) return refuse(Reason::invalid_token, "it holds characters that no key has");
  return {};
}

Result<EventContent> event_content(const RawEvent& event, const Limits& limits, bool big_integers) {
  const auto is_object_or_none = [](const RawValue& v) { return !v.given() || v.kind == Kind::object; };
  for (const auto* value : {&event.properties, &event.set, &event.set_once}) {
    if (!is_object_or_none(*value)) return refuse(Reason::invalid_properties);
  }
  if (event.property_count > limits.properties) {
    return refuse(Reason::too_many_properties, fmt::format("at most {} are allowed", limits.properties));
  }
  const bool unset_given = event.unset.kind == Kind::object || event.unset.kind == Kind::array;
  const auto bytes = event.properties.text.size() + event.set.text.size() + event.set_once.text.size() +
                     (unset_given ? event.unset.text.size() : 0);
  if (bytes > limits.event) {
    return refuse(Reason::event_too_large,
                  fmt::format("it has {} bytes, at most {} are allowed", bytes, limits.event));
  }
  const auto copy = [&](const RawValue& v) {
    if (!v.given()) return std::string();
    return big_integers ? copy_json(v.text) : std::string(v.text);
  };
  EventContent out{copy(event.properties), copy(event.set), copy(event.set_once),
                   unset_given ? copy(event.unset) : std::string()};
  if (out.properties.empty()) out.properties = "{}";
  return out;
}

std::string rejection_example(std::string_view text, std::string_view token) {
  // A token may stand across the cut: look a bit further, then cut.
  std::string out(text.substr(0, max_example + max_token_length));
  if (!token.empty()) replace_all(out, token, "***");
  out = hide_keys(out);
  for (char& c : out) {
    if (c < ' ' || c == 127) c = c == '\n' || c == '\t' ? ' ' : '?';
  }
  out.resize(std::min(out.size(), max_example));
  return out;
}

}  // namespace leapfrog::capture
