#include "capture/v1_request.h"

#include <algorithm>
#include <set>

#include "capture/event_fields.h"
#include "capture/timestamps.h"
#include "capture/v1_options.h"

namespace leapfrog::capture {
namespace {

using Kind = RawValue::Kind;

constexpr std::string_view cookieless_id = "$posthog_cookieless";

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto start = text.find_first_not_of(blanks);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(blanks) - start + 1);
}

// Ids that many people share by mistake: their events are kept, but make no person.
bool is_illegal(std::string_view distinct_id) {
  static constexpr std::string_view illegal[] = {"0",
                                                 "00000000-0000-0000-0000-000000000000",
                                                 "[object object]",
                                                 "anonymous",
                                                 "anonymous-user",
                                                 "backend",
                                                 "distinct_id",
                                                 "distinctid",
                                                 "email",
                                                 "false",
                                                 "guest",
                                                 "id",
                                                 "nan",
                                                 "none",
                                                 "not_authenticated",
                                                 "null",
                                                 "system",
                                                 "true",
                                                 "undefined",
                                                 "user"};
  std::string lower(distinct_id);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return std::find(std::begin(illegal), std::end(illegal), lower) != std::end(illegal);
}

// Adds keys to a raw JSON object.
class Injection {
 public:
  void text(std::string_view key, std::string_view value) { raw(key, json::serialize(json::string(value))); }
  void boolean(std::string_view key, bool value) { raw(key, value ? "true" : "false"); }

  std::string into(std::string_view object) && {
    if (fields_.empty()) return std::string(object);
    const auto first = object.find_first_not_of(" \t\r\n", 1);
    const bool empty = object[first] == '}';
    std::string out = "{" + fields_;
    if (!empty) out += ',';
    out += object.substr(first);
    return out;
  }

 private:
  void raw(std::string_view key, std::string_view value) {
    if (!fields_.empty()) fields_ += ',';
    fields_ += '"';
    fields_ += key;
    fields_ += "\":";
    fields_ += value;
  }

  std::string fields_;
};

struct Accepted {
  CapturedEvent event;
  bool warning = false;
};

class Decision {
 public:
  Decision(const RawRequest& raw, const V1Headers& headers, Instant now, const Limits& limits)
      : raw_(raw), headers_(headers), now_(now), limits_(limits) {}

  Result<V1Request> run() {
    if (!raw_.has_batch || raw_.created_at.kind != Kind::string) return refuse(Reason::invalid_batch);
    if (raw_.events.empty()) return refuse(Reason::no_events);
    out_.historical = raw_.historical_migration.is_true();
    out_.internal = raw_.capture_internal.is_true();
    std::set<Uuid> seen;
    for (const auto& event : raw_.events) {
      if (!event.is_object) return refuse(Reason::invalid_batch, "an event must be an object");
      const auto text = trim(event.uuid.string());
      const auto uuid = Uuid::parse(text);
      if (!uuid) return refuse(Reason::missing_event_uuid);
      if (!seen.insert(*uuid).second) return refuse(Reason::duplicate_event_uuid, text);
      judge(event, *uuid, text);
    }
    return std::move(out_);
  }

 private:
  void judge(const RawEvent& raw, const Uuid& uuid, std::string_view text) {
    auto accepted = accept(raw, uuid);
    if (!accepted) {
      const auto reason = reason_of(accepted.error());
      out_.results.push_back({std::string(text), Verdict::drop, rule_of(reason).v1_code});
      out_.dropped.push_back({reason, rejection_example(raw.start, headers_.token)});
      return;
    }
    const bool warning = accepted->warning;
    out_.results.push_back({std::string(text), warning ? Verdict::warning : Verdict::ok,
                            warning ? rule_of(Reason::illegal_distinct_id).v1_code : std::string_view()});
    out_.events.push_back(std::move(accepted->event));
  }

  static Reason reason_of(const Error& error) {
    for (const auto& rule : rejection_rules()) {
      if (rule.name == error.code) return rule.reason;
    }
    return Reason::invalid_batch;
  }

