#include "outbox/routes.h"

#include "http/object_schema.h"
#include "storage/meta/rows.h"

namespace leapfrog::outbox {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;

constexpr std::int64_t shown_messages = 100;

json::object destination_json(const Destination& destination) {
  return {{"id", destination.id},
          {"url", destination.url},
          {"created_at", format_iso(destination.created_at)},
          {"secret", nullptr}};
}

// Addresses of webhooks often hold a secret; the activity log is shown where it should not be.
std::string host_of(const Destination& destination) {
  const auto scheme = destination.url.find("://") + 3;
  return destination.url.substr(scheme, destination.url.find_first_of("/?#", scheme) - scheme);
}

Response list_of(json::array results) {
  return Response::json(json::object{
      {"count", results.size()}, {"next", nullptr}, {"previous", nullptr}, {"results", std::move(results)}});
}

class OutboxApi {
 public:
  OutboxApi(const Parts& parts, const Destinations& destinations)
      : parts_(parts), destinations_(destinations) {}

  Result<Response> messages(const ProjectAccess& access, const Request&) {
    json::array results;
    TRY(parts_.database.read([&](meta::Connection& connection) -> Result<> {
      for (const auto& [about, delivery] : TRY(list_project(connection, access.id(), shown_messages))) {
        auto shown = delivery_json(delivery);
        shown["kind"] = about.kind;
        shown["about_id"] = about.id;
        results.push_back(std::move(shown));
      }
      return {};
    }));
    return list_of(std::move(results));
  }

  Result<Response> list(const ProjectAccess& access, const Request&) {
    json::array results;
    for (const auto& destination : TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) {
           return list_destinations(connection, access.id());
         })))
      results.push_back(destination_json(destination));
    return list_of(std::move(results));
  }

  Result<Response> replace_secret(const ProjectAccess& access, const Request& request) {
    const auto now = parts_.clock.now();
    auto shown =
        TRY(meta::in_write(parts_.database, [&](meta::Connection& connection) -> Result<json::object> {
          const auto destination = TRY(require(connection, access, request));
          auto out = destination_json(destination);
          out["secret"] = TRY(destinations_.replace_secret(connection, destination, now));
          TRY(accounts::record_activity(
              connection, access,
              {now, "Webhook", destination.id, "secret_replaced", host_of(destination), {}}));
          return out;
        }));
    return Response::json(std::move(shown));
  }

  Result<Response> remove(const ProjectAccess& access, const Request& request) {
    TRY(parts_.database.write([&](meta::Connection& connection) -> Result<> {
      const auto destination = TRY(require(connection, access, request));
      TRY(delete_destination(connection, destination));
      return accounts::record_activity(
          connection, access,
          {parts_.clock.now(), "Webhook", destination.id, "deleted", host_of(destination), {}});
    }));
    return Response::empty(204);
  }

 private:
  static Result<Destination> require(meta::Connection& connection, const ProjectAccess& access,
                                     const Request& request) {
    auto found = TRY(find_destination_by_id(connection, access.id(), request.param("id")));
    if (!found) return not_found();
    return *std::move(found);
  }

  const Parts& parts_;
  const Destinations& destinations_;
};

}  // namespace

void add_outbox_routes(http::Router& router, accounts::Accounts& accounts, const Parts& parts,
                       const Destinations& destinations) {
  router.add_schema("Delivery", delivery_schema());
  router.add_schema(
      "WebhookDestination",
      http::object_schema(
          {{"id", "string"}, {"url", "string"}, {"created_at", "string"}, {"secret", "string?"}}));
  const auto api = std::make_shared<OutboxApi>(parts, destinations);
  using Call = Result<Response> (OutboxApi::*)(const ProjectAccess&, const Request&);
  const auto add = [&](http::Method method, std::string_view path, http::RouteDoc doc, Call call) {
    accounts::add_project_route(router, accounts, method, path, std::move(doc),
                                [api, call](const ProjectAccess& access, Request& request) {
                                  return ((*api).*call)(access, request);
                                });
  };
  using enum http::Method;
  add(get, "outbox/", {"The last hundred messages by e-mail and webhook", "outbox", "webhook:read", "", ""},
      &OutboxApi::messages);
  add(get, "webhooks/", {"Where webhooks go", "outbox", "webhook:read", "", ""}, &OutboxApi::list);
  add(post, "webhooks/{id}/replace_secret/",
      {"A new signing secret; the old one signs as well for a day", "outbox", "webhook:write", "",
       "WebhookDestination"},
      &OutboxApi::replace_secret);
  add(del, "webhooks/{id}/", {"Forget a destination and its secret", "outbox", "webhook:write", "", ""},
      &OutboxApi::remove);
}

}  // namespace leapfrog::outbox
