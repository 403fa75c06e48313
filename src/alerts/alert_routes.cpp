#include "alerts/alert_routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "alerts/question.h"
#include "base/uuid.h"
#include "http/json_body.h"
#include "http/object_schema.h"
#include "http/pagination.h"
#include "storage/meta/rows.h"

namespace leapfrog::alerts {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;

constexpr std::int64_t max_alerts = 500;  // of a project
constexpr std::int64_t shown_checks = 50;
constexpr std::int64_t shown_deliveries = 10;
constexpr std::size_t max_name = 255;
constexpr std::size_t max_subscribers = 50;
constexpr std::array<std::string_view, 5> intervals = {"real_time", "hourly", "daily", "weekly", "monthly"};

json::value or_null(const std::optional<Instant>& instant) {
  return instant ? json::value(format_iso(*instant)) : json::value(nullptr);
}

json::object check_json(const Check& check) {
  return {{"created_at", format_iso(check.created_at)},
          {"state", check.state},
          {"calculated_value", check.value ? json::value(*check.value) : json::value(nullptr)},
          {"message", check.message}};
}

json::object logged(const Alert& alert) {
  auto out = rule_json(alert.rule);
  out["name"] = alert.name;
  out["enabled"] = alert.enabled;
  out["calculation_interval"] = alert.calculation_interval;
  out["snoozed_until"] = or_null(alert.snoozed_until);
  out["subscribed_users"] = json::array(alert.subscribed_users.begin(), alert.subscribed_users.end());
  // Addresses of webhooks often hold a secret.
  out["webhook"] = alert.webhook_url.has_value();
  return out;
}

struct Found {
  Alert alert;
  std::optional<dashboards::KeptInsight> insight;
  std::vector<Check> checks;
  std::vector<outbox::Delivery> deliveries;
  std::optional<std::string> secret;  // of its webhook, when this is the first time that it is named
};

class AlertsApi {
 public:
  AlertsApi(const Parts& parts, Checker& checker, std::function<void()> changed)
      : parts_(parts), checker_(checker), changed_(std::move(changed)) {}

  Result<Response> list(const ProjectAccess& access, Request& request) {
    std::optional<std::int64_t> insight;
    if (const auto text = request.query.get("insight_id"); !text.empty()) insight = number(text);
    std::vector<Found> all;
    TRY(parts_.database.read([&](meta::Connection& connection) -> Result<> {
      for (auto& alert : TRY(list_alerts(connection, access.id(), insight)))
        all.push_back(TRY(with_insight(connection, std::move(alert))));
      return {};
    }));
    json::array results;
    for (const auto& found : all) results.push_back(TRY(shown(found, false)));
    return Response::json(json::object{{"count", results.size()},
                                       {"next", nullptr},
                                       {"previous", nullptr},
                                       {"results", std::move(results)}});
  }

  Result<Response> create(const ProjectAccess& access, Request& request) {
    const auto body = TRY(http::json_body(request));
    const auto now = parts_.clock.now();
    Alert alert;
    alert.id = Uuid::random().text();
    alert.project = access.id();
    alert.created_at = now;
    alert.created_by = access.user_id();
    const auto insight = TRY(optional_int(body, "insight"));
    if (!insight) return invalid("This field is required.", "insight", "required");
    alert.insight = *insight;
    TRY(apply(alert, body));
    const auto found =
        TRY(meta::in_write(parts_.database, [&](meta::Connection& connection) -> Result<Found> {
          if (TRY(count_alerts(connection, access.id())) >= max_alerts)
            return invalid(fmt::format("A project can have {} alerts. Delete some first.", max_alerts));
          auto made = TRY(with_insight(connection, alert));
          if (!made.insight) return invalid("There is no such insight in this project.", "insight");
          TRY(question_of(made.insight->query));
          TRY(store_alert(connection, alert));
          made.secret = TRY(secret_of(connection, alert));
          TRY(accounts::record_activity(connection, access,
                                        {now, "Alert", alert.id, "created", alert.name, {}}));
          return made;
        }));
    changed_();
    return Response::json(TRY(shown(found, true)), 201);
  }

