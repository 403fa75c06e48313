#include "http/router.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace leapfrog::http {
namespace {

// The route's summary serves as its name.
void add(Router& router, Method method, std::string pattern, Cors cors = Cors::none) {
  Handler handler = [](Request&) { return Response::empty(); };
  auto doc = RouteDoc{pattern, "test", "", "", ""};
  router.add({method, std::move(pattern), std::move(doc), {cors, 1024, nullptr}, std::move(handler)});
}

std::string found(const Router& router, Method method, std::string_view path) {
  const auto match = router.match(method, path);
  if (match.route == nullptr) return "";
  std::string out = match.route->pattern;
  for (const auto& [name, value] : match.params) out += " " + name + "=" + value;
  return out;
}

TEST(Router, PrefersLiteralsThenIntegersThenAny) {
  for (const bool reversed : {false, true}) {
    Router router;
    std::vector<std::string> patterns = {"/p/{name}", "/p/{id:int}", "/p/new", "/p/{rest...}",
                                         "/p/{id:int}/x"};
    if (reversed) std::reverse(patterns.begin(), patterns.end());
    for (const auto& pattern : patterns) add(router, Method::get, pattern);
    EXPECT_EQ(found(router, Method::get, "/p/new"), "/p/new");
    EXPECT_EQ(found(router, Method::get, "/p/12"), "/p/{id:int} id=12");
    EXPECT_EQ(found(router, Method::get, "/p/12a"), "/p/{name} name=12a");
    EXPECT_EQ(found(router, Method::get, "/p/12/x"), "/p/{id:int}/x id=12");
    EXPECT_EQ(found(router, Method::get, "/p/12/y"), "/p/{rest...} rest=12/y");
    EXPECT_EQ(found(router, Method::get, "/p/new/y/"), "/p/{rest...} rest=new/y");
    EXPECT_EQ(found(router, Method::get, "/q"), "");
  }
}

TEST(Router, TrailingSlashIsOptionalBothWays) {
  Router router;
  add(router, Method::post, "/e/");
  add(router, Method::post, "/batch");
  add(router, Method::get, "/");
  for (const auto* path : {"/e", "/e/"}) EXPECT_EQ(found(router, Method::post, path), "/e/");
  for (const auto* path : {"/batch", "/batch/"}) EXPECT_EQ(found(router, Method::post, path), "/batch");
  EXPECT_EQ(found(router, Method::get, "/"), "/");
  EXPECT_EQ(found(router, Method::post, "/e//"), "");
  EXPECT_EQ(found(router, Method::post, "e"), "");
  EXPECT_EQ(found(router, Method::post, ""), "");
}

TEST(Router, DecodesParametersAfterSplitting) {
  Router router;
  add(router, Method::get, "/persons/{id}/events/");
  EXPECT_EQ(found(router, Method::get, "/persons/a%2Fb%20c+d/events"), "/persons/{id}/events/ id=a/b c+d");
  EXPECT_EQ(found(router, Method::get, "/p%65rsons/x/events"), "/persons/{id}/events/ id=x");
  EXPECT_EQ(found(router, Method::get, "/persons//events"), "");
}

TEST(Router, TellsWhatIsAllowed) {
  Router router;
  add(router, Method::get, "/x/{id:int}");
  add(router, Method::post, "/x/{name}", Cors::sdk);
  add(router, Method::del, "/y");
  auto match = router.match(Method::put, "/x/5");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allowed, (std::vector<Method>{Method::get, Method::head, Method::post}));
  EXPECT_EQ(match.cors, Cors::sdk);
  match = router.match(Method::options, "/y");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allowed, std::vector<Method>{Method::del});
  EXPECT_TRUE(router.match(Method::get, "/z").allowed.empty());
  // The less exact pattern answers when only it has the method.
  EXPECT_EQ(found(router, Method::post, "/x/5"), "/x/{name} name=5");
}

TEST(Router, HeadUsesGet) {
  Router router;
  add(router, Method::get, "/x");
  EXPECT_EQ(found(router, Method::head, "/x"), "/x");
}

TEST(Router, KeepsTheFallback) {
  Router router;
  EXPECT_EQ(router.fallback(), nullptr);
  router.set_fallback([](Request&) { return Response::text("app"); });
  Request request;
  EXPECT_EQ((*router.fallback())(request).body, "app");
}

TEST(RouterDeathTest, RefusesProgrammersErrors) {
  Router router;
  add(router, Method::get, "/x/{id}");
  EXPECT_DEATH(add(router, Method::get, "/x/{other}/"), "broken invariant");
  EXPECT_DEATH(add(router, Method::get, "x"), "broken invariant");
  EXPECT_DEATH(add(router, Method::get, "/a//b"), "broken invariant");
  EXPECT_DEATH(add(router, Method::get, "/{rest...}/b"), "broken invariant");
  EXPECT_DEATH(add(router, Method::get, "/{id"), "broken invariant");
}

TEST(OpenApi, DescribesTheTable) {
  Router router;
  router.get("/api/projects/{project_id:int}/persons/",
             {"Lists people.", "persons", "person:read", "", "PersonList"},
             [](Request&) { return Response::empty(); });
  router.post("/api/files/{path...}", {"Stores a file.", "files", "", "File", ""},
              [](Request&) { return Response::empty(); });
  router.add_schema("PersonList", {{"type", "object"}});
  router.add_schema("File", {{"type", "object"}});
  const auto document = router.openapi("1.2.3");
  EXPECT_EQ(document.at("openapi").as_string(), "3.1.0");
  EXPECT_EQ(document.at_pointer("/info/version").as_string(), "1.2.3");
  const auto& list = document.at("paths").at("/api/projects/{project_id}/persons/").at("get");
  EXPECT_EQ(list.at("operationId").as_string(), "get_api_projects_project_id_persons");
  EXPECT_EQ(list.at("summary").as_string(), "Lists people.");
  EXPECT_EQ(json::serialize(list.at("tags")), R"(["persons"])");
  EXPECT_EQ(json::serialize(list.at("parameters")),
            R"([{"name":"project_id","in":"path","required":true,"schema":{"type":"integer"}}])");
  EXPECT_EQ(json::serialize(list.at("security")), R"([{"personal_api_key":["person:read"]},{"session":[]}])");
  EXPECT_EQ(list.at_pointer("/responses/200/content/application~1json/schema/$ref").as_string(),
            "#/components/schemas/PersonList");
  EXPECT_EQ(list.at_pointer("/responses/default/content/application~1json/schema/$ref").as_string(),
            "#/components/schemas/Error");
  const auto& store = document.at("paths").at("/api/files/{path}").at("post");
  EXPECT_FALSE(store.as_object().contains("security"));
  EXPECT_EQ(store.at_pointer("/requestBody/content/application~1json/schema/$ref").as_string(),
            "#/components/schemas/File");
  EXPECT_EQ(json::serialize(document.at("tags")), R"([{"name":"files"},{"name":"persons"}])");
  for (const auto* schema : {"Error", "PersonList", "File"}) {
    EXPECT_TRUE(document.at_pointer("/components/schemas").as_object().contains(schema)) << schema;
  }
  EXPECT_TRUE(document.at_pointer("/components/securitySchemes").as_object().contains("personal_api_key"));
}

}  // namespace
}  // namespace leapfrog::http
