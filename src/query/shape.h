// One description of a typed query serves three readers: the parser that fills it from JSON, the JSON schema
// in the OpenAPI document, and the TypeScript types made from that. A struct describes itself by naming its
// fields to a Shape:
//
//   void describe(Shape& shape, Compare& compare) {
//     shape.flag("compare", compare.on);
//     shape.text("compare_to", compare.to);
//   }
//
// Absent fields and null keep the value that the struct has. Unknown fields are ignored. A wrong type is an
// `invalid` error whose attr is the path: "query.series[0].math_property".
#pragma once

#include <array>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace leapfrog::query {

struct Range {
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

class Shape {
 public:
  using Fields = std::function<void(Shape&)>;
  // Reads one value of a form of its own; gives the problem with it, if any.
  using Reading = std::function<Result<>(const json::value&, const std::string& path)>;

  virtual ~Shape() = default;

  virtual void text(std::string_view name, std::string& value) = 0;
  virtual void text(std::string_view name, std::optional<std::string>& value) = 0;
  virtual void flag(std::string_view name, bool& value) = 0;
  virtual void integer(std::string_view name, std::int64_t& value, Range range) = 0;
  virtual void integer(std::string_view name, std::optional<std::int64_t>& value, Range range) = 0;
  virtual void number(std::string_view name, double& value) = 0;
  virtual void number(std::string_view name, std::optional<double>& value) = 0;
  // A list of texts; numbers in it are taken as their text.
  virtual void texts(std::string_view name, std::vector<std::string>& value) = 0;
  // A list of some of `names`: sets `chosen[i]` for the i-th, and all others to false. An absent list, and an
  // empty one, change nothing.
  virtual void choices(std::string_view name, std::span<bool> chosen,
                       std::span<const std::string_view> names) = 0;
  virtual void object(std::string_view name, const Fields& fields) = 0;
  // `element` is called once for each element, which must be an object.
  virtual void list(std::string_view name, const Fields& element) = 0;
  // `schema` describes the value for readers of the OpenAPI document.
  virtual void custom(std::string_view name, const json::value& schema, const Reading& reading) = 0;
  virtual void choice_index(std::string_view name, std::size_t& index,
                            std::span<const std::string_view> names) = 0;

  // `names` are in the order of the enum's values.
  template <class Enum>
  void choice(std::string_view name, Enum& value, std::span<const std::string_view> names) {
    auto index = static_cast<std::size_t>(value);
    choice_index(name, index, names);
    value = static_cast<Enum>(index);
  }
};

// Fills what `fields` describes from `value`, which must be an object. `path` names it in errors.
Result<> read_shape(const json::value& value, const std::string& path, const Shape::Fields& fields);

// The JSON schema of what `fields` describes.
json::object schema_of(const Shape::Fields& fields);

// A number that came as text: "3". `invalid` when it is none.
Result<std::int64_t> whole_number(std::string_view text, const std::string& path);

// What a wrong type is answered with: "query.series must be a list, not a text."
Failure wrong_type(std::string_view path, std::string_view wanted, const json::value& value);

}  // namespace leapfrog::query
