// Autocaptured elements: the list form SDKs may send ($elements), the chain string that is stored, and the
// list the events API answers with.
//
// A chain is the elements joined by ';', the clicked one first. An element is its tag, '.class' for each
// class in order, ':' and then key="value" pairs without separator, sorted by key, with '"' and '\' escaped
// by '\'. A class may hold ':' ("md:flex"), so the attributes begin at a ':' that a key and '="' follow:
//   a.btn.primary:attr__href="/x"href="/x"nth-child="1"nth-of-type="1"text="Buy";div:nth-child="2"nth-of-type="1"
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace leapfrog::capture {

struct Element {
  std::string tag_name;
  std::optional<std::string> text;
  std::optional<std::string> href;
  std::optional<std::string> attr_id;
  std::vector<std::string> classes;
  std::int64_t nth_child = 0;
  std::int64_t nth_of_type = 0;
  std::map<std::string, std::string> attributes;  // attr__… and whatever else the chain carries

  bool operator==(const Element&) const = default;
};

// Elements beyond 100 are left out; text is cut at 400 characters and links at 2,048.
std::string to_elements_chain(const std::vector<Element>& elements);

// Reads what can be read; never fails. At most 100 elements.
std::vector<Element> parse_elements_chain(std::string_view chain);

// The value of `$elements`: [{tag_name, $el_text, classes | attr__class, nth_child, nth_of_type, attr__…}].
// Other entries are ignored.
std::vector<Element> elements_of(const json::value& list);

// [{text, tag_name, href, attr_id, attr_class, nth_child, nth_of_type, attributes, order}]
json::array elements_json(const std::vector<Element>& elements);

}  // namespace leapfrog::capture