  Result<Response> get(const ProjectAccess& access, Request& request) {
    return Response::json(TRY(shown(TRY(meta::in_read(parts_.database,
                                                      [&](meta::Connection& connection) {
                                                        return require(connection, access, request);
                                                      })),
                                    true)));
  }

  Result<Response> change(const ProjectAccess& access, Request& request) {
    const auto body = TRY(http::json_body(request));
    const auto now = parts_.clock.now();
    const auto found =
        TRY(meta::in_write(parts_.database, [&](meta::Connection& connection) -> Result<Found> {
          auto loaded = TRY(require(connection, access, request));
          auto& alert = loaded.alert;
          const auto before = logged(alert);
          TRY(apply(alert, body));
          auto changes = accounts::changes_between(before, logged(alert));
          // What was found with the old rule says nothing of the new one.
          if (!changes.empty()) alert.next_check_at = Instant{};
          TRY(store_alert(connection, alert));
          loaded.secret = TRY(secret_of(connection, alert));
          if (!changes.empty())
            TRY(accounts::record_activity(
                connection, access, {now, "Alert", alert.id, "updated", alert.name, std::move(changes)}));
          return loaded;
        }));
    changed_();
    return Response::json(TRY(shown(found, true)));
  }

  Result<Response> remove(const ProjectAccess& access, Request& request) {
    TRY(parts_.database.write([&](meta::Connection& connection) -> Result<> {
      const auto found = TRY(require(connection, access, request));
      TRY(delete_alert(connection, found.alert));
      return accounts::record_activity(
          connection, access, {parts_.clock.now(), "Alert", found.alert.id, "deleted", found.alert.name, {}});
    }));
    return Response::empty(204);
  }

  Result<Response> test(const ProjectAccess& access, Request& request) {
    const auto found = TRY(meta::in_read(
        parts_.database, [&](meta::Connection& connection) { return require(connection, access, request); }));
    json::array results;
    bool delivered = true;
    std::string answer;
    for (const auto& [target, sent] : TRY(checker_.send_test(found.alert))) {
      const bool good = sent.outcome == mail::Sent::Outcome::delivered;
      if (!good || answer.empty()) answer = sent.answer;
      delivered = delivered && good;
      results.push_back(json::object{{"target", target}, {"delivered", good}, {"answer", sent.answer}});
    }
    return Response::json(
        json::object{{"delivered", delivered}, {"answer", answer}, {"results", std::move(results)}});
  }

 private:
  static std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }

  static Result<Found> with_insight(meta::Connection& connection, Alert alert) {
    Found found;
    found.insight = TRY(dashboards::kept_insight(connection, alert.project, alert.insight));
    found.alert = std::move(alert);
    return found;
  }

  static Result<Found> require(meta::Connection& connection, const ProjectAccess& access,
                               const Request& request) {
    auto alert = TRY(find_alert(connection, access.id(), request.param("id")));
    if (!alert) return not_found();
    auto found = TRY(with_insight(connection, *std::move(alert)));
    found.checks = TRY(list_checks(connection, found.alert.id, shown_checks));
    found.deliveries =
        TRY(outbox::list_deliveries(connection, {access.id(), "alert", found.alert.id}, shown_deliveries));
    return found;
  }

  Result<std::optional<std::string>> secret_of(meta::Connection& connection, const Alert& alert) const {
    if (!alert.webhook_url) return std::nullopt;
    return parts_.outbox.secret_if_new(connection, alert.project, *alert.webhook_url);
  }

