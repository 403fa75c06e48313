#include "subscriptions/unsubscribing.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "storage/meta/rows.h"

namespace leapfrog::subscriptions {
namespace {

using http::Request;
using http::Response;

constexpr std::string_view context = "unsubscribe";
constexpr std::string_view sealed_prefix = "sealed:1:";
constexpr std::size_t max_token = 1'000;

Response page(std::string_view title, std::string_view sentence, std::string_view form, int status) {
  Response response;
  response.status = status;
  response.headers.set("Content-Type", "text/html; charset=utf-8");
  response.headers.set("Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
                       "frame-ancestors 'none'");
  response.headers.set("X-Robots-Tag", "noindex, nofollow");
  response.headers.set("Referrer-Policy", "no-referrer");
  response.headers.set("Cache-Control", "no-store");
  response.body = fmt::format(
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>{0}</title><style>:root{{color-scheme:light "
      "dark}}body{{margin:0;"
      "min-height:100vh;display:grid;place-items:center;font:15px/22px Inter,system-ui,sans-serif}}main{{"
      "max-width:26rem;padding:24px}}h1{{font-size:20px;line-height:28px}}button{{font:inherit;padding:8px "
      "14px;border:0;border-radius:6px;background:#1f7a4d;color:#fff;cursor:pointer}}</style><main><h1>{0}"
      "</h1><p>{1}</p>{2}</main></html>",
      title, sentence, form);
  return response;
}

Response unknown() {
  return page("This link leads nowhere", "It may be cut off, or its subscription is gone.", "", 404);
}

struct Found {
  Unsubscribing who;
  std::optional<Subscription> subscription;  // nothing: they do not get it any more
  std::string title;
};

class UnsubscribeApi {
 public:
  explicit UnsubscribeApi(const Parts& parts) : parts_(parts) {}

  Response ask(const Request& request) const {
    const auto found = meta::in_read(parts_.database,
                                     [&](meta::Connection& connection) { return find(connection, request); });
    if (!found) return unknown();
    if (!found->subscription) return done(*found);
    return page("Unsubscribe",
                fmt::format("{} will no longer get “{}”.", mail::escape_html(found->who.address),
                            mail::escape_html(found->title)),
                "<form method=\"post\"><button>Unsubscribe</button></form>", 200);
  }

  Response unsubscribe(const Request& request) const {
    const auto found = meta::in_write(parts_.database, [&](meta::Connection& connection) -> Result<Found> {
      auto read = TRY(find(connection, request));
      if (!read.subscription) return read;
      auto& subscription = *read.subscription;
      auto left = subscription.addresses();
      std::erase(left, read.who.address);
      subscription.target_value = fmt::format("{}", fmt::join(left, ","));
      subscription.deleted = left.empty();
      TRY(store_subscription(connection, subscription));
      const auto access = parts_.accounts.background_access(subscription.project);
      if (access)
        TRY(accounts::record_activity(
            connection, *access,
            {parts_.clock.now(),
             "Subscription",
             std::to_string(subscription.id),
             "unsubscribed",
             read.title,
             {accounts::Change{"address", json::value(read.who.address), nullptr}}}));
      return read;
    });
    if (!found) return unknown();
    return done(*found);
  }

 private:
  static Response done(const Found& found) {
    return page("Unsubscribed", fmt::format("{} gets it no longer.", mail::escape_html(found.who.address)),
                "", 200);
  }

  Result<Found> find(meta::Connection& connection, const Request& request) const {
    Found found;
    found.who = TRY(read_token(parts_.sealer, request.param("token")));
    auto subscription = TRY(find_subscription(connection, found.who.project, found.who.subscription));
    if (!subscription) return not_found();
    const auto all = subscription->addresses();
    if (subscription->deleted || std::ranges::find(all, found.who.address) == all.end()) return found;
    found.title = subscription->title.empty() ? "this subscription" : subscription->title;
    found.subscription = *std::move(subscription);
    return found;
  }

  const Parts& parts_;
};

}  // namespace

std::string unsubscribe_token(const Sealer& sealer, const Unsubscribing& who) {
  auto sealed = sealer.seal(fmt::format("{} {} {}", who.project, who.subscription, who.address), context);
  auto token = sealed.substr(sealed_prefix.size());
  std::ranges::replace(token, '+', '-');
  std::ranges::replace(token, '/', '_');
  while (token.ends_with('=')) token.pop_back();
  return token;
}

Result<Unsubscribing> read_token(const Sealer& sealer, std::string_view token) {
  if (token.size() > max_token) return not_found();
  std::string coded(token);
  std::ranges::replace(coded, '-', '+');
  std::ranges::replace(coded, '_', '/');
  while (coded.size() % 4 != 0) coded += '=';
  const auto text = sealer.open_sealed(std::string(sealed_prefix) + coded, context);
  if (!text) return not_found();
  Unsubscribing who;
  const char* end = text->data() + text->size();
  const auto project = std::from_chars(text->data(), end, who.project);
  if (project.ec != std::errc() || project.ptr == end) return not_found();
  const auto subscription = std::from_chars(project.ptr + 1, end, who.subscription);
  if (subscription.ec != std::errc() || subscription.ptr == end) return not_found();
  who.address.assign(subscription.ptr + 1, end);
  return who;
}

void add_unsubscribe_routes(http::Router& router, const Parts& parts) {
  const auto api = std::make_shared<UnsubscribeApi>(parts);
  router.get("/unsubscribe/{token}",
             {"Ask whether to stop getting a subscription", "subscriptions", "", "", ""},
             [api](Request& request) { return api->ask(request); });
  router.post("/unsubscribe/{token}", {"Stop getting a subscription", "subscriptions", "", "", ""},
              [api](Request& request) { return api->unsubscribe(request); });
}

}  // namespace leapfrog::subscriptions
