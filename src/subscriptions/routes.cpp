#include "subscriptions/routes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "http/json_body.h"
#include "http/object_schema.h"
#include "http/outbound.h"
#include "storage/meta/rows.h"

namespace leapfrog::subscriptions {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;

constexpr std::int64_t max_subscriptions = 200;  // of a project
constexpr std::int64_t shown_deliveries = 20;
constexpr std::size_t max_title = 255;
constexpr std::size_t max_addresses = 20;

json::value or_null(const std::optional<Instant>& instant) {
  return instant ? json::value(format_iso(*instant)) : json::value(nullptr);
}
json::value or_null(const std::optional<std::int64_t>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}
json::value or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Each once, with a comma between.
Result<std::string> checked_addresses(std::string_view given) {
  std::vector<std::string> all;
  while (!given.empty()) {
    const auto comma = given.find(',');
    const std::string address(trimmed(given.substr(0, comma)));
    given = comma == given.npos ? std::string_view() : given.substr(comma + 1);
    if (address.empty()) continue;
    TRY(mail::check_address(address, "target_value"));
    if (std::ranges::find(all, address) == all.end()) all.push_back(address);
  }
  if (all.empty()) return invalid("This field is required.", "target_value", "required");
  if (all.size() > max_addresses)
    return invalid(fmt::format("At most {} addresses get one subscription.", max_addresses), "target_value");
  return fmt::format("{}", fmt::join(all, ","));
}

json::object logged(const Subscription& subscription) {
  auto out = recurrence_json(subscription.recurrence);
  out["title"] = subscription.title;
  out["target_type"] = target_name(subscription.target);
  // Addresses of webhooks often hold a secret.
  if (subscription.target == Target::email) out["target_value"] = subscription.target_value;
  out["start_date"] = format_iso(subscription.recurrence.start);
  out["until_date"] = or_null(subscription.recurrence.until);
  out["deleted"] = subscription.deleted;
  return out;
}

struct Found {
  Subscription subscription;
  std::optional<Resource> resource;
  std::vector<outbox::Delivery> deliveries;
  std::optional<std::string> secret;  // of its webhook, when this is the first time that it is named

  std::string title() const {
    if (!subscription.title.empty()) return subscription.title;
    return resource ? resource->name : "";
  }
};

class SubscriptionsApi {
 public:
  SubscriptionsApi(const Parts& parts, Sender& sender, std::function<void()> changed)
      : parts_(parts), sender_(sender), changed_(std::move(changed)) {}

  Result<Response> list(const ProjectAccess& access, Request& request) {
    const Wanted wanted{number_of(request.query.get("insight")), number_of(request.query.get("dashboard"))};
    std::vector<Found> all;
    TRY(parts_.database.read([&](meta::Connection& connection) -> Result<> {
      for (auto& each : TRY(list_subscriptions(connection, access.id(), wanted)))
        all.push_back(TRY(with_resource(connection, std::move(each))));
      return {};
    }));
    json::array results;
    for (const auto& found : all) results.push_back(TRY(shown(access, found)));
    return Response::json(json::object{{"count", results.size()},
                                       {"next", nullptr},
                                       {"previous", nullptr},
                                       {"results", std::move(results)}});
  }

  Result<Response> create(const ProjectAccess& access, Request& request) {
    const auto body = TRY(http::json_body(request));
    const auto now = parts_.clock.now();
    Subscription subscription;
    subscription.project = access.id();
    subscription.created_at = now;
    subscription.created_by = access.user_id();
    subscription.insight = TRY(optional_int(body, "insight"));
    subscription.dashboard = TRY(optional_int(body, "dashboard"));
    if (subscription.insight.has_value() == subscription.dashboard.has_value())
      return invalid("Name either an insight or a dashboard.", "insight");
    for (const auto* field : {"target_type", "target_value", "frequency", "start_date"})
      if (!body.contains(field)) return invalid("This field is required.", field, "required");
    TRY(apply(subscription, body));
    subscription.next_delivery_at = TRY(upcoming(subscription, access));
    const auto found =
        TRY(meta::in_write(parts_.database, [&](meta::Connection& connection) -> Result<Found> {
          if (TRY(count_subscriptions(connection, access.id())) >= max_subscriptions)
            return invalid(
                fmt::format("A project can have {} subscriptions. Delete some first.", max_subscriptions));
          auto made = TRY(with_resource(connection, TRY(store_subscription(connection, subscription))));
          if (!made.resource)
            return invalid("There is no such insight or dashboard in this project.",
                           subscription.insight ? "insight" : "dashboard");
          made.secret = TRY(secret_of(connection, made.subscription));
          TRY(record(connection, access, made, "created", {}));
          return made;
        }));
    changed_();
    return Response::json(TRY(shown(access, found)), 201);
  }

  Result<Response> get(const ProjectAccess& access, Request& request) {
    const auto found = TRY(meta::in_read(
        parts_.database, [&](meta::Connection& connection) { return require(connection, access, request); }));
    return Response::json(TRY(shown(access, found)));
  }