  Result<Accepted> accept(const RawEvent& raw, const Uuid& uuid) const {
    const auto name = raw.event.string();
    if (name.empty()) return refuse(Reason::missing_event_name);
    if (count_characters(name) > max_name_characters) return refuse(Reason::event_name_too_long);
    if (name == "$performance_event") return refuse(Reason::performance_event);
    if (name == "$snapshot") return refuse(Reason::replay_not_stored_yet);
    const auto distinct_id = trim(raw.distinct_id.string());
    if (distinct_id.empty()) return refuse(Reason::missing_distinct_id);
    if (count_characters(distinct_id) > max_name_characters) return refuse(Reason::distinct_id_too_long);
    const auto options = TRY(read_v1_options(raw.options));
    if (distinct_id == cookieless_id && options.cookieless_mode != true) {
      return refuse(Reason::illegal_distinct_id);
    }
    const auto timestamp = parse_rfc3339(raw.timestamp.string());
    if (!timestamp) return refuse(Reason::invalid_event_timestamp);
    auto content = TRY(event_content(raw, limits_, raw_.big_integers));
    const bool illegal = is_illegal(distinct_id);
    auto properties = injected(raw, options, illegal).into(content.properties);
    const bool keep_clock = options.disable_skew_correction == true;
    const auto time = event_time({raw.timestamp.text, std::nullopt,
                                  keep_clock ? std::nullopt : std::optional(headers_.sent_at), now_});
    return Accepted{
        {uuid, std::string(name), distinct_id_text({Kind::string, distinct_id}), time, std::move(properties),
         std::move(content.set), std::move(content.set_once), std::move(content.unset)},
        illegal};
  }

  // What is said beside the properties goes into them, unless they say it themselves.
  Injection injected(const RawEvent& raw, const V1Options& options, bool illegal) const {
    Injection out;
    const auto absent = [](const RawValue& value) { return value.kind == Kind::absent; };
    const auto text = [&](std::string_view key, const RawValue& own, std::string_view value) {
      if (absent(own) && !value.empty()) out.text(key, value);
    };
    const auto flag = [&](std::string_view key, const RawValue& own, std::optional<bool> value) {
      if (absent(own) && value) out.boolean(key, *value);
    };
    text("$lib", raw.property_lib, headers_.lib);
    text("$lib_version", raw.property_lib_version, headers_.lib_version);
    text("$session_id", raw.property_session_id, raw.session_id.string());
    text("$window_id", raw.property_window_id, raw.window_id.string());
    text("$product_tour_id", raw.product_tour_id, options.product_tour_id.value_or(""));
    flag("$cookieless_mode", raw.cookieless_mode, options.cookieless_mode);
    flag("$ignore_sent_at", raw.ignore_sent_at, options.disable_skew_correction);
    flag("$process_person_profile", raw.process_person_profile,
         illegal ? std::optional(false) : options.process_person_profile);
    return out;
  }

  const RawRequest& raw_;
  const V1Headers& headers_;
  Instant now_;
  const Limits& limits_;
  V1Request out_;
};

std::string_view name_of(Verdict verdict) {
  static constexpr std::string_view names[] = {"ok", "warning", "drop", "retry"};
  return names[static_cast<std::size_t>(verdict)];
}

}  // namespace

Result<V1Request> decide_v1(const RawRequest& raw, const V1Headers& headers, Instant now,
                            const Limits& limits) {
  return Decision(raw, headers, now, limits).run();
}

json::value v1_answer(const std::vector<V1Result>& results) {
  json::object by_uuid;
  for (const auto& result : results) {
    json::object entry{{"result", name_of(result.verdict)}};
    if (!result.details.empty()) entry["details"] = result.details;
    by_uuid[result.uuid] = std::move(entry);
  }
  return json::object{{"results", std::move(by_uuid)}};
}

json::value v1_error(const Error& error) {
  std::string_view code = "internal_error";
  if (error.kind == ErrorKind::unavailable) code = "service_unavailable";
  for (const auto& rule : rejection_rules()) {
    if (rule.name == error.code) code = rule.v1_code;
  }
  return json::object{{"error", code}, {"error_description", error.detail}, {"error_uri", nullptr}};
}

}  // namespace leapfrog::capture
