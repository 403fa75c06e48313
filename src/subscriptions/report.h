// What a delivery says: each insight computed, with its numbers and its picture.
#pragma once

#include "dashboards/kept.h"
#include "subscriptions/numbers.h"
#include "subscriptions/store.h"

namespace leapfrog::subscriptions {

struct ReportItem {
  std::int64_t insight = 0;
  std::string short_id;
  std::string title;
  std::string url;
  Numbers numbers;
  std::string png;    // "" for none
  std::string error;  // in words, when it could not be computed
};

struct Report {
  std::string title;
  std::string url;  // of the insight or dashboard
  std::string project_name;
  std::string schedule;  // in words
  Instant at;
  std::vector<ReportItem> items;
  std::size_t left_out = 0;  // tiles that were too many
};

// Computes it. Errors: `not_found` when the insight or dashboard is gone, `unavailable` when the engine is
// away; what is wrong with a single tile is in the report.
Result<Report> make_report(const Parts& parts, const accounts::ProjectAccess& access,
                           const Subscription& subscription);

// What a subscription is of.
struct Resource {
  std::string name;
  std::string path;  // "/project/1/insights/abc"
  std::string insight_short_id;
};
Result<std::optional<Resource>> resource_of(meta::Connection& connection, const Subscription& subscription);

mail::Letter report_letter(const Report& report, const std::string& to, const std::string& unsubscribe_url,
                           bool test);
// {type: "subscription", title, url, subscription: {id}, project: {id, name}, items: [{insight, title, url,
// numbers, image, error}], test, at}. `image` is a data: URL.
std::string report_body(const Report& report, const Subscription& subscription, bool test);

}  // namespace leapfrog::subscriptions
