#include "http/departures.h"

#include <gtest/gtest.h>

namespace leapfrog::http {
namespace {

TEST(Departures, AreToldOnce) {
  Departures departures;
  int told = 0;
  departures.opened("a");
  departures.opened("b");
  departures.watch("a", [&] { ++told; });
  departures.left("b");
  EXPECT_EQ(told, 0);
  departures.left("a");
  departures.left("a");
  EXPECT_EQ(told, 1);
}

TEST(Departures, ThatCameBeforeAnybodyWatchedAreToldAtOnce) {
  Departures departures;
  int told = 0;
  departures.opened("a");
  departures.left("a");
  departures.watch("a", [&] { ++told; });
  EXPECT_EQ(told, 1);
}

TEST(Departures, OfAnsweredRequestsAreNobodysBusiness) {
  Departures departures;
  int told = 0;
  departures.opened("a");
  departures.watch("a", [&] { ++told; });
  departures.closed("a");
  departures.left("a");
  departures.watch("a", [&] { ++told; });
  EXPECT_EQ(told, 0);
}

}  // namespace
}  // namespace leapfrog::http
