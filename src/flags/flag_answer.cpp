#include "flags/flag_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace leapfrog::flags {
namespace {

void add_quoted(std::string& out, std::string_view text) {
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
  if (!std::ranges::all_of(text, is_plain)) {
    out += json::serialize(json::string(text));
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

void add_value(std::string& out, const Verdict& verdict) {
  if (verdict.enabled && !verdict.variant.empty()) {
    add_quoted(out, verdict.variant);
  } else {
    out += verdict.enabled ? "true" : "false";
  }
}

std::string reason_json(const Verdict& verdict) {
  const auto index = verdict.condition < 0 ? "null" : std::to_string(verdict.condition);
  return fmt::format(R"({{"code":"{}","condition_index":{},"description":"{}"}})",
                     reason_code(verdict.reason), index, reason_description(verdict));
}

// Of the first conditions they are made once: a reason takes longer to write than a flag to decide.
void add_reason(std::string& out, const Verdict& verdict) {
  constexpr int prepared = 32;
  constexpr auto reasons = static_cast<std::size_t>(Reason::super_condition_value) + 1;
  static const auto texts = [] {
    std::array<std::array<std::string, prepared + 1>, reasons> made;
    for (std::size_t reason = 0; reason < reasons; ++reason) {
      for (int condition = -1; condition < prepared; ++condition) {
        Verdict each;
        each.reason = static_cast<Reason>(reason);
        each.condition = condition;
        made[reason][static_cast<std::size_t>(condition + 1)] = reason_json(each);
      }
    }
    return made;
  }();
  if (verdict.condition < prepared) {
    out += texts[static_cast<std::size_t>(verdict.reason)][static_cast<std::size_t>(verdict.condition + 1)];
  } else {
    out += reason_json(verdict);
  }
}

void add_record(std::string& out, const FlagText& text, const Verdict& verdict) {
  out += verdict.enabled ? text.enabled : text.disabled;
  if (verdict.variant.empty()) {
    out += "null";
  } else {
    add_quoted(out, verdict.variant);
  }
  if (verdict.failed) out += R"(,"failed":true)";
  out += R"(,"reason":)";
  add_reason(out, verdict);
  out += text.metadata;
  if (verdict.payload == nullptr) {
    out += "null}}";
  } else {
    out += verdict.payload->quoted;
    out += "}}";
  }
}

// Comma-separated members of those flags that `takes` accepts.
template <class Takes, class Add>
void add_each(std::string& out, const AskedFlags* asked, char open, char close, Takes takes, Add add) {
  out += open;
  bool first = true;
  if (asked != nullptr) {
    for (const auto& [index, verdict] : asked->flags()) {
      if (!takes(verdict)) continue;
      if (!first) out += ',';
      first = false;
      add(*asked->definitions().texts[index], verdict);
    }
  }
  out += close;
}

void add_payloads(std::string& out, const AskedFlags* asked) {
  out += R"(,"featureFlagPayloads":)";
  add_each(
      out, asked, '{', '}', [](const Verdict& verdict) { return verdict.payload != nullptr; },
      [&](const FlagText& text, const Verdict& verdict) {
        out += text.key;
        out += ':';
        out += verdict.payload->quoted;
      });
}

void add_values(std::string& out, const AskedFlags* asked, bool only_enabled) {
  out += R"("featureFlags":)";
  add_each(
      out, asked, '{', '}',
      [&](const Verdict& verdict) { return only_enabled ? verdict.enabled : !verdict.failed; },
      [&](const FlagText& text, const Verdict& verdict) {
        out += text.key;
        out += ':';
        add_value(out, verdict);
      });
}

}  // namespace

AnswerShape flags_shape(std::string_view version) {
  return version.empty() || version == "1" ? AnswerShape::legacy : AnswerShape::records;
}

AnswerShape decide_shape(std::string_view version) {
  if (version == "4") return AnswerShape::records;
  if (version == "3") return AnswerShape::legacy;
  return version == "2" ? AnswerShape::enabled : AnswerShape::list;
}

std::string answer_text(const Answer& answer, const AskedFlags* asked) {
  std::string out = "{";
  out.reserve(512 + (asked == nullptr ? 0 : asked->flags().size() * 320));
  switch (answer.shape) {
    case AnswerShape::list:
      out += R"("featureFlags":)";
      add_each(
          out, asked, '[', ']', [](const Verdict& verdict) { return verdict.enabled; },
          [&](const FlagText& text, const Verdict&) { out += text.key; });
      break;
    case AnswerShape::enabled:
      add_values(out, asked, true);
      break;
    case AnswerShape::legacy:
      add_values(out, asked, false);
      add_payloads(out, asked);
      break;
    case AnswerShape::records:
      out += R"("flags":)";
      add_each(
          out, asked, '{', '}', [](const Verdict&) { return true; },
          [&](const FlagText& text, const Verdict& verdict) { add_record(out, text, verdict); });
      // posthog-js reads remote config payloads from here.
      add_payloads(out, asked);
      break;
  }
  fmt::format_to(std::back_inserter(out),
                 R"(,"errorsWhileComputingFlags":{},"requestId":"{}","evaluatedAt":{})",
                 asked != nullptr && asked->failed(), answer.request_id, to_micros(answer.at) / 1000);
  if (answer.config != nullptr && !answer.config->empty()) {
    const auto config = json::serialize(*answer.config);
    out += ',';
    out += std::string_view(config).substr(1, config.size() - 2);
  }
  out += '}';
  return out;
}

std::string reason_description(const Verdict& verdict) {
  switch (verdict.reason) {
    case Reason::condition_match:
      return fmt::format("Matched condition set {}", verdict.condition + 1);
    case Reason::missing_dependency:
      return "Flag cannot be evaluated due to missing dependency";
    case Reason::flag_disabled:
      return "Feature flag is disabled";
    case Reason::no_group_type:
      return "No group type";
    case Reason::no_condition_match:
      return "No matching condition set";
    case Reason::out_of_rollout_bound:
      return "Out of rollout bound";
    case Reason::holdout_condition_value:
      return "Holdout condition value";
    case Reason::super_condition_value:
      return "Super condition value";
  }
  return "";
}

json::value value_of(const Verdict& verdict) {
  if (!verdict.enabled || verdict.variant.empty()) return verdict.enabled;
  return json::value(verdict.variant);
}

}  // namespace leapfrog::flags
