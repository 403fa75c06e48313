// Reads the JSON of a capture request: checks all of it, and gives the few fields capture decides on plus raw
// slices of the rest, so that properties travel as bytes and no tree is built. v0 and V1 requests are both
// read into these structs; what their fields mean is decided by v0_request.cpp and v1_request.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "capture/limits.h"
#include "capture/rejections.h"

namespace leapfrog::capture {

struct RawValue {
  enum class Kind : std::uint8_t { absent, null, boolean, number, string, object, array };
  Kind kind = Kind::absent;
  std::string_view text;  // a string's unescaped characters; the JSON as it was sent for anything else

  bool given() const { return kind != Kind::absent && kind != Kind::null; }
  bool is_true() const { return kind == Kind::boolean && text == "true"; }
  // The characters of a string, "" for anything else.
  std::string_view string() const { return kind == Kind::string ? text : std::string_view(); }
};

struct RawEvent {
  RawValue token, event, distinct_id, uuid, timestamp, offset, set, set_once, unset;
  RawValue session_id, window_id, options;  // Capture V1
  RawValue properties;
  // Out of the properties:
  RawValue property_token, property_distinct_id, cookieless_mode, ignore_sent_at, capture_internal;
  RawValue property_session_id, property_window_id, property_lib, property_lib_version;
  RawValue process_person_profile, product_tour_id, snapshot_data;
  std::size_t property_count = 0;
  std::string_view start;  // its first bytes as they were sent, for an example of what was refused
  bool is_object = true;
};

struct RawRequest {
  RawEvent root;  // of a root object: also the fields of a single event
  bool has_batch = false;
  bool is_array = false;         // the root is an array of events
  std::vector<RawEvent> events;  // of `batch`, of the root array, or the root itself
  RawValue sent_at, historical_migration, created_at, capture_internal;
  bool big_integers = false;  // some number needs copy_json
};

class RequestReader {
 public:
  RequestReader();
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // `text` may be reallocated to give the parser its padding. What is returned points into it and into this
  // reader, until either changes. Errors: malformed_json (bad syntax, UTF-8 or surrogates, a number no double
  // can hold), too_deep, too_many_events.
  Result<RawRequest> read(std::string& text, const Limits& limits);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

// Copies raw JSON, writing whole numbers beyond 64 bits as doubles ("…0" becomes "…0.0") so that every later
// reader can hold them.
std::string copy_json(std::string_view raw);

// Raw JSON without the blanks between its tokens.
std::string compact_json(std::string_view raw);

}  // namespace leapfrog::capture
