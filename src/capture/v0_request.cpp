#include "capture/v0_request.h"

#include "capture/event_fields.h"
#include "capture/timestamps.h"

namespace leapfrog::capture {
namespace {

using Kind = RawValue::Kind;

constexpr std::size_t max_session_id = 70;

const RawValue& token_of(const RawEvent& event) {
  return event.token.given() ? event.token : event.property_token;
}

Result<std::string> checked_token(const RawValue& value) {
  if (!value.given()) return refuse(Reason::missing_token);
  if (value.kind != Kind::string) return refuse(Reason::invalid_token, "it is not a string");
  TRY(check_token(value.text));
  return std::string(value.text);
}

// A batch's own token wins; otherwise all events must carry the same.
Result<std::string> find_token(const RawRequest& raw) {
  if (raw.has_batch && raw.root.token.given()) return checked_token(raw.root.token);
  const RawValue* found = nullptr;
  for (const auto& event : raw.events) {
    const auto& token = token_of(event);
    if (!token.given()) continue;
    if (found != nullptr && found->text != token.text) return refuse(Reason::inconsistent_tokens);
    found = &token;
  }
  if (found == nullptr) return refuse(Reason::missing_token);
  return checked_token(*found);
}

Result<std::string_view> event_name(const RawEvent& event, Endpoint endpoint) {
  if (!event.event.given()) {
    if (endpoint == Endpoint::engage) return std::string_view("$identify");
    return refuse(Reason::missing_event_name);
  }
  if (event.event.kind != Kind::string) return refuse(Reason::malformed_json, "event must be a string");
  if (event.event.text.empty()) return refuse(Reason::missing_event_name);
  return first_characters(event.event.text, max_name_characters);
}

Result<Uuid> event_uuid(const RawValue& value, Instant now) {
  if (!value.given() || value.text.empty()) return Uuid::at(now);
  const auto uuid = value.kind == Kind::string ? Uuid::parse(value.text) : std::nullopt;
  if (!uuid) return refuse(Reason::invalid_uuid);
  return *uuid;
}

Result<> check_snapshot(const RawEvent& event) {
  if (!event.property_session_id.given()) return refuse(Reason::missing_session_id);
  const auto id = event.property_session_id.string();
  if (id.empty() || id.size() > max_session_id ||
      id.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") !=
          std::string_view::npos) {
    return refuse(Reason::invalid_session_id);
  }
  if (event.snapshot_data.kind != Kind::array && event.snapshot_data.kind != Kind::object) {
    return refuse(Reason::missing_snapshot_data);
  }
  return {};
}

class Decision {
 public:
  Decision(const RawRequest& raw, const V0Context& context) : raw_(raw), context_(context) {
    sent_at_ = parse_timestamp(raw.has_batch ? raw.sent_at.text : std::string_view());
    if (!sent_at_) sent_at_ = context.query_sent_at;
  }

  V0Request run() && {
    if (raw_.events.empty()) {
      refuse_all(refuse(Reason::no_events).error(), raw_.root.start);
    } else if (auto token = find_token(raw_); !token) {
      refuse_all(std::move(token).error(), raw_.events.front().start);
    } else {
      out_.token = *std::move(token);
      out_.historical = raw_.has_batch && raw_.historical_migration.is_true();
      take_events();
    }
    return std::move(out_);
  }

 private:
  void take_events() {
    out_.events.reserve(raw_.events.size());
    for (const auto& event : raw_.events) {
      const auto taken = take(event);
      if (taken) continue;
      refuse_all(taken.error(), event.start);
      return;
    }
    if (!out_.events.empty() || dropped_count(Reason::replay_not_stored_yet) > 0) return;
    const auto& first = out_.dropped.front();
    out_.refused = refuse(first.reason).error();
    out_.refused_example = first.example;
  }

  // Errors refuse the whole request.
  Result<> take(const RawEvent& raw) {
    if (!raw.is_object) return refuse(Reason::malformed_json, "an event must be an object");
    const auto name = TRY(event_name(raw, context_.endpoint));
    if (name == "$performance_event") return drop(Reason::performance_event, raw);
    auto distinct_id = distinct_id_text(raw.distinct_id.given() ? raw.distinct_id : raw.property_distinct_id);
    if (distinct_id.empty()) return refuse(Reason::missing_distinct_id);
    if (raw.cookieless_mode.given() && raw.cookieless_mode.kind != Kind::boolean) {
      return refuse(Reason::invalid_cookieless_mode);
    }
    if (name == "$snapshot" || context_.endpoint == Endpoint::replay) {
      TRY(check_snapshot(raw));
      return drop(Reason::replay_not_stored_yet, raw);
    }
    const auto uuid = TRY(event_uuid(raw.uuid, context_.now));
    auto content = event_content(raw, context_.limits, raw_.big_integers);
    if (!content && content.error().kind == ErrorKind::too_large) return drop(Reason::event_too_large, raw);
    if (!content) return std::unexpected(std::move(content).error());
    out_.internal = out_.internal || raw.capture_internal.given();
    out_.events.push_back({uuid, std::string(name), std::move(distinct_id), time_of(raw),
                           std::move(content->properties), std::move(content->set),
                           std::move(content->set_once), std::move(content->unset)});
    return {};
  }

  Instant time_of(const RawEvent& raw) const {
    const bool usable = raw.timestamp.kind == Kind::string || raw.timestamp.kind == Kind::number;
    return event_time({usable ? raw.timestamp.text : std::string_view(), offset_ms(raw.offset),
                       raw.ignore_sent_at.is_true() ? std::nullopt : sent_at_, context_.now});
  }

  Result<> drop(Reason reason, const RawEvent& raw) {
    for (auto& dropped : out_.dropped) {
      if (dropped.reason != reason) continue;
      ++dropped.count;
      return {};
    }
    out_.dropped.push_back({reason, 1, rejection_example(raw.start, out_.token)});
    return {};
  }

  std::uint32_t dropped_count(Reason reason) const {
    for (const auto& dropped : out_.dropped) {
      if (dropped.reason == reason) return dropped.count;
    }
    return 0;
  }

  void refuse_all(Error error, std::string_view example) {
    out_.events.clear();
    out_.dropped.clear();
    out_.refused = std::move(error);
    out_.refused_count = static_cast<std::uint32_t>(std::max<std::size_t>(1, raw_.events.size()));
    out_.refused_example = rejection_example(example, out_.token);
  }

  const RawRequest& raw_;
  const V0Context& context_;
  std::optional<Instant> sent_at_;
  V0Request out_;
};

}  // namespace

V0Request decide_v0(const RawRequest& raw, const V0Context& context) { return Decision(raw, context).run(); }

}  // namespace leapfrog::capture
