#include "app/pages.h"

#include "app/version.h"
#include "base/assets.h"
#include "http/compression.h"

namespace leapfrog::app {
namespace {

constexpr std::string_view page_policy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; "
    "frame-ancestors ";

// Pages of public links, which other sites may show in a frame. They lead nowhere else in the app.
bool is_shared_page(std::string_view path) { return path.starts_with("shared/"); }

http::Response asset_response(const http::Request& request, const Asset& asset, bool immutable) {
  http::Response response;
  response.headers.set("Content-Type", std::string(asset.content_type));
  response.headers.set("ETag", std::string(asset.etag));
  response.headers.set("Cache-Control", immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.headers.get("If-None-Match") == asset.etag) {
    response.status = 304;
    return response;
  }
  const auto coding = http::choose_coding(request.headers.get("Accept-Encoding"));
  response.body_view = asset.content;
  if (coding == http::Coding::brotli && !asset.brotli.empty()) {
    response.body_view = asset.brotli;
    response.headers.set("Content-Encoding", "br");
  } else if (coding != http::Coding::identity && !asset.gzip.empty()) {
    response.body_view = asset.gzip;
    response.headers.set("Content-Encoding", "gzip");
  }
  if (!asset.gzip.empty()) response.headers.set("Vary", "Accept-Encoding");
  // Assets live as long as the program: nobody has to own the view.
  response.body_owner = std::shared_ptr<const void>(std::shared_ptr<void>(), &request);
  return response;
}

http::Response page(const http::Request& request) {
  const auto path = std::string_view(request.path).substr(1);
  if (path.starts_with("api/")) return http::error_response(not_found("There is no such endpoint.").error());
  if (const auto asset = find_asset(path); asset && path != "index.html") {
    return asset_response(request, *asset, path.starts_with("assets/"));
  }
  const auto index = find_asset("index.html");
  if (!index) return http::Response::text("This build of Leapfrog has no web app.", 404);
  auto response = asset_response(request, *index, false);
  const bool shared = is_shared_page(path);
  response.headers.set("Content-Security-Policy", std::string(page_policy) + (shared ? "*" : "'none'"));
  if (shared) {
    response.headers.set("X-Robots-Tag", "noindex, nofollow");
    response.headers.set("Referrer-Policy", "no-referrer");
  }
  return response;
}

}  // namespace

void add_pages(http::Router& router) { router.set_fallback(page); }

void add_health(http::Router& router, Metrics& metrics, Readiness readiness) {
  http::Route alive{
      http::Method::get, "/healthz", {"Whether the process is alive", "health", "", "", ""}, {}, {}};
  alive.handler = http::AsyncHandler([](const std::shared_ptr<http::Request>&, const http::Reply& reply) {
    reply(http::Response::text("ok\n"));
  });
  router.add(std::move(alive));
  router.get("/readyz", {"Whether events can be stored and queried, and if not, why", "health", "", "", ""},
             [readiness = std::move(readiness)](http::Request&) {
               json::object checks;
               bool ready = true;
               for (const auto& [part, why_not] : readiness()) {
                 checks[part] = why_not.empty() ? "ok" : why_not;
                 ready &= why_not.empty();
               }
               return http::Response::json(json::object{{"ready", ready}, {"checks", std::move(checks)}},
                                           ready ? 200 : 503);
             });
  router.get("/metrics", {"Counters and gauges for Prometheus", "health", "", "", ""},
             [&metrics](http::Request&) {
               return http::Response::text(metrics.prometheus_text())
                   .with("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
             });
  router.get("/api/openapi.json", {"This document", "health", "", "", ""},
             [&router](http::Request&) { return http::Response::json(router.openapi(version)); });
}

}  // namespace leapfrog::app
