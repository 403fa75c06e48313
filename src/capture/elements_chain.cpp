#include "capture/elements_chain.h"

#include <algorithm>
#include <charconv>

#include "capture/event_fields.h"

namespace leapfrog::capture {
namespace {

constexpr std::size_t max_elements = 100;
constexpr std::size_t max_text = 400;
constexpr std::size_t max_href = 2048;

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
}

std::string without(std::string_view text, std::string_view unwanted) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out),
               [&](char c) { return unwanted.find(c) == std::string_view::npos; });
  return out;
}

// ':' and '.' are parts of names such as "md:flex" and "w-1.5".
std::string class_name(std::string_view name) { return without(name, "\"; \t\n\r"); }

std::string tag_of(std::string_view tag) { return without(tag, "\".:; \t\n\r"); }

bool is_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// What a reader can tell from the text around it. Names of attributes may hold more than others:
// "attr__xlink:href".
bool is_attribute_name(std::string_view key) {
  if (key.empty() || key.find_first_of("\"=;") != std::string_view::npos) return false;
  return key.starts_with("attr__") || std::all_of(key.begin(), key.end(), is_key);
}

// Whether name=" stands here.
bool begins_with_attribute(std::string_view text) {
  const auto end = std::min(text.find_first_of("\"=;"), text.size());
  return text.substr(end).starts_with("=\"") && is_attribute_name(text.substr(0, end));
}

void append_element(std::string& out, const Element& element) {
  out += tag_of(element.tag_name);
  auto classes = element.classes;
  std::sort(classes.begin(), classes.end());
  for (const auto& name : classes) {
    const auto clean = class_name(name);
    if (!clean.empty()) out += "." + clean;
  }
  std::map<std::string, std::string> attributes = element.attributes;
  attributes["nth-child"] = std::to_string(element.nth_child);
  attributes["nth-of-type"] = std::to_string(element.nth_of_type);
  if (element.text) attributes["text"] = std::string(first_characters(*element.text, max_text));
  if (element.href) attributes["href"] = std::string(first_characters(*element.href, max_href));
  if (element.attr_id) attributes["attr_id"] = *element.attr_id;
  out += ':';
  for (const auto& [key, value] : attributes) {
    if (!is_attribute_name(key)) continue;
    append_escaped(out, key);
    out += "=\"";
    append_escaped(out, value);
    out += '"';
  }
}

std::int64_t to_number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void set_attribute(Element& element, const std::string& key, const std::string& value) {
  if (key == "text") {
    element.text = value;
  } else if (key == "href") {
    element.href = value;
  } else if (key == "attr_id") {
    element.attr_id = value;
  } else if (key == "nth-child") {
    element.nth_child = to_number(value);
  } else if (key == "nth-of-type") {
    element.nth_of_type = to_number(value);
  } else {
    element.attributes[key] = value;
  }
}

class Parser {
 public:
  explicit Parser(std::string_view chain) : rest_(chain) {}

  std::vector<Element> run() {
    std::vector<Element> elements;
    while (!rest_.empty() && elements.size() < max_elements) {
      Element element;
      read_head(element);
      const bool has_attributes = take(':') && read_attributes(element);
      skip_to_next();
      if (!element.tag_name.empty() || !element.classes.empty() || has_attributes)
        elements.push_back(std::move(element));
    }
    return elements;
  }

 private:
  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view take_until(std::string_view stops) {
    const auto end = std::min(rest_.find_first_of(stops), rest_.size());
    const auto part = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return part;
  }

  // Where the tag and the classes end: at the ':' before the attributes, else with the element.
  std::size_t head_length() const {
    std::size_t end = 0;
    for (; end < rest_.size() && rest_[end] != ';' && rest_[end] != '"'; ++end) {
      if (rest_[end] == ':' && begins_with_attribute(rest_.substr(end + 1))) return end;
    }
    return end > 0 && rest_[end - 1] == ':' ? end - 1 : end;
  }

  void read_head(Element& element) {
    auto head = rest_.substr(0, head_length());
    rest_.remove_prefix(head.size());
    const auto tag = std::min(head.find_first_of(".:"), head.size());
    element.tag_name = head.substr(0, tag);
    head.remove_prefix(tag);
    while (!head.empty()) {
      head.remove_prefix(1);
      const auto end = std::min(head.find('.'), head.size());
      if (end > 0) element.classes.emplace_back(head.substr(0, end));
      head.remove_prefix(end);
    }
  }