  Result<Response> change(const ProjectAccess& access, Request& request) {
    const auto body = TRY(http::json_body(request));
    const auto found =
        TRY(meta::in_write(parts_.database, [&](meta::Connection& connection) -> Result<Found> {
          auto loaded = TRY(require(connection, access, request));
          auto& subscription = loaded.subscription;
          const auto before = logged(subscription);
          TRY(apply(subscription, body));
          subscription.deleted = TRY(optional_bool(body, "deleted")).value_or(subscription.deleted);
          subscription.next_delivery_at = TRY(upcoming(subscription, access));
          TRY(store_subscription(connection, subscription));
          loaded.secret = TRY(secret_of(connection, subscription));
          auto changes = accounts::changes_between(before, logged(subscription));
          if (!changes.empty()) TRY(record(connection, access, loaded, "updated", std::move(changes)));
          return loaded;
        }));
    changed_();
    return Response::json(TRY(shown(access, found)));
  }

  Result<Response> remove(const ProjectAccess& access, Request& request) {
    TRY(parts_.database.write([&](meta::Connection& connection) -> Result<> {
      auto found = TRY(require(connection, access, request));
      found.subscription.deleted = true;
      TRY(store_subscription(connection, found.subscription));
      return record(connection, access, found, "deleted", {});
    }));
    return Response::empty(204);
  }

  Result<Response> test(const ProjectAccess& access, Request& request) {
    const auto found = TRY(meta::in_read(
        parts_.database, [&](meta::Connection& connection) { return require(connection, access, request); }));
    json::array results;
    bool delivered = true;
    std::string answer;
    for (const auto& [target, sent] : TRY(sender_.send_test(access, found.subscription))) {
      const bool good = sent.outcome == mail::Sent::Outcome::delivered;
      if (!good || answer.empty()) answer = sent.answer;
      delivered = delivered && good;
      results.push_back(json::object{{"target", target}, {"delivered", good}, {"answer", sent.answer}});
    }
    return Response::json(
        json::object{{"delivered", delivered}, {"answer", answer}, {"results", std::move(results)}});
  }

 private:
  Result<Found> with_resource(meta::Connection& connection, Subscription subscription) const {
    Found found;
    found.resource = TRY(resource_of(connection, subscription));
    found.deliveries = TRY(outbox::list_deliveries(
        connection, {subscription.project, "subscription", std::to_string(subscription.id)},
        shown_deliveries));
    found.subscription = std::move(subscription);
    return found;
  }

  Result<Found> require(meta::Connection& connection, const ProjectAccess& access,
                        const Request& request) const {
    auto found = TRY(find_subscription(connection, access.id(), number_of(request.param("id")).value_or(0)));
    if (!found || found->deleted) return not_found();
    return with_resource(connection, *std::move(found));
  }

  Result<std::optional<std::string>> secret_of(meta::Connection& connection,
                                               const Subscription& subscription) const {
    if (subscription.target != Target::webhook) return std::nullopt;
    return parts_.outbox.secret_if_new(connection, subscription.project, subscription.target_value);
  }

  Result<std::optional<Instant>> upcoming(const Subscription& subscription,
                                          const ProjectAccess& access) const {
    return next_delivery_of(subscription, access.project(), parts_.clock.now());
  }

  Result<> apply(Subscription& subscription, const json::object& body) const {
    if (auto title = TRY(http::optional_text(body, "title", max_title)))
      subscription.title = *std::move(title);
    if (const auto type = TRY(optional_string(body, "target_type"))) {
      if (*type != "email" && *type != "webhook")
        return invalid("Expected email or webhook.", "target_type", "invalid_choice");
      subscription.target = *type == "email" ? Target::email : Target::webhook;
    }
    if (body.contains("target_type") || body.contains("target_value")) {
      auto value = TRY(optional_string(body, "target_value")).value_or(subscription.target_value);
      if (subscription.target == Target::email) {
        subscription.target_value = TRY(checked_addresses(value));
        if (!parts_.outbox.has_mail())
          return invalid(
              "E-mail is not set up on this server. Whoever runs it can with the settings smtp-url "
              "and mail-from; webhooks work without.",
              "target_type", "mail_not_set_up");
      } else {
        TRY(http::check_outbound_url(value, "target_value"));
        subscription.target_value = std::move(value);
      }
    }
    TRY(change_recurrence(subscription.recurrence, body));
    if (subscription.recurrence.position != 0 && subscription.recurrence.weekdays.empty())
      return invalid("bysetpos chooses among the days of byweekday.", "bysetpos");
    return {};
  }

  Result<> record(meta::Connection& connection, const ProjectAccess& access, const Found& found,
                  std::string what, std::vector<accounts::Change> changes) const {
    return accounts::record_activity(
        connection, access,
        {parts_.clock.now(), "Subscription", std::to_string(found.subscription.id), std::move(what),
         found.title(), std::move(changes)});
  }

