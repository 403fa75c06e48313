#include "capture/request_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "capture/json_scalars.h"

namespace leapfrog::capture {
namespace {

namespace sj = simdjson::ondemand;
using Kind = RawValue::Kind;

// A parser keeps the memory of the largest document it has read; beyond this size it is given back.
constexpr std::size_t kept_capacity = 4 << 20;
constexpr std::size_t example_bytes = 500;

Failure malformed(simdjson::error_code code) {
  switch (code) {
    case simdjson::UTF8_ERROR:
      return refuse(Reason::malformed_json, "the text is not valid UTF-8");
    case simdjson::EMPTY:
      return refuse(Reason::malformed_json, "the text is empty");
    case simdjson::UNESCAPED_CHARS:
      return refuse(Reason::malformed_json, "a string holds an unescaped control character");
    case simdjson::UNCLOSED_STRING:
      return refuse(Reason::malformed_json, "a string is not closed");
    case simdjson::DEPTH_ERROR:
      return refuse(Reason::too_deep);
    default:
      return refuse(Reason::malformed_json, simdjson::error_message(code));
  }
}

Failure bad_string() {
  return refuse(Reason::malformed_json, "a string holds an invalid escape or a lone surrogate");
}

// For the functions of the parser, which give an error code beside their value.
#define JSON_TRY(target, ...)                                            \
  if (const auto json_error_ = (__VA_ARGS__).get(target); json_error_) { \
    return malformed(json_error_);                                       \
  }

std::string_view trim_blanks(std::string_view token) {
  while (!token.empty() &&
         (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t')) {
    token.remove_suffix(1);
  }
  return token;
}

bool has_backslash(std::string_view text) { return std::memchr(text.data(), '\\', text.size()) != nullptr; }

class Walk {
 public:
  Walk(std::string_view text, const Limits& limits) : text_(text), limits_(limits) {}

  bool big_integers() const { return big_integers_; }

  // Checks a value and all in it.
  Result<> check(sj::value value, std::size_t depth) {
    sj::json_type type;
    JSON_TRY(type, value.type());
    switch (type) {
      case sj::json_type::object: {
        sj::object object;
        JSON_TRY(object, value.get_object());
        return check_fields(object, depth);
      }
      case sj::json_type::array: {
        sj::array array;
        JSON_TRY(array, value.get_array());
        return check_elements(array, depth);
      }
      default:
        return check_scalar(value, type);
    }
  }

  Result<> check_fields(sj::object object, std::size_t depth) {
    if (depth >= limits_.depth) return refuse(Reason::too_deep);
    for (auto item : object) {
      sj::field field;
      JSON_TRY(field, std::move(item));
      TRY(key_of(field));
      TRY(check(field.value(), depth + 1));
    }
    return {};
  }

  Result<> check_elements(sj::array array, std::size_t depth) {
    if (depth >= limits_.depth) return refuse(Reason::too_deep);
    for (auto item : array) {
      sj::value element;
      JSON_TRY(element, std::move(item));
      TRY(check(element, depth + 1));
    }
    return {};
  }

  // The key as it stands in the text, or unescaped where it has escapes.
  Result<std::string_view> key_of(sj::field& field) {
    const auto escaped = key_text(field.key().raw());
    if (!has_backslash(escaped)) return escaped;
    if (!valid_escapes(escaped)) return bad_string();
    std::string_view key;
    JSON_TRY(key, field.unescaped_key(false));
    return key;
  }

  // Checks a value and gives it.
  Result<RawValue> take(sj::value value, std::size_t depth) {
    sj::json_type type;
    JSON_TRY(type, value.type());
    switch (type) {
      case sj::json_type::string: {
        std::string_view text;
        JSON_TRY(text, value.get_string());
        return RawValue{Kind::string, text};
      }
      case sj::json_type::object: {
        sj::object object;
        JSON_TRY(object, value.get_object());
        std::string_view raw;
        JSON_TRY(raw, object.raw_json());
        TRY(restart(object));
        TRY(check_fields(object, depth));
        return RawValue{Kind::object, trim_blanks(raw)};
      }
      case sj::json_type::array: {
        sj::array array;
        JSON_TRY(array, value.get_array());
        std::string_view raw;
        JSON_TRY(raw, array.raw_json());
        TRY(restart(array));
        TRY(check_elements(array, depth));
        return RawValue{Kind::array, trim_blanks(raw)};
      }
      default: {
        const auto token = trim_blanks(value.raw_json_token());
        TRY(check_scalar(value, type));
        const auto kind = type == sj::json_type::number    ? Kind::number
                          : type == sj::json_type::boolean ? Kind::boolean
                                                           : Kind::null;
        return RawValue{kind, token};
      }
    }
  }

  template <class Container>
  Result<> restart(Container& container) {
    if (const auto error = container.reset().error(); error != simdjson::SUCCESS) return malformed(error);
    return {};
  }

  Result<> read_event(sj::value value, std::size_t depth, RawEvent& out) {
    sj::json_type type;
    JSON_TRY(type, value.type());
    const auto* start = value.raw_json_token().data();
    out.start = {start,
                 std::min(example_bytes, static_cast<std::size_t>(text_.data() + text_.size() - start))};
    if (type != sj::json_type::object) {
      out.is_object = false;
      return check(value, depth);
    }
    sj::object object;
    JSON_TRY(object, value.get_object());
    return read_fields(object, depth, out, nullptr);
  }

  // The fields of an event; of a root object also those of a batch.
  Result<> read_fields(sj::object object, std::size_t depth, RawEvent& out, RawRequest* root) {
    for (auto item : object) {
      sj::field field;
      JSON_TRY(field, std::move(item));
      const auto key = TRY(key_of(field));
      if (key == "properties") {
        TRY(read_properties(field.value(), depth + 1, out));
      } else if (root != nullptr && key == "batch") {
        TRY(read_batch(field.value(), depth + 1, *root));
      } else if (auto* slot = slot_of(key, out, root)) {
        *slot = TRY(take(field.value(), depth + 1));
      } else {
        TRY(check(field.value(), depth + 1));
      }
    }
    return {};
  }

  Result<> read_batch(sj::value value, std::size_t depth, RawRequest& root) {
    sj::json_type type;
    JSON_TRY(type, value.type());
    if (type != sj::json_type::array) return check(value, depth);
    root.has_batch = true;
    root.events.clear();
    sj::array array;
    JSON_TRY(array, value.get_array());
    return read_events(array, depth, root.events);
  }

  Result<> read_events(sj::array array, std::size_t depth, std::vector<RawEvent>& events) {
    for (auto item : array) {
      sj::value element;
      JSON_TRY(element, std::move(item));
      if (events.size() >= limits_.events) {
        return refuse(Reason::too_many_events, fmt::format("at most {} are allowed", limits_.events));
      }
      TRY(read_event(element, depth + 1, events.emplace_back()));
    }
    return {};
  }

 private:
  static std::string_view key_text(const char* raw) {
    const char* end = raw;
    while (*end != '"') end += *end == '\\' ? 2 : 1;
    return {raw, static_cast<std::size_t>(end - raw)};
  }

  // Converting a scalar is also what moves the parser past it; a value left alone would be skipped without a
  // look at what follows.
  Result<> check_scalar(sj::value value, sj::json_type type) {
    switch (type) {
      case sj::json_type::string: {
        const auto token = trim_blanks(value.raw_json_token());
        if (has_backslash(token) && !valid_escapes(token.substr(1, token.size() - 2))) return bad_string();
        sj::raw_json_string text;
        JSON_TRY(text, value.get_raw_json_string());
        return {};
      }
      case sj::json_type::number:
        return check_number(value);
      case sj::json_type::boolean: {
        bool truth = false;
        JSON_TRY(truth, value.get_bool());
        return {};
      }
      default: {
        bool null = false;
        JSON_TRY(null, value.is_null());
        if (!null) return malformed(simdjson::N_ATOM_ERROR);
        return {};
      }
    }
  }

  Result<> check_number(sj::value& value) {
    const auto token = trim_blanks(value.raw_json_token());
    const auto form = number_form(token);
    if (form == NumberForm::malformed) return malformed(simdjson::NUMBER_ERROR);
    if (form == NumberForm::big_integer || form == NumberForm::maybe_out_of_range) big_integers_ = true;
    if (form == NumberForm::small_integer) {
      std::int64_t number = 0;
      JSON_TRY(number, value.get_int64());
      return {};
    }
    double number = 0;
    if (value.get_double().get(number) || !std::isfinite(number)) {
      return refuse(Reason::malformed_json, "a number is too large");
    }
    return {};
  }

  Result<> read_properties(sj::value value, std::size_t depth, RawEvent& out) {
    sj::json_type type;
    JSON_TRY(type, value.type());
    if (type != sj::json_type::object) {
      out.properties = TRY(take(value, depth));
      return {};
    }
    sj::object object;
    JSON_TRY(object, value.get_object());
    std::string_view raw;
    JSON_TRY(raw, object.raw_json());
    TRY(restart(object));
    out.properties = {Kind::object, trim_blanks(raw)};
    out.property_count = 0;
    for (auto item : object) {
      sj::field field;
      JSON_TRY(field, std::move(item));
      const auto key = TRY(key_of(field));
      ++out.property_count;
      if (auto* slot = property_slot_of(key, out)) {
        *slot = TRY(take(field.value(), depth + 1));
      } else {
        TRY(check(field.value(), depth + 1));
      }
    }
    return {};
  }

  static RawValue* slot_of(std::string_view key, RawEvent& event, RawRequest* root) {
    if (key == "event") return &event.event;
    if (key == "distinct_id" || key == "$distinct_id") return &event.distinct_id;
    if (key == "uuid") return &event.uuid;
    if (key == "timestamp") return &event.timestamp;
    if (key == "offset") return &event.offset;
    if (key == "token" || key == "$token" || key == "api_key") return &event.token;
    if (key == "$set") return &event.set;
    if (key == "$set_once") return &event.set_once;
    if (key == "$unset") return &event.unset;
    if (key == "session_id") return &event.session_id;
    if (key == "window_id") return &event.window_id;
    if (key == "options") return &event.options;
    if (root == nullptr) return nullptr;
    if (key == "sent_at") return &root->sent_at;
    if (key == "historical_migration") return &root->historical_migration;
    if (key == "created_at") return &root->created_at;
    if (key == "capture_internal") return &root->capture_internal;
    return nullptr;
  }

  static RawValue* property_slot_of(std::string_view key, RawEvent& event) {
    switch (key.size()) {
      case 5:
        return key == "token" ? &event.property_token : nullptr;
      case 11:
        if (key == "distinct_id") return &event.property_distinct_id;
        return key == "$session_id" ? &event.property_session_id : nullptr;
      case 10:
        return key == "$window_id" ? &event.property_window_id : nullptr;
      case 4:
        return key == "$lib" ? &event.property_lib : nullptr;
      case 12:
        return key == "$lib_version" ? &event.property_lib_version : nullptr;
      case 23:
        return key == "$process_person_profile" ? &event.process_person_profile : nullptr;
      case 14:
        return key == "$snapshot_data" ? &event.snapshot_data : nullptr;
      case 15:
        return key == "$ignore_sent_at" ? &event.ignore_sent_at : nullptr;
      case 16:
        if (key == "$cookieless_mode") return &event.cookieless_mode;
        if (key == "$product_tour_id") return &event.product_tour_id;
        return key == "capture_internal" ? &event.capture_internal : nullptr;
      default:
        return nullptr;
    }
  }

  std::string_view text_;
  const Limits& limits_;
  bool big_integers_ = false;
};

Result<RawRequest> read_document(sj::document& document, std::string_view text, const Limits& limits) {
  Walk walk(text, limits);
  RawRequest request;
  sj::json_type type;
  JSON_TRY(type, document.type());
  if (type == sj::json_type::array) {
    request.is_array = true;
    sj::array array;
    JSON_TRY(array, document.get_array());
    TRY(walk.read_events(array, 0, request.events));
  } else if (type == sj::json_type::object) {
    sj::object object;
    JSON_TRY(object, document.get_object());
    request.root.start = text.substr(0, example_bytes);
    TRY(walk.read_fields(object, 0, request.root, &request));
    if (!request.has_batch) request.events.push_back(request.root);
  } else {
    return refuse(Reason::malformed_json, "it must be an event, a list of events or an object with a batch");
  }
  request.big_integers = walk.big_integers();
  if (!document.at_end())
    return refuse(Reason::malformed_json, "there is more text after the end of the value");
  return request;
}

}  // namespace

struct RequestReader::Parser {
  sj::parser parser;
};

RequestReader::RequestReader() : parser_(std::make_unique<Parser>()) {}
RequestReader::~RequestReader() = default;

Result<RawRequest> RequestReader::read(std::string& text, const Limits& limits) {
  if (parser_->parser.capacity() > kept_capacity && text.size() < kept_capacity) {
    parser_ = std::make_unique<Parser>();
  }
  text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  sj::document document;
  JSON_TRY(document, parser_->parser.iterate(text.data(), text.size(), text.capacity()));
  return read_document(document, text, limits);
}

std::string copy_json(std::string_view raw) {
  // Fewer digits in a row than 64 bits hold: nothing to do, which is almost always.
  std::string out;
  std::size_t copied = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c != '-' && (c < '0' || c > '9')) continue;
    const auto end = raw.find_first_not_of("+-.eE0123456789", i);
    const auto token = raw.substr(i, end == std::string_view::npos ? end : end - i);
    if (token.size() >= 19 && token.find_first_of(".eE") == std::string_view::npos &&
        number_form(token) != NumberForm::fits) {
      out.append(raw.substr(copied, i + token.size() - copied));
      out.append(".0");
      copied = i + token.size();
    }
    i += token.size() - 1;
  }
  out.append(raw.substr(copied));
  return out;
}

std::string compact_json(std::string_view raw) {
  std::string out(raw.size() + simdjson::SIMDJSON_PADDING, '\0');
  std::size_t length = 0;
  const auto error = simdjson::minify(raw.data(), raw.size(), out.data(), length);
  CHECK(error == simdjson::SUCCESS);
  out.resize(length);
  return out;
}

}  // namespace leapfrog::capture