  // Ids of members, which is what PostHog's clients send.
  Result<std::vector<accounts::UserId>> members_in(const json::value& given, const Alert& alert) const {
    const auto wrong = [] {
      return invalid("Expected a list of ids of people who can see this project.", "subscribed_users");
    };
    if (!given.is_array() || given.get_array().size() > max_subscribers) return wrong();
    const auto project = parts_.accounts.by_id(alert.project);
    std::vector<accounts::UserId> ids;
    for (const auto& each : given.get_array()) {
      const auto* id = each.if_int64();
      if (id == nullptr || !project || !TRY(parts_.accounts.is_member(*project, *id))) return wrong();
      if (std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
    }
    return ids;
  }

  Result<> apply(Alert& alert, const json::object& body) const {
    if (auto name = TRY(http::optional_text(body, "name", max_name))) alert.name = *std::move(name);
    if (alert.name.empty()) return invalid("This field is required.", "name", "required");
    alert.enabled = TRY(optional_bool(body, "enabled")).value_or(alert.enabled);
    TRY(change_rule(alert.rule, body));
    if (auto interval = TRY(optional_string(body, "calculation_interval"))) {
      if (std::find(intervals.begin(), intervals.end(), *interval) == intervals.end())
        return invalid(fmt::format("Expected one of {}.", fmt::join(intervals, ", ")), "calculation_interval",
                       "invalid_choice");
      alert.calculation_interval = *std::move(interval);
    }
    if (body.contains("webhook_url")) {
      auto url = TRY(optional_string(body, "webhook_url")).value_or("");
      if (!url.empty()) TRY(http::check_outbound_url(url, "webhook_url"));
      alert.webhook_url = url.empty() ? std::nullopt : std::optional(std::move(url));
    }
    if (const auto* users = body.if_contains("subscribed_users"))
      alert.subscribed_users = TRY(members_in(*users, alert));
    if (body.contains("snoozed_until")) {
      const auto text = TRY(optional_string(body, "snoozed_until"));
      alert.snoozed_until.reset();
      if (text) {
        const auto until = parse_iso(*text);
        if (!until) return invalid("Expected a time such as 2026-01-31T12:00:00Z, or null.", "snoozed_until");
        alert.snoozed_until = *until;
      }
    }
    return {};
  }

  Result<json::object> shown(const Found& found, bool whole) {
    const auto& alert = found.alert;
    std::optional<accounts::User> creator;
    if (alert.created_by) creator = TRY(parts_.accounts.user(*alert.created_by));
    const bool snoozed = alert.snoozed_until && parts_.clock.now() < *alert.snoozed_until;
    auto out = rule_json(alert.rule);
    out["id"] = alert.id;
    out["name"] = alert.name;
    out["enabled"] = alert.enabled;
    out["insight"] = found.insight
                         ? json::value{{"id", found.insight->id},
                                       {"short_id", found.insight->short_id},
                                       {"name", found.insight->name}}
                         : json::value{{"id", alert.insight}, {"short_id", nullptr}, {"name", nullptr}};
    out["calculation_interval"] = alert.calculation_interval;
    out["webhook_url"] = alert.webhook_url ? json::value(*alert.webhook_url) : json::value(nullptr);
    json::array subscribed;
    for (const auto id : alert.subscribed_users)
      if (const auto user = TRY(parts_.accounts.user(id))) subscribed.push_back(accounts::user_json(user));
    out["subscribed_users"] = std::move(subscribed);
    if (found.secret) out["webhook_secret"] = *found.secret;
    out["snoozed_until"] = or_null(alert.snoozed_until);
    out["state"] = snoozed ? "Snoozed" : alert.state;
    out["last_value"] = alert.last_value ? json::value(*alert.last_value) : json::value(nullptr);
    out["last_error"] = alert.last_error.empty() ? json::value(nullptr) : json::value(alert.last_error);
    out["last_checked_at"] = or_null(alert.last_checked_at);
    out["last_notified_at"] = or_null(alert.last_notified_at);
    out["next_check_at"] = to_micros(alert.next_check_at) == 0 ? json::value(nullptr)
                                                               : json::value(format_iso(alert.next_check_at));
    out["created_at"] = format_iso(alert.created_at);
    out["created_by"] = accounts::user_json(creator);
    json::array checks;
    json::array deliveries;
    if (whole) {
      for (const auto& check : found.checks) checks.push_back(check_json(check));
      for (const auto& delivery : found.deliveries) deliveries.push_back(outbox::delivery_json(delivery));
    }
    out["checks"] = std::move(checks);
    out["deliveries"] = std::move(deliveries);
    return out;
  }

  const Parts& parts_;
  Checker& checker_;
  const std::function<void()> changed_;
};

}  // namespace