  Result<json::object> shown(const ProjectAccess& access, const Found& found) const {
    const auto& subscription = found.subscription;
    const auto calendar = TRY(query::Calendar::of(access.project().timezone, true));
    std::optional<accounts::User> creator;
    if (subscription.created_by) creator = TRY(parts_.accounts.user(*subscription.created_by));
    auto out = recurrence_json(subscription.recurrence);
    out["id"] = subscription.id;
    out["insight"] = or_null(subscription.insight);
    out["dashboard"] = or_null(subscription.dashboard);
    out["insight_short_id"] = or_null(found.resource ? found.resource->insight_short_id : "");
    out["resource_name"] = or_null(found.resource ? found.resource->name : "");
    out["title"] = found.title();
    out["target_type"] = target_name(subscription.target);
    out["target_value"] = subscription.target_value;
    out["start_date"] = format_iso(subscription.recurrence.start);
    out["until_date"] = or_null(subscription.recurrence.until);
    out["summary"] = "sent " + describe(subscription.recurrence, calendar);
    out["next_delivery_date"] = or_null(subscription.next_delivery_at);
    out["last_delivery_date"] = or_null(subscription.last_delivery_at);
    out["last_error"] = or_null(subscription.last_error);
    out["deleted"] = subscription.deleted;
    out["created_at"] = format_iso(subscription.created_at);
    out["created_by"] = accounts::user_json(creator);
    if (found.secret) out["webhook_secret"] = *found.secret;
    json::array deliveries;
    for (const auto& delivery : found.deliveries) deliveries.push_back(outbox::delivery_json(delivery));
    out["deliveries"] = std::move(deliveries);
    return out;
  }

  const Parts& parts_;
  Sender& sender_;
  const std::function<void()> changed_;
};

void add_schemas(http::Router& router) {
  router.add_schema("Subscription", http::object_schema({{"id", "integer"},
                                                         {"insight", "integer?"},
                                                         {"dashboard", "integer?"},
                                                         {"insight_short_id", "string?"},
                                                         {"resource_name", "string?"},
                                                         {"title", "string"},
                                                         {"target_type", "email|webhook"},
                                                         {"target_value", "string"},
                                                         {"webhook_secret", "string?"},
                                                         {"frequency", "daily|weekly|monthly|yearly"},
                                                         {"interval", "integer"},
                                                         {"byweekday", "string[]?"},
                                                         {"bysetpos", "integer?"},
                                                         {"count", "integer?"},
                                                         {"start_date", "string"},
                                                         {"until_date", "string?"},
                                                         {"summary", "string"},
                                                         {"next_delivery_date", "string?"},
                                                         {"last_delivery_date", "string?"},
                                                         {"last_error", "string?"},
                                                         {"deleted", "boolean"},
                                                         {"created_at", "string"},
                                                         {"created_by", "Creator?"},
                                                         {"deliveries", "Delivery[]"}}));
  router.add_schema(
      "SubscriptionTestResult",
      http::object_schema({{"target", "string"}, {"delivered", "boolean"}, {"answer", "string"}}));
  router.add_schema("SubscriptionTest", http::object_schema({{"delivered", "boolean"},
                                                             {"answer", "string"},
                                                             {"results", "SubscriptionTestResult[]"}}));
}

}  // namespace

void add_subscription_routes(http::Router& router, const Parts& parts, Sender& sender,
                             std::function<void()> changed) {
  add_schemas(router);
  const auto api = std::make_shared<SubscriptionsApi>(parts, sender, std::move(changed));
  using Call = Result<Response> (SubscriptionsApi::*)(const ProjectAccess&, Request&);
  const auto add = [&](http::Method method, std::string_view path, std::string summary, std::string scope,
                       std::string body, std::string answer, Call call) {
    accounts::add_project_route(
        router, parts.accounts, method, path,
        {std::move(summary), "subscriptions", std::move(scope), std::move(body), std::move(answer)},
        [api, call](const ProjectAccess& access, Request& request) {
          return ((*api).*call)(access, request);
        });
  };
  using enum http::Method;
  add(get, "subscriptions/", "List subscriptions, of one insight or dashboard with insight or dashboard",
      "subscription:read", "", "", &SubscriptionsApi::list);
  add(post, "subscriptions/", "Subscribe to an insight or a dashboard", "subscription:write", "Subscription",
      "Subscription", &SubscriptionsApi::create);
  add(get, "subscriptions/{id}/", "Show a subscription", "subscription:read", "", "Subscription",
      &SubscriptionsApi::get);
  add(patch, "subscriptions/{id}/", "Change a subscription", "subscription:write", "Subscription",
      "Subscription", &SubscriptionsApi::change);
  add(put, "subscriptions/{id}/", "Change a subscription", "subscription:write", "Subscription",
      "Subscription", &SubscriptionsApi::change);
  add(del, "subscriptions/{id}/", "Delete a subscription", "subscription:write", "", "",
      &SubscriptionsApi::remove);
  add(post, "subscriptions/{id}/test-delivery/", "Compute and send it now", "subscription:write", "",
      "SubscriptionTest", &SubscriptionsApi::test);
}

}  // namespace leapfrog::subscriptions
