#include "query/sql/sessions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "query/sql/channel_type.h"
#include "query/sql/event_rows.h"

namespace leapfrog::query {
namespace {

// How a fact comes from the events of a session.
enum class Origin : std::uint8_t {
  aggregate,  // `from` is an aggregate over events
  entry,      // the property `from` of the first event that has an address
  exit,       // … of the last one
  derived,    // from other facts: see Columns::derived()
};

struct Row {
  SessionFact fact;
  Origin origin;
  std::string_view from;
};

// Of one moment, by the engine's order of uuids. One number compares many times faster than a pair.
#define LEAPFROG_MOMENT                                                  \
  "bitShiftLeft(toUInt256(toUnixTimestamp64Micro(e.timestamp)), 128) + " \
  "toUInt256(reinterpretAsUInt128(e.uuid))"
#define LEAPFROG_TEXT(property) "ifNull(CAST(e.properties." property ", 'Nullable(String)'), '')"
#define LEAPFROG_LCP "accurateCastOrNull(e.properties.`$web_vitals_LCP_value`, 'Float64')"

using enum FactType;
constexpr auto rows = std::to_array<Row>({
    {{"session_id", text}, Origin::aggregate, "e.session_id"},
    {{"distinct_id", text}, Origin::aggregate, "argMin(e.distinct_id, " LEAPFROG_MOMENT ")"},
    {{"$start_timestamp", time}, Origin::aggregate, "min(e.timestamp)"},
    {{"$end_timestamp", time}, Origin::aggregate, "max(e.timestamp)"},
    {{"$session_duration", number}, Origin::derived, ""},
    {{"$event_count", number}, Origin::aggregate, "count()"},
    {{"$pageview_count", number}, Origin::aggregate, "countIf(e.event = '$pageview')"},
    {{"$screen_count", number}, Origin::aggregate, "countIf(e.event = '$screen')"},
    {{"$autocapture_count", number}, Origin::aggregate, "countIf(e.event = '$autocapture')"},
    {{"$is_bounce", boolean}, Origin::derived, ""},
    {{"$channel_type", text}, Origin::derived, ""},
    {{"$entry_current_url", text}, Origin::entry, "$current_url"},
    {{"$entry_hostname", text}, Origin::entry, "$host"},
    {{"$entry_pathname", text}, Origin::entry, "$pathname"},
    {{"$end_current_url", text}, Origin::exit, "$current_url"},
    {{"$end_hostname", text}, Origin::exit, "$host"},
    {{"$end_pathname", text}, Origin::exit, "$pathname"},
    {{"$exit_current_url", text}, Origin::exit, "$current_url"},
    {{"$exit_pathname", text}, Origin::exit, "$pathname"},
    {{"$entry_referring_domain", text}, Origin::entry, "$referring_domain"},
    {{"$entry_utm_source", text}, Origin::entry, "utm_source"},
    {{"$entry_utm_medium", text}, Origin::entry, "utm_medium"},
    {{"$entry_utm_campaign", text}, Origin::entry, "utm_campaign"},
    {{"$entry_utm_term", text}, Origin::entry, "utm_term"},
    {{"$entry_utm_content", text}, Origin::entry, "utm_content"},
    {{"$entry_gclid", text}, Origin::entry, "gclid"},
    {{"$entry_gad_source", text}, Origin::entry, "gad_source"},
    {{"$entry_gclsrc", text}, Origin::entry, "gclsrc"},
    {{"$entry_dclid", text}, Origin::entry, "dclid"},
    {{"$entry_gbraid", text}, Origin::entry, "gbraid"},
    {{"$entry_wbraid", text}, Origin::entry, "wbraid"},
    {{"$entry_fbclid", text}, Origin::entry, "fbclid"},
    {{"$entry_msclkid", text}, Origin::entry, "msclkid"},
    {{"$entry_twclid", text}, Origin::entry, "twclid"},
    {{"$entry_li_fat_id", text}, Origin::entry, "li_fat_id"},
    {{"$entry_mc_cid", text}, Origin::entry, "mc_cid"},
    {{"$entry_igshid", text}, Origin::entry, "igshid"},
    {{"$entry_ttclid", text}, Origin::entry, "ttclid"},
    {{"$last_external_click_url", text},
     Origin::aggregate,
     "nullIf(argMaxIf(" LEAPFROG_TEXT(
         "`$external_click_url`") ", " LEAPFROG_MOMENT
                                  ", e.event = '$autocapture' AND " LEAPFROG_TEXT(
                                      "`$external_click_url`") " != ''), '')"},
    {{"$vitals_lcp", number},
     Origin::aggregate,
     "argMinIf(" LEAPFROG_LCP ", " LEAPFROG_MOMENT ", isNotNull(" LEAPFROG_LCP "))"},
});

constexpr auto facts = [] {
  std::array<SessionFact, rows.size()> list{};
  for (std::size_t i = 0; i < rows.size(); ++i) list[i] = rows[i].fact;
  return list;
}();

std::string property_text(std::string_view property) {
  return fmt::format("ifNull(CAST(e.properties.{}, 'Nullable(String)'), '')", quote_name(property));
}

// What the conditions of a project's own channels are about, by ChannelCondition::Field.
constexpr std::array<std::string_view, 7> channel_facts = {
    "$entry_utm_source",  "$entry_utm_medium", "$entry_utm_campaign", "$entry_referring_domain",
    "$entry_current_url", "$entry_hostname",   "$entry_pathname"};

std::string in_lower_case(std::string_view text) {
  return fmt::format("nullIf(lower(ifNull({}, '')), '')", text);
}

// The facts that a question wants, in two steps: aggregates over events, then expressions over those.
class Columns {
 public:
  Columns(const Modifiers& modifiers, Bindings& bindings) : modifiers_(modifiers), bindings_(bindings) {}

