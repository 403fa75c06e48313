#include <gtest/gtest.h>

#include "flags/flag_json.h"

namespace leapfrog::flags {
namespace {

const Instant now = from_micros(1'772'323'200'000'000);
constexpr auto long_ago = std::chrono::hours(24 * 31);

// Made and changed long ago, asked for a moment ago, for half of everybody.
FlagRecord flag() {
  FlagRecord made;
  made.fields = default_fields();
  made.fields["filters"] = json::parse(R"({"groups":[{"properties":[],"rollout_percentage":50}]})");
  made.created_at = made.updated_at = now - long_ago;
  made.last_called_at = now;
  return made;
}

FlagRecord with(const char* conditions) {
  auto made = flag();
  made.fields["filters"] = json::object{{"groups", json::parse(conditions)}};
  return made;
}

TEST(FlagStatus, IsStaleWhenNobodyAsksOrItIsTheSameForEverybody) {
  EXPECT_EQ(status_of(flag(), now).status, Status::active);
  auto never = flag();
  never.last_called_at.reset();
  EXPECT_EQ(status_of(never, now).reason, "Flag has never been evaluated");
  auto forgotten = flag();
  forgotten.last_called_at = now - long_ago;
  EXPECT_EQ(status_of(forgotten, now).reason, "Flag has not been evaluated for 30 days");
  const auto on = with(R"([{"properties":[{"key":"a"}],"rollout_percentage":5},{"properties":[]}])");
  EXPECT_EQ(status_of(on, now).reason, "Flag has been on for everybody for at least 30 days");
  const auto off = with(R"([{"properties":[],"rollout_percentage":0},{"rollout_percentage":0}])");
  EXPECT_EQ(status_of(off, now).reason, "Flag has been off for everybody for at least 30 days");
  for (const auto& stale : {never, forgotten, on, off})
    EXPECT_EQ(status_of(stale, now).status, Status::stale);
}

TEST(FlagStatus, IsNotStaleWhileItIsNew) {
  for (auto each : {with(R"([{"properties":[]}])"), with(R"([{"rollout_percentage":0}])")}) {
    each.updated_at = now - std::chrono::hours(24);
    EXPECT_EQ(status_of(each, now).status, Status::active);
  }
  EXPECT_EQ(status_of(with(R"([{"properties":[{"key":"a"}],"rollout_percentage":100}])"), now).status,
            Status::active);
}

TEST(FlagStatus, SaysThatItIsOffOrGone) {
  auto off = flag();
  off.fields["active"] = false;
  EXPECT_EQ(status_of(off, now).status, Status::inactive);
  off.fields["deleted"] = true;
  EXPECT_EQ(status_of(off, now).status, Status::deleted);
}

}  // namespace
}  // namespace leapfrog::flags
