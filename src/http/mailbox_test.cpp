#include "http/mailbox.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace leapfrog::http {
namespace {

TEST(Mailbox, WakesItsOwnerOnceForAllThatComesUntilItLooks) {
  int wakes = 0;
  std::string order;
  Mailbox mail([&] { ++wakes; });
  for (const char c : {'a', 'b', 'c'}) mail.put([&order, c] { order += c; });
  EXPECT_EQ(wakes, 1);
  EXPECT_EQ(order, "");
  mail.deliver();
  EXPECT_EQ(order, "abc");
  mail.put([&] { order += 'd'; });
  EXPECT_EQ(wakes, 2);
}

TEST(Mailbox, TakesWhatAJobPutsInForTheNextTime) {
  int done = 0;
  Mailbox mail([] {});
  mail.put([&] { mail.put([&] { ++done; }); });
  mail.deliver();
  EXPECT_EQ(done, 0);
  mail.deliver();
  EXPECT_EQ(done, 1);
}

TEST(Mailbox, LosesNothingThatManyThreadsBring) {
  constexpr int threads = 4, jobs = 10'000;
  std::atomic<int> wakes = 0;
  int done = 0;
  Mailbox mail([&] { ++wakes; });
  mail.belongs_here();
  {
    std::vector<std::jthread> bringing;
    for (int i = 0; i < threads; ++i) {
      bringing.emplace_back([&] {
        for (int job = 0; job < jobs; ++job) mail.put([&] { ++done; });
      });
    }
    int seen = 0;
    while (done < threads * jobs) {
      // As an event loop does: looks only when it is woken.
      if (const int now = wakes.load(); now != seen) {
        seen = now;
        mail.deliver();
      } else {
        std::this_thread::yield();
      }
    }
  }
  EXPECT_EQ(done, threads * jobs);
}

TEST(Slot, IsFilledAtOnceByItsOwnerAndByOthersThroughTheMail) {
  Mailbox mail([] {});
  mail.belongs_here();
  const auto own = std::make_shared<Slot<int>>(mail);
  fill_from_any_thread(own, 1);
  EXPECT_EQ(own->value, 1);
  fill_from_any_thread(own, 2);
  EXPECT_EQ(own->value, 1);

  const auto slot = std::make_shared<Slot<int>>(mail);
  int gone_on = 0;
  slot->waiting = [&] { ++gone_on; };
  std::thread([&] { fill_from_any_thread(slot, 3); }).join();
  EXPECT_FALSE(slot->value);
  mail.deliver();
  EXPECT_EQ(slot->value, 3);
  EXPECT_EQ(gone_on, 1);
}

}  // namespace
}  // namespace leapfrog::http
