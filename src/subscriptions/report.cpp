#include "subscriptions/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.h"
#include "base/log.h"
#include "storage/meta/rows.h"
#include "subscriptions/chart.h"

namespace leapfrog::subscriptions {
namespace {

constexpr std::size_t max_items = 12;

std::string insight_path(accounts::ProjectId project, const std::string& short_id) {
  return fmt::format("/project/{}/insights/{}", project, short_id);
}
std::string dashboard_path(accounts::ProjectId project, std::int64_t id) {
  return fmt::format("/project/{}/dashboards/{}", project, id);
}

std::string title_of(const dashboards::KeptInsight& insight) {
  return insight.name.empty() ? "Untitled insight" : insight.name;
}

// What is asked, before anything is computed.
struct Asked {
  std::string title;
  std::string path;
  std::vector<std::pair<dashboards::KeptInsight, json::object>> questions;
  std::size_t left_out = 0;
};

// Tiles in the order in which they are read: from above, and from the left.
std::pair<double, double> place_of(const dashboards::KeptTile& tile) {
  const auto* sizes = tile.layouts.if_object();
  const auto* place = sizes != nullptr ? sizes->if_contains("sm") : nullptr;
  if (place == nullptr || !place->is_object()) return {1e9, 0};
  const auto number = [&](std::string_view field) {
    const auto* value = place->get_object().if_contains(field);
    return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
  };
  return {number("y"), number("x")};
}

Result<std::optional<Asked>> asked_of(meta::Connection& connection, const Subscription& subscription) {
  Asked asked;
  if (subscription.insight) {
    const auto insight =
        TRY(dashboards::kept_insight(connection, subscription.project, *subscription.insight));
    if (!insight) return std::nullopt;
    asked.title = title_of(*insight);
    asked.path = insight_path(subscription.project, insight->short_id);
    asked.questions.emplace_back(*insight, insight->query);
    return asked;
  }
  auto dashboard =
      TRY(dashboards::kept_dashboard(connection, subscription.project, subscription.dashboard.value_or(0)));
  if (!dashboard) return std::nullopt;
  asked.title = dashboard->name;
  asked.path = dashboard_path(subscription.project, dashboard->id);
  std::ranges::stable_sort(dashboard->tiles, {}, place_of);
  for (const auto& tile : dashboard->tiles) {
    if (!tile.insight || tile.insight->query.empty()) continue;
    if (asked.questions.size() < max_items)
      asked.questions.emplace_back(*tile.insight, tile.question);
    else
      ++asked.left_out;
  }
  return asked;
}

Result<ReportItem> make_item(const Parts& parts, const accounts::ProjectAccess& access,
                             const dashboards::KeptInsight& insight, const json::object& question,
                             const query::Calendar& calendar) {
  ReportItem item;
  item.insight = insight.id;
  item.short_id = insight.short_id;
  item.title = title_of(insight);
  item.url = parts.origin + insight_path(access.id(), insight.short_id);
  if (question.empty()) {
    item.error = "Nothing is asked yet.";
    return item;
  }
  const auto answer = parts.answer(access, question);
  if (!answer && answer.error().kind == ErrorKind::unavailable) return std::unexpected(answer.error());
  if (!answer) {
    item.error =
        answer.error().kind == ErrorKind::internal ? "It could not be computed." : answer.error().detail;
    return item;
  }
  const auto now = parts.clock.now();
  const auto& source = source_of(question);
  item.numbers = numbers_of(source, *answer, calendar, now);
  if (const auto chart = chart_of(item.title, source, *answer, item.numbers, calendar, now)) {
    auto png = pictures::draw_png(*chart, parts.fonts);
    // The numbers are worth sending without it.
    if (!png) log_warning("A picture was not drawn.", {{"error", png.error().detail}});
    item.png = std::move(png).value_or("");
  }
  return item;
}

std::string cid(std::size_t index) { return fmt::format("chart-{}", index + 1); }

}  // namespace

Result<std::optional<Resource>> resource_of(meta::Connection& connection, const Subscription& subscription) {
  Resource resource;
  if (subscription.insight) {
    const auto insight =
        TRY(dashboards::kept_insight(connection, subscription.project, *subscription.insight));
    if (!insight) return std::nullopt;
    resource = {title_of(*insight), insight_path(subscription.project, insight->short_id), insight->short_id};
  } else {
    const auto dashboard =
        TRY(dashboards::kept_dashboard(connection, subscription.project, subscription.dashboard.value_or(0)));
    if (!dashboard) return std::nullopt;
    resource = {dashboard->name, dashboard_path(subscription.project, dashboard->id), ""};
  }
  return resource;
}

Result<Report> make_report(const Parts& parts, const accounts::ProjectAccess& access,
                           const Subscription& subscription) {
  const auto asked = TRY(meta::in_read(
      parts.database, [&](meta::Connection& connection) { return asked_of(connection, subscription); }));
  if (!asked) return not_found("The insight or dashboard has been deleted.");
  const auto calendar = TRY(query::Calendar::of(access.project().timezone, true));
  Report report;
  report.title = subscription.title.empty() ? asked->title : subscription.title;
  report.url = parts.origin + asked->path;
  report.project_name = access.project().name;
  report.schedule = describe(subscription.recurrence, calendar);
  report.at = parts.clock.now();
  report.left_out = asked->left_out;
  for (const auto& [insight, question] : asked->questions)
    report.items.push_back(TRY(make_item(parts, access, insight, question, calendar)));
  return report;
}

mail::Letter report_letter(const Report& report, const std::string& to, const std::string& unsubscribe_url,
                           bool test) {
  mail::Note note;
  note.heading = report.title;
  std::vector<mail::Picture> pictures;
  const bool single = report.items.size() == 1 && report.items.front().title == report.title;
  for (std::size_t i = 0; i < report.items.size(); ++i) {
    const auto& item = report.items[i];
    if (!single) {
      note.text += fmt::format("{}\n{}\n\n", item.title, item.url);
      note.html += fmt::format(
          "<h2 style=\"margin:24px 0 8px;font-size:16px;line-height:24px;font-weight:600\"><a href=\"{}\" "
          "style=\"color:#111814;text-decoration:none\">{}</a></h2>",
          mail::escape_html(item.url), mail::escape_html(item.title));
    }
    if (!item.png.empty()) {
      pictures.push_back({cid(i), item.png});
      note.html += fmt::format(
          "<img src=\"cid:{}\" alt=\"{}\" width=\"630\" style=\"display:block;width:100%;max-width:630px;"
          "height:auto;margin:0 0 12px\">",
          cid(i), mail::escape_html(item.title));
    }
    const auto sentence = !item.error.empty()         ? item.error
                          : item.numbers.rows.empty() ? std::string("There is no data for it.")
                                                      : std::string();
    if (sentence.empty()) {
      note.text += text_table(item.numbers) + "\n";
      note.html += html_table(item.numbers);
    } else {
      note.text += sentence + "\n\n";
      note.html += fmt::format("<p style=\"margin:0 0 12px;font-size:14px;color:#5c6b63\">{}</p>",
                               mail::escape_html(sentence));
    }
  }
  if (report.left_out > 0) note.text += fmt::format("{} more are on the dashboard.\n", report.left_out);
  if (report.left_out > 0)
    note.html += fmt::format(
        "<p style=\"margin:0;font-size:14px;color:#5c6b63\">{} more are on the "
        "dashboard.</p>",
        report.left_out);
  while (note.text.ends_with('\n')) note.text.pop_back();
  note.link_label = "Open in Leapfrog";
  note.link = report.url;
  note.small_print = fmt::format("You get this {}, from the project {}. To get it no longer: {}",
                                 report.schedule, report.project_name, unsubscribe_url);
  auto letter = mail::letter_of(to, (test ? "Test: " : "") + report.title, note);
  letter.pictures = std::move(pictures);
  letter.unsubscribe_url = unsubscribe_url;
  return letter;
}

std::string report_body(const Report& report, const Subscription& subscription, bool test) {
  json::array items;
  for (const auto& item : report.items) {
    items.push_back(json::object{
        {"insight", {{"id", item.insight}, {"short_id", item.short_id}}},
        {"title", item.title},
        {"url", item.url},
        {"numbers", numbers_json(item.numbers)},
        {"image", item.png.empty() ? json::value(nullptr)
                                   : json::value("data:image/png;base64," + base64_encode(item.png))},
        {"error", item.error.empty() ? json::value(nullptr) : json::value(item.error)}});
  }
  return to_text(json::object{{"type", "subscription"},
                              {"title", report.title},
                              {"text", report.title + ": " + report.url},
                              {"url", report.url},
                              {"subscription", {{"id", subscription.id}}},
                              {"project", {{"id", subscription.project}, {"name", report.project_name}}},
                              {"items", std::move(items)},
                              {"test", test},
                              {"at", format_iso(report.at)}});
}

}  // namespace leapfrog::subscriptions
