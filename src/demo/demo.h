// The history of an invented product, Hedgerow (client projects, files and reports for small teams), so that
// a new installation has something true to life to show: visits, sign-ups, onboarding, daily use, companies,
// plans, releases, errors. Everything follows from a seed and an end; nothing is read from outside.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "http/client.h"

namespace leapfrog::demo {

struct Options {
  std::uint64_t seed = 1;
  // Nothing happens later. The history covers `days` whole UTC days, the last one being that of `end`; a
  // later end on the same day only adds events, so loading again is safe.
  Instant end;
  int days = 90;
  std::size_t events = 330'000;  // at least about that many; people scale with it
};

// A release that broke project creation for new customers, and the days it was out: counted back from the day
// of the end, which is 0.
struct BadRelease {
  std::string_view version;
  int first_day_back;
  int last_day_back;
};
extern const BadRelease bad_release;

// The people who make Hedgerow use it too, under this domain: what test-account filters are for.
extern const std::string_view staff_domain;

struct Batch {
  std::string body;  // JSON for POST /batch/, historical_migration set
  std::size_t events = 0;
};

struct Totals {
  std::size_t events = 0;
  std::size_t people = 0;    // with an account
  std::size_t visitors = 0;  // without
  std::size_t companies = 0;
};

// Gives the events in order of time, `batch_size` at a time, until there are no more or `emit` returns false.
// `started` is called once before, with what is to come. Fails only without a time zone database.
Result<Totals> generate(const Options& options, std::string_view token, std::size_t batch_size,
                        const std::function<void(const Totals&)>& started,
                        const std::function<bool(Batch)>& emit);

// Sends the history through the capture endpoint of a running server, in order, gzipped, waiting and trying
// again while the server is busy or away. The same events again are recognised by their uuids. `progress` is
// called after each batch with the events sent so far and the total.
Result<Totals> load(http::Client& server, const Options& options, std::string_view token,
                    const std::function<void(std::size_t sent, std::size_t total)>& progress);

// What the people of Hedgerow would have made by then, over the API, in the project of the token: notes on charts, actions,
// cohorts, flags, dashboards of saved insights. `key` is a personal API key that may write these. False when
// the project has dashboards or flags already: then it is somebody's, and nothing is made.
Result<bool> furnish(http::Client& server, const Options& options, std::string_view token,
                     std::string_view key);

// A progress line on standard error: redrawn in place on a terminal, else a line every ten percent. With rate
// and time left.
std::function<void(std::size_t, std::size_t)> progress_line();

}  // namespace leapfrog::demo