  // An expression over the row of a session.
  std::string of(const Row& row) {
    switch (row.origin) {
      case Origin::aggregate:
        return kept(row.fact.name, std::string(row.from));
      case Origin::entry:
        return place(row.fact.name, "argMinIf", row.from);
      case Origin::exit:
        return place(row.fact.name, "argMaxIf", row.from);
      case Origin::derived:
        return derived(row.fact.name);
    }
    return {};
  }
  std::string of(std::string_view name) {
    return of(*std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.fact.name == name; }));
  }

  std::string aggregates() const {
    std::string list;
    for (const auto& [name, expression] : kept_)
      list += fmt::format("{}{} AS {}", list.empty() ? "" : ", ", expression, quote_name(name));
    return list;
  }

 private:
  std::string kept(std::string_view name, std::string expression) {
    const auto same = [&](const auto& each) { return each.first == name; };
    if (std::none_of(kept_.begin(), kept_.end(), same)) kept_.emplace_back(name, std::move(expression));
    return "s." + quote_name(name);
  }

  // Of the first or last event that has an address, whether it has the property or not: so the parts of a
  // visit's origin are always of one event.
  std::string place(std::string_view name, std::string_view aggregate, std::string_view property) {
    return fmt::format("nullIf({}, '')",
                       kept(name, fmt::format("{}({}, {}, {} != '')", aggregate, property_text(property),
                                              LEAPFROG_MOMENT, property_text("$current_url"))));
  }

