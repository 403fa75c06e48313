#include "remote_config/remote_config.h"

#include <gtest/gtest.h>

#include "base/assets.h"
#include "base/crypto.h"
#include "remote_config/config_object.h"

namespace leapfrog::remote_config {
namespace {

class OneProject final : public accounts::ProjectDirectory {
 public:
  std::shared_ptr<const accounts::Project> by_token(std::string_view token) const override {
    return token == project->api_token ? project : nullptr;
  }
  std::shared_ptr<const accounts::Project> by_id(accounts::ProjectId) const override { return project; }
  std::vector<std::shared_ptr<const accounts::Project>> all() const override { return {project}; }

  std::shared_ptr<accounts::Project> project = std::make_shared<accounts::Project>();
};

constexpr AssetEntry sdk[] = {
    {"static/array.js", {"var sdk=1;", "text/javascript", "\"a1\"", "", ""}},
    {"static/surveys.js", {"var surveys=1;", "text/javascript", "\"s1\"", "packed", ""}},
};

class RemoteConfig : public testing::Test {
 protected:
  RemoteConfig() {
    init_crypto();
    set_assets(sdk, std::size(sdk));
    projects.project->api_token = "phc_known";
    add_routes(router_, projects);
  }
  ~RemoteConfig() override { set_assets(nullptr, 0); }

  http::Response ask(http::Method method, const std::string& target, std::string body = "",
                     std::vector<std::pair<std::string, std::string>> headers = {}) {
    http::Request request;
    const auto question = target.find('?');
    request.method = method;
    request.path = target.substr(0, question);
    if (question != std::string::npos) request.query = http::Query::parse(target.substr(question + 1));
    for (auto& [name, value] : headers) request.headers.add(name, value);
    request.body = std::move(body);
    auto match = router_.match(method, request.path);
    if (match.route == nullptr) return http::Response::empty(match.allowed.empty() ? 404 : 405);
    EXPECT_EQ(match.route->options.cors, http::Cors::sdk);
    request.params = std::move(match.params);
    return std::get<http::Handler>(match.route->handler)(request);
  }
  http::Response get(const std::string& target,
                     std::vector<std::pair<std::string, std::string>> headers = {}) {
    return ask(http::Method::get, target, "", std::move(headers));
  }

  OneProject projects;

 private:
  http::Router router_;
};

TEST_F(RemoteConfig, AlwaysSaysWhetherToAutocapture) {
  auto config = config_object(*projects.project);
  EXPECT_EQ(config.at("autocapture_opt_out"), json::value(false));
  EXPECT_EQ(config.at("token").as_string(), "phc_known");
  EXPECT_EQ(config.at("elementsChainAsString"), json::value(true));
  EXPECT_EQ(json::serialize(config.at("supportedCompression")), R"(["gzip","gzip-js"])");
  EXPECT_EQ(config.at("capturePerformance"), json::value(false));
  EXPECT_EQ(config.at("sessionRecording"), json::value(false));
  projects.project->settings =
      json::parse(R"({"autocapture_opt_out":true,"heatmaps_opt_in":true,"surveys_opt_in":null,
      "autocapture_web_vitals_opt_in":true,"autocapture_exceptions_opt_in":true,"session_recording_opt_in":true})")
          .as_object();
  config = config_object(*projects.project);
  EXPECT_EQ(config.at("autocapture_opt_out"), json::value(true));
  EXPECT_EQ(config.at("heatmaps"), json::value(true));
  EXPECT_EQ(config.at("surveys"), json::value(false));
  EXPECT_EQ(config.at("capturePerformance").at("web_vitals"), json::value(true));
  EXPECT_EQ(config.at("errorTracking").at("autocaptureExceptions"), json::value(true));
  EXPECT_EQ(config.at("sessionRecording"), json::value(false));
}

TEST_F(RemoteConfig, IsServedAsJsonAndScriptWithCaching) {
  for (const auto* path :
       {"/array/phc_known/config", "/array/phc_known/config.js", "/array/phc_known/array.js"}) {
    const auto first = get(path);
    EXPECT_EQ(first.status, 200) << path;
    const std::string etag(first.headers.get("ETag"));
    EXPECT_EQ(first.headers.get("Cache-Control"), "public, max-age=300");
    const auto second = get(path, {{"If-None-Match", etag}});
    EXPECT_EQ(second.status, 304) << path;
    EXPECT_EQ(second.body, "");
    EXPECT_EQ(second.headers.get("ETag"), etag);
  }
  EXPECT_EQ(json::parse(get("/array/phc_known/config").body).at("token").as_string(), "phc_known");
  EXPECT_TRUE(
      get("/array/phc_known/config.js").headers.get("Content-Type").starts_with("application/javascript"));
  EXPECT_NE(get("/array/phc_known/config.js").body.find(R"(["phc_known"]={"config":{"token":"phc_known")"),
            std::string::npos);
  EXPECT_TRUE(get("/array/phc_known/array.js").body.ends_with("var sdk=1;"));
  for (const auto* path : {"/array/phc_who/config", "/array/phc_who/config.js", "/array/phc_who/array.js"}) {
    const auto answer = get(path);
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(json::parse(answer.body).at("detail").as_string(), "No project has this API key.");
  }
}

TEST_F(RemoteConfig, ServesTheScripts) {
  for (const auto* path : {"/static/surveys.js", "/static/surveys.js?v=1.2.3", "/static/1.2.3/surveys.js"}) {
    const auto answer = get(path);
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_EQ(answer.body_view, "var surveys=1;");
    EXPECT_EQ(answer.headers.get("ETag"), "\"s1\"");
  }
  const auto packed = get("/static/surveys.js", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(packed.body_view, "packed");
  EXPECT_EQ(packed.headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(get("/static/surveys.js", {{"If-None-Match", "\"s1\""}}).status, 304);
  for (const auto* path :
       {"/static/nothing.js", "/static/array", "/static/..%2Farray.js", "/static/1/2/array.js"}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
}

TEST_F(RemoteConfig, HasEmptyListsForKnownProjects) {
  const std::pair<std::string, std::string> cases[] = {
      {"/api/surveys/", R"({"surveys":[],"survey_config":null})"},
      {"/api/web_experiments/", R"({"experiments":[]})"},
      {"/api/product_tours/", R"({"product_tours":[]})"},
  };
  for (const auto& [path, body] : cases) {
    EXPECT_EQ(get(path + "?token=phc_known").body, body);
    const auto refused = get(path + "?token=phc_who");
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(json::parse(refused.body).at("type").as_string(), "authentication_error");
    EXPECT_EQ(json::parse(refused.body).at("code").as_string(), "authentication_failed");
  }
}

}  // namespace
}  // namespace leapfrog::remote_config
