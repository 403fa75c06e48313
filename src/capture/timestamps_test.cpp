#include "capture/timestamps.h"

#include <gtest/gtest.h>

namespace leapfrog::capture {
namespace {

std::string parsed(std::string_view text) {
  const auto instant = parse_timestamp(text);
  return instant ? format_iso(*instant) : "none";
}

TEST(ParseTimestamp, ReadsEveryFormSdksSend) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"2023-01-02T03:04:05Z", "2023-01-02T03:04:05.000000Z"},
      {"2023-01-02t03:04:05z", "2023-01-02T03:04:05.000000Z"},
      {"2023-01-02T03:04:05.678Z", "2023-01-02T03:04:05.678000Z"},
      {"2023-01-02T03:04:05.123456789Z", "2023-01-02T03:04:05.123456Z"},
      {"2023-01-02T03:04:05+02:00", "2023-01-02T01:04:05.000000Z"},
      {"2023-01-02T03:04:05.5-0530", "2023-01-02T08:34:05.500000Z"},
      {"2023-01-02T03:04:05.805+03", "2023-01-02T00:04:05.805000Z"},
      {"2023-01-02T03:04:05", "2023-01-02T03:04:05.000000Z"},
      {"2023-01-02T03:04", "2023-01-02T03:04:00.000000Z"},
      {"2023-01-02", "2023-01-02T00:00:00.000000Z"},
      {"2023-01-02 03:04:05", "2023-01-02T03:04:05.000000Z"},
      {"2023-01-02 03:04:05.25", "2023-01-02T03:04:05.250000Z"},
      {"2023-01-02 03:04:05 UTC", "2023-01-02T03:04:05.000000Z"},
      {"2023-01-02 03:04:05 +0100", "2023-01-02T02:04:05.000000Z"},
      {"2023/01/02", "2023-01-02T00:00:00.000000Z"},
      {"2023/1/2 03:04:05", "2023-01-02T03:04:05.000000Z"},
      {"01/02/2023", "2023-01-02T00:00:00.000000Z"},
      {"1/2/2023 03:04", "2023-01-02T03:04:00.000000Z"},
      {"Tue, 1 Jul 2003 10:52:37 +0200", "2003-07-01T08:52:37.000000Z"},
      {"Tue, 01 Jul 2003 10:52:37 GMT", "2003-07-01T10:52:37.000000Z"},
      {"1 Jul 2003", "2003-07-01T00:00:00.000000Z"},
      {"1672574400", "2023-01-01T12:00:00.000000Z"},
      {"1672574400.25", "2023-01-01T12:00:00.250000Z"},
      {"1672574400123", "2023-01-01T12:00:00.123000Z"},
      {"1672574400123456", "2023-01-01T12:00:00.123456Z"},
      {"1672574400123456789", "2023-01-01T12:00:00.123456Z"},
      {"0", "1970-01-01T00:00:00.000000Z"},
      {"-1", "1969-12-31T23:59:59.000000Z"},
      {" 2023-01-02 ", "2023-01-02T00:00:00.000000Z"},
      {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z"},
      {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000000Z"},
  };
  for (const auto& [text, wanted] : cases) EXPECT_EQ(parsed(text), wanted) << text;
}

TEST(ParseTimestamp, RefusesTheRest) {
  for (const auto* text :
       {"", "not a date", "2023-02-29", "2023-13-01", "2023-01-02T24:00:00Z", "2023-01-02T03:60:00Z",
        "2023-01-02T03:04:05X", "2023-01-02T03:04:05+", "2023-01-02T03:04:05+99:00", "23-01-02", "2023-01/02",
        "2023-01-02T", "2023-01-02T03", "1672574400abc", "1.2.3", "9223372036854775808",

        "1 Xyz 2003", "0000-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00"}) {
    EXPECT_EQ(parsed(text), "none") << text;
  }
}

TEST(ParseRfc3339, DemandsAZone) {
  EXPECT_TRUE(parse_rfc3339("2023-01-02T03:04:05Z"));
  EXPECT_TRUE(parse_rfc3339("2023-01-02T03:04:05.678+02:00"));
  for (const auto* text : {"2023-01-02T03:04:05", "2023-01-02", "1672574400", "2023/01/02 03:04:05Z", ""}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

struct TimeCase {
  std::string_view what;
  std::string_view timestamp;
  std::optional<std::int64_t> offset_ms;
  std::string_view sent_at;
  std::string_view wanted;
};

TEST(EventTime, FollowsTheSkewRules) {
  constexpr std::string_view now = "2023-01-01T12:00:00Z";
  const TimeCase cases[] = {
      {"nothing said", "", {}, "", "2023-01-01T12:00:00Z"},
      {"timestamp alone", "2023-01-01T11:00:00Z", {}, "", "2023-01-01T11:00:00Z"},
      {"client ahead by 10 s", "2023-01-01T11:00:00Z", {}, "2023-01-01T12:00:10Z", "2023-01-01T10:59:50Z"},
      {"client behind by 10 s", "2023-01-01T11:00:00Z", {}, "2023-01-01T11:59:50Z", "2023-01-01T11:00:10Z"},
      {"sent_at alone", "", {}, "2023-01-01T11:59:50Z", "2023-01-01T12:00:00Z"},
      {"offset wins", "2023-01-01T11:00:00Z", 5000, "2023-01-01T12:00:10Z", "2023-01-01T11:59:55Z"},
      {"offset alone", "", 5000, "", "2023-01-01T11:59:55Z"},
      {"unreadable counts as absent", "yesterday", {}, "", "2023-01-01T12:00:00Z"},
      {"23 h ahead is believed", "2023-01-02T11:00:00Z", {}, "", "2023-01-02T11:00:00Z"},
      {"more than 23 h ahead is not", "2023-01-02T11:00:01Z", {}, "", "2023-01-01T12:00:00Z"},
      {"long ago is believed", "1999-01-01T00:00:00Z", {}, "", "1999-01-01T00:00:00Z"},
      {"before the year 0 is 1970",
       "0001-01-01T00:00:00Z",
       {},
       "9000-01-01T00:00:00Z",
       "1970-01-01T00:00:00Z"},
      {"absurd offset", "", std::numeric_limits<std::int64_t>::max(), "", "2023-01-01T12:00:00Z"},
      {"absurd negative offset", "", std::numeric_limits<std::int64_t>::min(), "", "2023-01-01T12:00:00Z"},
  };
  for (const auto& c : cases) {
    const auto time =
        event_time({c.timestamp, c.offset_ms, parse_timestamp(c.sent_at), *parse_timestamp(now)});
    EXPECT_EQ(format_iso(time), format_iso(*parse_timestamp(c.wanted))) << c.what;
  }
}

TEST(QuerySentAt, IsBelievedFrom2021On) {
  EXPECT_EQ(format_iso(*query_sent_at("1672574400123")), "2023-01-01T12:00:00.123000Z");
  EXPECT_TRUE(query_sent_at("1609459200000"));
  for (const auto* text : {"", "1609459199999", "1672574400", "abc", "-5", "-1488658925962378334",
                           "99999999999999999", "1672574400123x"}) {
    EXPECT_FALSE(query_sent_at(text)) << text;
  }
}

}  // namespace
}  // namespace leapfrog::capture
