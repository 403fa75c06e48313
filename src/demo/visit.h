// Writes one visit (a session) into the history: what is called is what happened, the clock runs by itself.
#pragma once

#include "demo/history.h"
#include "demo/random.h"

namespace leapfrog::demo {

struct VisitStart {
  std::uint32_t person = 0;
  std::uint8_t device = 0;
  std::size_t channel = 0;
  Page entry = Page::home;
  std::int64_t at = 0;
};

class VisitWriter {
 public:
  VisitWriter(History& history, Random& random, const VisitStart& start);

  std::int64_t now() const { return now_; }
  Page page() const { return page_; }
  // The person reads for about that long (median), before what comes next.
  void pause(double median_seconds);
  void view(Page page);
  void click(std::string_view text);  // the button of that text on this page
  void click_somewhere();
  void click_in_anger();  // the last button, again and again
  void act(Kind kind, std::uint8_t detail, std::uint32_t number);
  void act(Kind kind) { act(kind, 0, 0); }
  // Log-in on this device: from here on events carry the person's own id.
  void identify();
  void leave();

 private:
  History& history_;
  Random& random_;
  std::uint32_t visit_;
  std::uint32_t person_;
  std::uint8_t device_;
  std::int64_t now_;
  std::int64_t page_since_ = 0;
  Page page_;
  Page before_;
  std::uint16_t pages_ = 0;
  std::uint8_t button_ = 0;  // clicked last
};

}  // namespace leapfrog::demo