void add_alert_routes(http::Router& router, const Parts& parts, Checker& checker,
                      std::function<void()> changed) {
  router.add_schema("AlertCondition",
                    http::object_schema({{"type", "absolute_value|relative_increase|relative_decrease"}}));
  router.add_schema("AlertBounds", http::object_schema({{"lower", "number?"}, {"upper", "number?"}}));
  router.add_schema("AlertThresholdConfiguration",
                    http::object_schema({{"type", "absolute|percentage"}, {"bounds", "AlertBounds"}}));
  router.add_schema("AlertThreshold",
                    http::object_schema({{"configuration", "AlertThresholdConfiguration"}}));
  router.add_schema("AlertConfig", http::object_schema({{"type", "string"},
                                                        {"series_index", "integer"},
                                                        {"check_ongoing_interval", "boolean"}}));
  router.add_schema("AlertInsight",
                    http::object_schema({{"id", "integer"}, {"short_id", "string?"}, {"name", "string?"}}));
  router.add_schema("AlertCheck", http::object_schema({{"created_at", "string"},
                                                       {"state", "Firing|Not firing|Errored|Snoozed"},
                                                       {"calculated_value", "number?"},
                                                       {"message", "string"}}));
  router.add_schema("Alert",
                    http::object_schema({{"id", "string"},
                                         {"name", "string"},
                                         {"enabled", "boolean"},
                                         {"insight", "AlertInsight"},
                                         {"condition", "AlertCondition"},
                                         {"threshold", "AlertThreshold"},
                                         {"config", "AlertConfig"},
                                         {"skip_weekend", "boolean"},
                                         {"calculation_interval", "real_time|hourly|daily|weekly|monthly"},
                                         {"webhook_url", "string?"},
                                         {"webhook_secret", "string?"},
                                         {"subscribed_users", "Creator[]"},
                                         {"snoozed_until", "string?"},
                                         {"state", "Firing|Not firing|Errored|Snoozed"},
                                         {"last_value", "number?"},
                                         {"last_error", "string?"},
                                         {"last_checked_at", "string?"},
                                         {"last_notified_at", "string?"},
                                         {"next_check_at", "string?"},
                                         {"created_at", "string"},
                                         {"created_by", "Creator?"},
                                         {"checks", "AlertCheck[]"},
                                         {"deliveries", "Delivery[]"}}));
  router.add_schema(
      "AlertTestResult",
      http::object_schema({{"target", "string"}, {"delivered", "boolean"}, {"answer", "string"}}));
  router.add_schema("AlertTest",
                    http::object_schema(
                        {{"delivered", "boolean"}, {"answer", "string"}, {"results", "AlertTestResult[]"}}));
  const auto api = std::make_shared<AlertsApi>(parts, checker, std::move(changed));
  using Call = Result<Response> (AlertsApi::*)(const ProjectAccess&, Request&);
  const auto add = [&](http::Method method, std::string_view path, std::string summary, std::string scope,
                       std::string body, std::string answer, Call call) {
    accounts::add_project_route(
        router, parts.accounts, method, path,
        {std::move(summary), "alerts", std::move(scope), std::move(body), std::move(answer)},
        [api, call](const ProjectAccess& access, Request& request) {
          return ((*api).*call)(access, request);
        });
  };
  using enum http::Method;
  add(get, "alerts/", "List alerts, of one insight with insight_id", "alert:read", "", "", &AlertsApi::list);
  add(post, "alerts/", "Create an alert on a trend", "alert:write", "Alert", "Alert", &AlertsApi::create);
  add(get, "alerts/{id}/", "Show an alert with its history", "alert:read", "", "Alert", &AlertsApi::get);
  add(patch, "alerts/{id}/", "Change an alert", "alert:write", "Alert", "Alert", &AlertsApi::change);
  add(del, "alerts/{id}/", "Delete an alert", "alert:write", "", "", &AlertsApi::remove);
  add(post, "alerts/{id}/test/", "Tell the webhook and the members now", "alert:write", "", "AlertTest",
      &AlertsApi::test);
}

}  // namespace leapfrog::alerts
