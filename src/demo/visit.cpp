#include "demo/visit.h"

#include <algorithm>

#include "demo/product.h"

namespace leapfrog::demo {

VisitWriter::VisitWriter(History& history, Random& random, const VisitStart& start)
    : history_(history),
      random_(random),
      visit_(static_cast<std::uint32_t>(history.visits.size())),
      person_(start.person),
      device_(start.device),
      now_(start.at),
      page_(start.entry),
      before_(start.entry) {
  Visit visit;
  visit.person = start.person;
  visit.device = start.device;
  visit.channel = static_cast<std::uint8_t>(start.channel);
  visit.entry = start.entry;
  visit.project = static_cast<std::uint16_t>(random.between(1, 9));
  visit.start = start.at;
  visit.session = random.uuid_at(from_micros(start.at));
  visit.window = random.uuid_at(from_micros(start.at));
  history.visits.push_back(visit);
}

void VisitWriter::pause(double median_seconds) {
  const double seconds = std::clamp(random_.lognormal(median_seconds, 0.8), 0.15, 1200.0);
  now_ += static_cast<std::int64_t>(seconds * second_us);
}

void VisitWriter::view(Page page) {
  if (pages_ > 0) pause(14);
  before_ = pages_ == 0 ? page : page_;
  page_ = page;
  ++pages_;
  act(Kind::pageview);
  page_since_ = now_;
  if (pages_ == 1 && random_.chance(0.4)) {
    now_ += 900'000;
    act(Kind::web_vitals, 0,
        static_cast<std::uint32_t>(std::clamp(random_.lognormal(1500, 0.4), 400.0, 9000.0)));
  }
}

void VisitWriter::act(Kind kind, std::uint8_t detail, std::uint32_t number) {
  now_ += random_.between(60'000, 400'000);
  Action action;
  action.at = now_;
  action.visit = visit_;
  action.ordinal = pages_;
  action.dwelt_ds =
      static_cast<std::uint16_t>(std::min<std::int64_t>((now_ - page_since_) / 100'000, 60'000));
  action.kind = kind;
  action.page = page_;
  action.before = before_;
  action.detail = detail;
  action.number = number;
  history_.actions.push_back(action);
}

void VisitWriter::click(std::string_view text) {
  const auto all = buttons();
  const auto at = std::ranges::find_if(
      all, [&](const Button& button) { return button.page == page_ && button.text == text; });
  CHECK(at != all.end());
  pause(4);
  button_ = static_cast<std::uint8_t>(at - all.begin());
  act(Kind::click, button_, 0);
}

void VisitWriter::click_somewhere() {
  const auto all = buttons();
  const auto first = std::ranges::find(all, page_, &Button::page);
  const auto count =
      std::count_if(first, all.end(), [&](const Button& button) { return button.page == page_; });
  if (count == 0) return;
  pause(5);
  button_ = static_cast<std::uint8_t>(first - all.begin() + random_.between(0, count - 1));
  act(Kind::click, button_, 0);
}

void VisitWriter::click_in_anger() { act(Kind::rage_click, button_, 0); }

void VisitWriter::identify() {
  act(Kind::identify);
  history_.people[person_].devices[device_].identified_at = now_;
}

void VisitWriter::leave() {
  pause(12);
  act(Kind::pageleave);
}

}  // namespace leapfrog::demo
