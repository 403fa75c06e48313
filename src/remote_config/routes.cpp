#include <algorithm>

#include "base/assets.h"
#include "base/crypto.h"
#include "http/compression.h"
#include "remote_config/config_object.h"
#include "remote_config/remote_config.h"

namespace leapfrog::remote_config {
namespace {

using ProjectPointer = std::shared_ptr<const accounts::Project>;

constexpr std::string_view script_type = "application/javascript; charset=utf-8";
constexpr std::string_view config_caching = "public, max-age=300";
constexpr std::string_view script_caching = "public, max-age=86400";

Failure unknown_token() {
  return failure(ErrorKind::unauthenticated, "authentication_failed",
                 "Project API key invalid. You can find your project API key in the project's settings.");
}

bool is_current(const http::Request& request, std::string_view etag) {
  const auto known = request.headers.get("If-None-Match");
  return !known.empty() && (known == "*" || known.find(etag) != std::string_view::npos);
}

http::Response cached(const http::Request& request, http::Response response, std::string_view etag,
                      std::string_view caching) {
  if (is_current(request, etag)) response = http::Response::empty(304);
  response.headers.set("ETag", std::string(etag));
  response.headers.set("Cache-Control", std::string(caching));
  return response;
}

std::string etag_of(std::string_view content) { return "\"" + sha256_hex(content).substr(0, 24) + "\""; }

http::Response script(const http::Request& request, std::string text) {
  const auto etag = etag_of(text);
  auto response = http::Response::text(std::move(text)).with("Content-Type", std::string(script_type));
  return cached(request, std::move(response), etag, config_caching);
}

http::Response static_script(const http::Request& request, std::string_view name) {
  if (!name.ends_with(".js") || name.find('/') != std::string_view::npos)
    return http::error_response(not_found().error());
  const auto asset = find_asset("static/" + std::string(name));
  if (!asset) return http::error_response(not_found().error());
  // The table of assets lives as long as the program.
  static const auto forever = std::make_shared<int>();
  http::Response response;
  response.body_owner = forever;
  response.body_view = asset->content;
  response.headers.set("Content-Type", std::string(script_type));
  response.headers.set("Vary", "Accept-Encoding");
  const auto coding = http::choose_coding(request.headers.get("Accept-Encoding"));
  const auto packed = coding == http::Coding::brotli ? asset->brotli
                      : coding == http::Coding::gzip ? asset->gzip
                                                     : std::string_view();
  if (!packed.empty()) {
    response.body_view = packed;
    response.headers.set("Content-Encoding", std::string(http::coding_name(coding)));
  }
  return cached(request, std::move(response), asset->etag, script_caching);
}

class Answers {
 public:
  explicit Answers(const accounts::ProjectDirectory& projects) : projects_(projects) {}

  ProjectPointer project(const http::Request& request) const {
    return projects_.by_token(request.param("token"));
  }

  http::Response empty_list(const http::Request& request, json::object answer) const {
    const auto token = request.query.get("token");
    if (projects_.by_token(token.empty() ? request.query.get("api_key") : token) == nullptr) {
      return http::error_response(unknown_token().error());
    }
    return http::Response::json(answer);
  }

 private:
  const accounts::ProjectDirectory& projects_;
};

http::RouteDoc doc(std::string summary) { return {std::move(summary), "sdk", "", "", ""}; }

void add(http::Router& router, http::Method method, std::string pattern, std::string summary,
         http::Handler handler) {
  http::RouteOptions options;
  options.cors = http::Cors::sdk;
  router.add({method, std::move(pattern), doc(std::move(summary)), options, std::move(handler)});
}

void add_config(http::Router& router, const Answers& answers) {
  using http::Method;
  const auto with_project = [answers](auto make) {
    return [answers, make](http::Request& request) {
      const auto project = answers.project(request);
      return project == nullptr ? http::error_response(not_found("No project has this API key.").error())
                                : make(request, *project);
    };
  };
  add(router, Method::get, "/array/{token}/config", "The remote config of a project.",
      with_project([](const http::Request& request, const accounts::Project& project) {
        auto response = http::Response::json(config_object(project));
        const auto etag = etag_of(response.body);
        return cached(request, std::move(response), etag, config_caching);
      }));
  add(router, Method::get, "/array/{token}/config.js", "The remote config of a project as a script.",
      with_project([](const http::Request& request, const accounts::Project& project) {
        return script(request, config_script(project));
      }));
  add(router, Method::get, "/array/{token}/array.js", "The SDK with the project's remote config inside.",
      with_project([](const http::Request& request, const accounts::Project& project) {
        const auto sdk = find_asset("static/array.js");
        if (!sdk) return http::error_response(not_found().error());
        return script(request, config_script(project) + std::string(sdk->content));
      }));
}

void add_lists(http::Router& router, const Answers& answers) {
  const auto list = [&](const char* path, const char* key) {
    add(router, http::Method::get, path, "What this product has for the SDK: nothing yet.",
        [answers, key](http::Request& request) {
          return answers.empty_list(request, json::object{{key, json::array()}});
        });
  };
  add(router, http::Method::get, "/api/surveys/", "The surveys for the SDK: none yet.",
      [answers](http::Request& request) {
        return answers.empty_list(request,
                                  json::object{{"surveys", json::array()}, {"survey_config", nullptr}});
      });
  list("/api/web_experiments/", "experiments");
  list("/api/product_tours/", "product_tours");
}

}  // namespace

void add_routes(http::Router& router, const accounts::ProjectDirectory& projects) {
  const Answers answers(projects);
  add_config(router, answers);
  add_lists(router, answers);
  for (const auto* pattern : {"/static/{file}", "/static/{version}/{file}"}) {
    add(router, http::Method::get, pattern, "A script of the SDK.",
        [](http::Request& request) { return static_script(request, request.param("file")); });
  }
}

}  // namespace leapfrog::remote_config