  std::string derived(std::string_view name) {
    if (name == "$session_duration")
      return fmt::format("intDiv(dateDiff('microsecond', {}, {}), 1000000)", of("$start_timestamp"),
                         of("$end_timestamp"));
    if (name == "$is_bounce") {
      const auto seen = fmt::format("{} + {}", of("$pageview_count"), of("$screen_count"));
      return fmt::format(
          "if({0} = 0, NULL, toBool({0} = 1 AND {1} = 0 AND dateDiff('microsecond', {2}, {3}) < {4}))", seen,
          of("$autocapture_count"), of("$start_timestamp"), of("$end_timestamp"),
          static_cast<std::int64_t>(modifiers_.bounce_seconds * 1e6));
    }
    ChannelInputs inputs;
    for (const auto& [input, fact] :
         {std::pair{&inputs.campaign, "$entry_utm_campaign"}, std::pair{&inputs.medium, "$entry_utm_medium"},
          std::pair{&inputs.source, "$entry_utm_source"},
          std::pair{&inputs.referring_domain, "$entry_referring_domain"},
          std::pair{&inputs.gclid, "$entry_gclid"}, std::pair{&inputs.gad_source, "$entry_gad_source"},
          std::pair{&inputs.fbclid, "$entry_fbclid"}})
      *input = fmt::format("nullIf({}, 'null')", in_lower_case(of(fact)));
    const auto general = channel_type(inputs);
    if (modifiers_.channel_rules.empty()) return general;
    ChannelFields fields;
    for (std::size_t i = 0; i < fields.size(); ++i) fields.at(i) = of(channel_facts.at(i));
    return fmt::format("ifNull({}, {})", custom_channel(modifiers_.channel_rules, fields, bindings_),
                       general);
  }

  const Modifiers& modifiers_;
  Bindings& bindings_;
  std::vector<std::pair<std::string, std::string>> kept_;
};

const Row& row_of(const SessionFact& fact) { return rows.at(static_cast<std::size_t>(&fact - facts.data())); }

}  // namespace

std::span<const SessionFact> session_facts() { return facts; }

const SessionFact* find_session_fact(std::string_view name) {
  const auto* found =
      std::find_if(facts.begin(), facts.end(), [&](const SessionFact& fact) { return fact.name == name; });
  return found == facts.end() ? nullptr : found;
}

std::string sessions_sql(const Asking& asking, const SessionsRequest& request, Bindings& bindings) {
  Columns columns(asking.terms().modifiers, bindings);
  auto list = fmt::format("{} AS {}", columns.of("session_id"), quote_name(request.prefix + "session_id"));
  for (const auto* fact : request.facts) {
    if (fact->name == "session_id") continue;
    auto expression = columns.of(row_of(*fact));
    if (fact->type == FactType::time)
      expression = fmt::format("toTimeZone({}, '{}')", expression, asking.calendar().zone());
    if (request.joined) expression = fmt::format("toNullable({})", expression);
    list +=
        fmt::format(", {} AS {}", expression, quote_name(fmt::format("{}{}", request.prefix, fact->name)));
  }
  EventRows events(asking, bindings);
  events.where("e.session_id != ''");
  if (request.around) {
    events.where(fmt::format("e.timestamp >= {}", Bindings::instant(request.around->from - session_reach)));
    events.where(fmt::format("e.timestamp <= {}", Bindings::instant(request.around->to + session_reach)));
  }
  std::string begun;
  if (request.around && request.only_begun_within) {
    const auto start = columns.of("$start_timestamp");
    begun = fmt::format(" WHERE {0} >= {1} AND {0} <= {2}", start, Bindings::instant(request.around->from),
                        Bindings::instant(request.around->to));
  }
  if (request.ids) events.where(fmt::format("e.session_id IN ({})", *request.ids));
  return fmt::format("(SELECT {} FROM (SELECT {} {} GROUP BY e.session_id) AS s{})", list,
                     columns.aggregates(), events.sql(), begun);
}

PropertyValue session_value(const SessionFact& fact, std::string_view column) {
  constexpr std::string_view no_number = "CAST(NULL, 'Nullable(Float64)')";
  switch (fact.type) {
    case FactType::text:
      return {std::string(column), fmt::format("accurateCastOrNull({}, 'Float64')", column)};
    case FactType::number:
      return {fmt::format("toString({})", column), fmt::format("toFloat64({})", column)};
    case FactType::boolean:
      return {fmt::format("multiIf(isNull({0}), NULL, {0}, 'true', 'false')", column),
              std::string(no_number)};
    case FactType::time:
      return {fmt::format("concat(replaceOne(toString(toTimeZone({}, 'UTC')), ' ', 'T'), 'Z')", column),
              std::string(no_number)};
  }
  return {};
}

}  // namespace leapfrog::query