  // key="value" as long as they come; a key ends at the first '="'.
  bool read_attributes(Element& element) {
    bool any = false;
    while (!rest_.empty() && rest_.front() != ';') {
      std::string key;
      if (!read_key(key)) break;
      const auto value = read_value();
      set_attribute(element, key, value);
      any = true;
    }
    return any;
  }

  bool read_key(std::string& key) {
    for (std::size_t i = 0; i + 1 < rest_.size(); ++i) {
      if (rest_[i] == '\\') {
        key += rest_[++i];
      } else if (rest_[i] == '=' && rest_[i + 1] == '"') {
        rest_.remove_prefix(i + 2);
        return true;
      } else {
        key += rest_[i];
      }
    }
    rest_ = {};
    return false;
  }

  std::string read_value() {
    std::string value;
    std::size_t i = 0;
    for (; i < rest_.size() && rest_[i] != '"'; ++i) {
      if (rest_[i] == '\\' && i + 1 < rest_.size() && (rest_[i + 1] == '"' || rest_[i + 1] == '\\')) ++i;
      value += rest_[i];
    }
    rest_.remove_prefix(std::min(i + 1, rest_.size()));
    return value;
  }

  void skip_to_next() {
    take_until(";");
    take(';');
  }

  std::string_view rest_;
};

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

std::int64_t number_of(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  return value.is_string() ? to_number(std::string_view(value.get_string())) : 0;
}

void add_classes(Element& element, const json::value& value) {
  const auto add = [&](std::string_view words) {
    while (!words.empty()) {
      const auto end = std::min(words.find(' '), words.size());
      if (end > 0) element.classes.emplace_back(words.substr(0, end));
      words.remove_prefix(std::min(end + 1, words.size()));
    }
  };
  if (value.is_string()) add(std::string_view(value.get_string()));
  if (!value.is_array()) return;
  for (const auto& name : value.get_array()) {
    if (name.is_string()) add(std::string_view(name.get_string()));
  }
}

Element element_of(const json::object& object) {
  Element element;
  for (const auto& [key, value] : object) {
    if (value.is_null()) continue;
    if (key == "tag_name") {
      element.tag_name = text_of(value);
    } else if (key == "$el_text" || key == "text") {
      element.text = text_of(value);
    } else if (key == "classes" || key == "attr_class" || key == "attr__class") {
      if (element.classes.empty()) add_classes(element, value);
      if (key == "attr__class") element.attributes[key] = text_of(value);
    } else if (key == "nth_child") {
      element.nth_child = number_of(value);
    } else if (key == "nth_of_type") {
      element.nth_of_type = number_of(value);
    } else if (key.starts_with("attr__")) {
      element.attributes[key] = text_of(value);
      if (key == "attr__href") element.href = text_of(value);
      if (key == "attr__id") element.attr_id = text_of(value);
    }
  }
  return element;
}

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

}  // namespace

std::string to_elements_chain(const std::vector<Element>& elements) {
  std::string chain;
  for (std::size_t i = 0; i < std::min(elements.size(), max_elements); ++i) {
    if (i > 0) chain += ';';
    append_element(chain, elements[i]);
  }
  return chain;
}

std::vector<Element> parse_elements_chain(std::string_view chain) { return Parser(chain).run(); }

std::vector<Element> elements_of(const json::value& list) {
  std::vector<Element> elements;
  if (!list.is_array()) return elements;
  for (const auto& entry : list.get_array()) {
    if (entry.is_object() && elements.size() < max_elements)
      elements.push_back(element_of(entry.get_object()));
  }
  return elements;
}

json::array elements_json(const std::vector<Element>& elements) {
  json::array out;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const auto& element = elements[i];
    json::object attributes;
    for (const auto& [key, value] : element.attributes) attributes[key] = value;
    json::array classes;
    for (const auto& name : element.classes) classes.emplace_back(name);
    json::object entry;
    entry["text"] = text_or_null(element.text);
    entry["tag_name"] = element.tag_name;
    entry["attr_class"] = element.classes.empty() ? json::value(nullptr) : json::value(std::move(classes));
    entry["href"] = text_or_null(element.href);
    entry["attr_id"] = text_or_null(element.attr_id);
    entry["nth_child"] = element.nth_child;
    entry["nth_of_type"] = element.nth_of_type;
    entry["attributes"] = std::move(attributes);
    entry["order"] = static_cast<std::int64_t>(i);
    out.emplace_back(std::move(entry));
  }
  return out;
}

}  // namespace leapfrog::capture
