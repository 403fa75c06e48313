#include "query/sql/event_keys.h"

#include <gtest/gtest.h>

#include <vector>

namespace leapfrog::query {
namespace {

TEST(EventKeys, AreConditionsOverTheKeyOfTheTable) {
  const auto at = [](std::string_view text) { return *parse_iso(text); };
  const std::vector<EventKey> keys{{"u2", "it's", at("2026-01-02T00:00:00Z"), "17"},
                                   {"u1", "view", at("2026-01-01T00:00:00.000001Z"), "5"},
                                   {"u3", "view", at("2026-01-01T12:00:00Z"), "17"}};
  Bindings bindings;
  const auto instant = [&](std::string_view text) { return Bindings::instant(at(text)); };
  EXPECT_EQ(is_one_of(keys, "", bindings),
            "event IN {p0:Array(String)} AND timestamp BETWEEN " + instant("2026-01-01T00:00:00.000001Z") +
                " AND " + instant("2026-01-02T00:00:00Z") +
                " AND cityHash64(distinct_id) IN (17, 5) AND uuid IN ('u2', 'u1', 'u3')");
  EXPECT_EQ(bindings.parameters().front().second, R"(['it\'s','view'])");
}

TEST(EventKeys, DoWithoutHashes) {
  const std::vector<EventKey> keys{{"u1", "view", from_micros(0)}};
  Bindings bindings;
  const auto then = Bindings::instant(from_micros(0));
  EXPECT_EQ(is_one_of(keys, "e.", bindings), "e.event IN {p0:Array(String)} AND e.timestamp BETWEEN " + then +
                                                 " AND " + then + " AND e.uuid IN ('u1')");
}

}  // namespace
}  // namespace leapfrog::query
