// Writes one JSON object into a growing text. Faster than building a tree: a load test makes its events on
// the machine that it measures.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace leapfrog::demo {

class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  ObjectWriter(const ObjectWriter&) = delete;
  ObjectWriter& operator=(const ObjectWriter&) = delete;
  ~ObjectWriter() { out_ += '}'; }

  void text(std::string_view key, std::string_view value);
  void text_unless_empty(std::string_view key, std::string_view value) {
    if (!value.empty()) text(key, value);
  }
  void integer(std::string_view key, std::int64_t value);
  void number(std::string_view key, double value);
  void boolean(std::string_view key, bool value) { raw(key, value ? "true" : "false"); }
  void raw(std::string_view key, std::string_view json) {
    this->key(key);
    out_ += json;
  }
  // Opens a nested object, written with another ObjectWriter on the returned text.
  std::string& nested(std::string_view key) {
    this->key(key);
    return out_;
  }

 private:
  void key(std::string_view name);

  std::string& out_;
  bool first_ = true;
};

// Appends `value` in quotes, escaped.
void append_json_text(std::string& out, std::string_view value);

}  // namespace leapfrog::demo
