#include <gtest/gtest.h>

#include "flags/flag_fixture.h"
#include "flags/scheduled_changes.h"

namespace leapfrog::flags {
namespace {

using accounts::body_of;
using accounts::expect_error;

class FlagRoutes : public FlagFixture {};

TEST_F(FlagRoutes, AProjectHasAtMost5000) {
  create({{"key", "first"}});
  const auto filled = database->write([](meta::Connection& connection) {
    return connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4998) "
        "INSERT INTO feature_flags (project_id, key, deleted, version, fields, created_at, updated_at) "
        "SELECT 1, 'copy-' || i, 0, 1, fields, created_at, updated_at FROM feature_flags, n");
  });
  ASSERT_TRUE(filled.has_value()) << filled.error().detail;
  create({{"key", "last"}});
  const auto refused = api().post("/api/projects/1/feature_flags/", {{"key", "one-more"}});
  expect_error(refused, 400, "validation_error", "invalid_input",
               "A project has at most 5000 flags. Delete some that are no longer used.");
}

TEST_F(FlagRoutes, MakesListsChangesAndDeletes) {
  const auto made = create({{"key", "new-cart"}, {"name", "The cart"}});
  EXPECT_EQ(made.at("version"), json::value(1));
  EXPECT_EQ(made.at("active"), json::value(true));
  EXPECT_EQ(made.at("is_simple_flag"), json::value(true));
  EXPECT_EQ(made.at("created_by").at("email").as_string(), "ada@example.com");
  EXPECT_EQ(made.at("status").as_string(), "ACTIVE");
  create({{"key", "other"}, {"active", false}, {"tags", {"shop"}}});
  const auto keys = [&](const std::string& query) {
    std::string out;
    const auto list = body_of(api().get("/api/projects/1/feature_flags/" + query));
    for (const auto& flag : list.at("results").as_array())
      out += std::string(flag.at("key").as_string()) + " ";
    return out;
  };
  EXPECT_EQ(keys(""), "other new-cart ");
  EXPECT_EQ(keys("?search=CART"), "new-cart ");
  EXPECT_EQ(keys("?active=false"), "other ");
  EXPECT_EQ(keys("?tag=shop"), "other ");
  EXPECT_EQ(keys("?type=multivariant"), "");
  EXPECT_EQ(keys("?limit=1&offset=1"), "new-cart ");
  const auto changed = patch(made.at("id"), {{"name", "Cart"}});
  EXPECT_EQ(changed.at("version"), json::value(2));
  EXPECT_EQ(patch(made.at("id"), {{"name", "Cart"}}).at("version"), json::value(2));
  EXPECT_TRUE(enabled("new-cart"));
  patch(made.at("id"), {{"deleted", true}});
  EXPECT_EQ(keys(""), "other ");
  EXPECT_FALSE(ask({}).at("flags").as_object().contains("new-cart"));
  create({{"key", "new-cart"}});
  expect_error(api().patch(path(made.at("id")), {{"deleted", false}}), 400, "validation_error", "unique",
               "There is already a feature flag with this key.", "key");
  EXPECT_EQ(api().del(path(made.at("id"))).status, 405);
  EXPECT_EQ(api().get("/api/projects/1/feature_flags/new-cart/").status, 200);
  EXPECT_EQ(api().get("/api/projects/1/feature_flags/77/").status, 404);
}

TEST_F(FlagRoutes, RefusesWhatCouldNotBeEvaluated) {
  const auto refused = [&](const std::string& body, const std::string& attr, const std::string& part) {
    const auto response = api().post("/api/projects/1/feature_flags/", json::parse(body));
    EXPECT_EQ(response.status, 400) << body;
    const auto error = body_of(response);
    EXPECT_EQ(error.at("attr").as_string(), attr) << response.body;
    EXPECT_NE(std::string(error.at("detail").as_string()).find(part), std::string::npos) << response.body;
  };
  const auto with_property = [](const std::string& property) {
    return R"({"key":"k","filters":{"groups":[{"properties":[)" + property + "]}]}}";
  };
  create({{"key", "taken"}});
  refused("{}", "key", "required");
  refused(R"({"key":""})", "key", "blank");
  refused(R"({"key":"a b"})", "key", "Only letters");
  refused(R"({"key":"taken"})", "key", "already");
  refused(R"({"key":"k","active":"yes"})", "active", "boolean");
  refused(R"({"key":"k","evaluation_runtime":"moon"})", "evaluation_runtime", "not a valid choice");
  refused(R"({"key":"k","tags":"a"})", "tags", "list");
  refused(R"({"key":"k","filters":[]})", "filters", "object");
  refused(R"({"key":"k","filters":{"groups":[{"rollout_percentage":101}]}})", "filters", "condition 1");
  refused(with_property(R"({"key":"a","operator":"resembles","value":1})"), "filters", "resembles");
  refused(with_property(R"({"key":"a","operator":"gt","value":"x"})"), "filters", "number");
  refused(with_property(R"-({"key":"a","operator":"regex","value":"(?=x)"})-"), "filters", "Look-around");
  refused(with_property(R"({"operator":"exact","value":"x"})"), "filters", "key");
  refused(with_property(R"({"key":"a","type":"moon","value":"x"})"), "filters", "moon");
  refused(with_property(R"({"key":"nowhere","type":"flag","value":true})"), "filters", "does not exist");
  refused(with_property(R"({"key":"k","type":"flag","value":true})"), "filters", "leads back");
  refused(R"({"key":"k","filters":{"multivariate":{"variants":[{"key":"a","rollout_percentage":50}]}}})",
          "filters", "sum to 100");
  refused(R"({"key":"k","filters":{"payloads":{"a":1}}})", "filters", "'true'");
  refused(R"({"key":"k","filters":{"payloads":{"true":"{"}}})", "filters", "JSON");
}

TEST_F(FlagRoutes, KeepsDependenciesWhole) {
  const auto base = create({{"key", "base"}});
  const auto above = create(json::parse(R"({"key":"above","filters":{"groups":[{"properties":[
      {"key":"base","type":"flag","operator":"flag_evaluates_to","value":true}]}]}})"));
  expect_error(api().patch(path(base.at("id")), {{"deleted", true}}), 400, "validation_error", "dependents",
               "Cannot delete this feature flag because other flags depend on it: above.", "deleted");
  EXPECT_EQ(api().patch(path(base.at("id")), {{"key", "ground"}}).status, 400);
  EXPECT_EQ(api()
                .patch(path(base.at("id")), json::parse(R"({"filters":{"groups":[{"properties":[
      {"key":"above","type":"flag","value":true}]}]}})"))
                .status,
            400);
  EXPECT_TRUE(enabled("above"));
  patch(base.at("id"), {{"active", false}});
  EXPECT_FALSE(enabled("above"));
}

TEST_F(FlagRoutes, RefusesChangesOfWhatHasChanged) {
  const auto made = create({{"key", "k"}});
  patch(made.at("id"), {{"name", "a"}, {"version", 1}});
  EXPECT_EQ(api().patch(path(made.at("id")), {{"name", "b"}, {"version", 1}}).status, 409);
}

TEST_F(FlagRoutes, RemembersVersionsAndGoesBack) {
  const auto made = create({{"key", "k"}, {"name", "first"}});
  patch(made.at("id"), {{"name", "second"}});
  patch(made.at("id"), {{"active", false}});
  const auto one = path(made.at("id"));
  const auto versions = body_of(api().get(one + "versions/")).at("results").as_array();
  ASSERT_EQ(versions.size(), 3u);
  EXPECT_EQ(versions[0].at("changes").at(0).at("field").as_string(), "active");
  EXPECT_EQ(versions[1].at("changes").at(0).at("before").as_string(), "first");
  EXPECT_EQ(body_of(api().get(one + "versions/1/diff/")).at("changes").as_array().size(), 2u);
  EXPECT_EQ(body_of(api().get(one + "versions/1/diff/?against=2")).at("changes").as_array().size(), 1u);
  const auto back = body_of(api().post(one + "versions/1/revert/"));
  EXPECT_EQ(back.at("name").as_string(), "first");
  EXPECT_EQ(back.at("version"), json::value(4));
  EXPECT_TRUE(enabled("k"));
  EXPECT_EQ(body_of(api().get(one + "activity/")).at("results").at(3).at("activity").as_string(), "created");
  EXPECT_EQ(api().post(one + "versions/9/revert/").status, 404);
}

TEST_F(FlagRoutes, AnswersInEveryShape) {
  create(json::parse(R"({"key":"on","filters":{"groups":[{"properties":[]}],"payloads":{"true":{"a":1}}}})"));
  create(json::parse(R"({"key":"off","filters":{"groups":[{"properties":[],"rollout_percentage":0}]}})"));
  create(json::parse(
      R"({"key":"many","filters":{"groups":[{"properties":[],"variant":"b"}],"multivariate":{"variants":[
      {"key":"a","rollout_percentage":50},{"key":"b","rollout_percentage":50}]}}})"));
  create({{"key", "inactive"}, {"active", false}});
  const auto records = ask({});
  EXPECT_EQ(records.at("flags").as_object().size(), 3u);
  EXPECT_EQ(records.at("flags").at("on").at("metadata").at("payload").as_string(), R"({"a":1})");
  EXPECT_EQ(records.at("flags").at("many").at("variant").as_string(), "b");
  EXPECT_EQ(json::serialize(records.at("flags").at("many").at("reason")),
            R"({"code":"condition_match","condition_index":0,"description":"Matched condition set 1"})");
  EXPECT_EQ(records.at("flags").at("off").at("reason").at("code").as_string(), "out_of_rollout_bound");
  EXPECT_EQ(records.at("errorsWhileComputingFlags"), json::value(false));
  const auto text = [&](const std::string& target, const std::string& key) {
    return json::serialize(ask({}, target).at(key));
  };
  EXPECT_EQ(text("/flags/", "featureFlags"), R"({"on":true,"off":false,"many":"b"})");
  EXPECT_EQ(text("/flags/?v=1", "featureFlagPayloads"), R"({"on":"{\"a\":1}"})");
  EXPECT_EQ(text("/decide/?v=1", "featureFlags"), R"(["on","many"])");
  EXPECT_EQ(text("/decide/?v=2", "featureFlags"), R"({"on":true,"many":"b"})");
  EXPECT_EQ(text("/decide/?v=3", "featureFlags"), R"({"on":true,"off":false,"many":"b"})");
  EXPECT_EQ(text("/decide/?v=4", "supportedCompression"), R"(["gzip","gzip-js"])");
  EXPECT_EQ(text("/flags/?v=2&config=true", "hasFeatureFlags"), "true");
  EXPECT_EQ(ask({{"disable_flags", true}}).at("flags"), json::value(json::object()));
  EXPECT_EQ(ask({{"flag_keys", {"on"}}}).at("flags").as_object().size(), 1u);
  EXPECT_EQ(ask({{"flag_keys_to_evaluate", {"off", "gone"}}}).at("flags").as_object().size(), 1u);
}

TEST_F(FlagRoutes, RefusesInPlainText) {
  TestClient sdk(router);
  const std::tuple<std::string, int, std::string> cases[] = {
      {"", 400, "request missing data payload"},
      {"{", 400, "failed to parse request: the body must be a JSON object"},
      {"[]", 400, "failed to parse request: the body must be a JSON object"},
      {R"({"distinct_id":"u"})", 401, "flags requested without a project API key (token)"},
      {R"({"distinct_id":"u","token":"phc_who"})", 401, "API key is not valid: no project has it"},
      {R"({"token":")" + made_.project_token + R"("})", 400, "flags requested without a distinct_id"},
      {R"({"distinct_id":"","token":")" + made_.project_token + R"("})", 400,
       "flags requested without a distinct_id"},
  };
  for (const auto& [body, status, sentence] : cases) {
    for (const auto* target : {"/flags/?v=2", "/decide/?v=3"}) {
      const auto response = sdk.send_raw(http::Method::post, target, body);
      EXPECT_EQ(response.status, status) << body;
      EXPECT_EQ(response.body, sentence);
    }
  }
  EXPECT_EQ(sdk.get("/flags/?v=2").status, 200);
  EXPECT_EQ(sdk.send(http::Method::head, "/flags/").status, 200);
}

TEST_F(FlagRoutes, ReadsWhatIsStoredAndWhatTheRequestSays) {
  create(json::parse(R"({"key":"team","filters":{"groups":[{"properties":[
      {"key":"plan","value":"team","operator":"exact","type":"person"}]}]}})"));
  store_person("ada", R"({"plan":"team"})");
  EXPECT_TRUE(enabled("team", {{"distinct_id", "ada"}}));
  EXPECT_FALSE(enabled("team", {{"distinct_id", "bob"}}));
  EXPECT_FALSE(enabled("team", {{"distinct_id", "ada"}, {"person_properties", {{"plan", "free"}}}}));
  EXPECT_TRUE(enabled("team", {{"distinct_id", "bob"}, {"person_properties", {{"plan", "Team"}}}}));
}

TEST_F(FlagRoutes, TakesGroupsOfOddTypes) {
  ASSERT_TRUE(people->write([](meta::Connection& connection) -> Result<> {
    TRY(connection.execute(
        "INSERT INTO group_types (project_id, type_index, name) VALUES (1, 0, 'company')"));
    return connection.execute(
        "INSERT INTO groups (project_id, type_index, group_key, created_at, version, properties) VALUES (1, "
        "0, "
        "'17', 0, 1, '{\"size\":80}')");
  }));
  ASSERT_TRUE(flags->state().refresh(1));
  create(json::parse(R"({"key":"large","filters":{"aggregation_group_type_index":0,"groups":[{"properties":[
      {"key":"size","value":50,"operator":"gt","type":"group","group_type_index":0}]}]}})"));
  create(json::parse(R"({"key":"nobody","filters":{"aggregation_group_type_index":0,
      "groups":[{"properties":[],"rollout_percentage":0}]}})"));
  const auto asked = [&](std::string_view groups, std::string_view properties = "{}") {
    const auto answer =
        ask({{"groups", json::parse(groups)}, {"group_properties", json::parse(properties)}}).at("flags");
    EXPECT_FALSE(answer.at("nobody").at("enabled").as_bool()) << groups;
    const auto& large = answer.at("large");
    return std::string(large.at("enabled").as_bool() ? "on" : large.at("reason").at("code").as_string());
  };
  for (const auto* groups : {R"({"company":"17"})", R"({"company":17})", R"({"company":17.0})"})
    EXPECT_EQ(asked(groups), "on") << groups;
  for (const auto* groups : {"null", "[]", R"("company")", R"({"company":null})", R"({"company":true})",
                             R"({"company":{"id":17}})", R"({"company":["17"]})", R"({"planet":"17"})"})
    EXPECT_EQ(asked(groups), "no_group_type") << groups;
  EXPECT_EQ(asked(R"({"company":"new"})"), "no_condition_match");
  EXPECT_EQ(asked(R"({"company":"new"})", R"({"company":{"size":"90"}})"), "on");
  EXPECT_EQ(asked(R"({"company":17})", R"({"company":{"size":1}})"), "no_condition_match");
  for (const auto* properties :
       {"null", "[1]", R"({"company":null})", R"({"company":"80"})", R"({"size":1})"})
    EXPECT_EQ(asked(R"({"company":17})", properties), "on") << properties;
  EXPECT_EQ(asked("{}", R"({"company":{"size":90}})"), "no_group_type");
}

// What a request says of somebody nobody has heard of, in every type that JSON has.
TEST_F(FlagRoutes, TakesPropertiesOfOddTypes) {
  struct Case {
    const char* condition;
    const char* given;
    bool matches;
  };
  const std::vector<Case> cases{
      {R"("operator":"exact","value":["12"])", "12", true},
      {R"("operator":"exact","value":12)", R"("12")", true},
      {R"("operator":"exact","value":"18446744073709551615")", "18446744073709551615", true},
      {R"("operator":"exact","value":["true"])", R"("TRUE")", true},
      {R"("operator":"exact","value":"true")", "1", false},
      {R"("operator":"is_set")", "null", true},
      {R"("operator":"is_set")", "{}", true},
      {R"("operator":"exact","value":["a"])", R"(["a"])", false},
      {R"("operator":"exact","value":"[\"a\"]")", R"(["a"])", true},
      {R"("operator":"icontains","value":"deep")", R"({"a":{"b":["DEEP"]}})", true},
      {R"("operator":"regex","value":"^\\[1,")", "[1, 2]", true},
      {R"("operator":"gt","value":5)", R"("1e3")", true},
      {R"("operator":"gt","value":5)", R"("0x10")", false},
      {R"("operator":"gt","value":0)", "true", false},
      {R"("operator":"gt","value":0)", "[5]", false},
      {R"("operator":"gte","value":0)", R"("")", false},
      {R"("operator":"is_date_before","value":"2026-06-01")", R"("2026-01-01 10:00:00")", true},
      {R"("operator":"is_date_before","value":"2026-06-01")", R"("1767225600")", true},
      {R"("operator":"is_date_before","value":"2026-06-01")", "1767225600000", true},
      {R"("operator":"is_date_before","value":"2026-06-01")", R"({"date":"2026-01-01"})", false},
      {R"("operator":"is_date_after","value":"2020-01-01")", "true", false},
      {R"("operator":"semver_gte","value":"1.2.0")", "2", true},
      {R"("operator":"semver_gt","value":"1.2.3")", R"("new")", false},
  };
  json::object properties;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto name = std::to_string(i);
    create(json::parse(R"({"key":"f)" + name +
                       R"(","filters":{"groups":[{"properties":[{"type":"person","key":"p)" + name + R"(",)" +
                       cases[i].condition + "}]}]}}"));
    properties["p" + name] = json::parse(cases[i].given);
  }
  const auto answer = ask({{"distinct_id", "never seen"}, {"person_properties", properties}});
  EXPECT_FALSE(answer.at("errorsWhileComputingFlags").as_bool());
  store_person("stored", json::serialize(properties));
  const auto stored = ask({{"distinct_id", "stored"}});
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto key = "f" + std::to_string(i);
    for (const auto* each : {&answer, &stored})
      EXPECT_EQ(each->at("flags").at(key).at("enabled").as_bool(), cases[i].matches)
          << cases[i].condition << " " << cases[i].given;
  }
  // Not an object: as if nothing was said.
  for (const auto* odd : {"null", "[1]", R"("x")", "5"}) {
    const auto without = ask({{"distinct_id", "never seen"}, {"person_properties", json::parse(odd)}});
    EXPECT_FALSE(without.at("flags").at("f0").at("enabled").as_bool()) << odd;
  }
}

TEST_F(FlagRoutes, KeepsExperienceAcrossSigningIn) {
  const auto made = create(json::parse(R"({"key":"simple-flag","ensure_experience_continuity":true,
      "filters":{"groups":[{"properties":[],"rollout_percentage":50}]}})"));
  // Two ids on different sides.
  std::string in, out;
  for (int i = 0; in.empty() || out.empty(); ++i) {
    const auto id = "id-" + std::to_string(i);
    (enabled("simple-flag", {{"distinct_id", id}}) ? in : out) = id;
  }
  EXPECT_TRUE(enabled("simple-flag", {{"distinct_id", out}, {"$anon_distinct_id", in}}));
  EXPECT_TRUE(enabled("simple-flag", {{"distinct_id", out}}));
  // The first stays, whatever comes later.
  EXPECT_TRUE(enabled("simple-flag", {{"distinct_id", out}, {"$anon_distinct_id", out}}));
  patch(made.at("id"), {{"ensure_experience_continuity", false}});
  EXPECT_FALSE(enabled("simple-flag", {{"distinct_id", out}}));
}

TEST_F(FlagRoutes, KeepsFlagsToTheirRuntimeAndContexts) {
  create({{"key", "browser"}, {"evaluation_runtime", "client"}});
  create({{"key", "server"}, {"evaluation_runtime", "server"}});
  create({{"key", "docs"}, {"evaluation_contexts", {"docs", "app"}}});
  const auto keys = [&](json::object body) {
    std::string out;
    const auto answer = ask(std::move(body));
    for (const auto& [key, flag] : answer.at("flags").as_object()) out += std::string(key) + " ";
    return out;
  };
  EXPECT_EQ(keys({}), "docs ");
  EXPECT_EQ(keys({{"evaluation_runtime", "client"}}), "browser docs ");
  EXPECT_EQ(keys({{"evaluation_runtime", "server"}, {"evaluation_contexts", {"app"}}}), "server docs ");
  EXPECT_EQ(keys({{"evaluation_runtime", "all"}, {"evaluation_environments", {"site"}}}), "browser server ");
}

TEST_F(FlagRoutes, ServesDefinitionsWithAnEtag) {
  create({{"key", "base"}});
  create(json::parse(R"({"key":"above","active":false,"filters":{"groups":[{"properties":[
      {"key":"1","type":"flag","value":true}]}]}})"));
  create({{"key", "config"}, {"is_remote_configuration", true}});
  const auto target = "/flags/definitions?send_cohorts&token=" + made_.project_token;
  const auto first = api().get(target);
  ASSERT_EQ(first.status, 200);
  const auto definitions = json::parse(std::string(first.body_view));
  ASSERT_EQ(definitions.at("flags").as_array().size(), 2u);
  EXPECT_EQ(
      json::serialize(definitions.at("flags").at(1).at("filters").at("groups").at(0).at("properties").at(0)),
      R"({"key":"base","type":"flag","value":true,"dependency_chain":["base"]})");
  auto again = api();
  again.headers["If-None-Match"] = std::string(first.headers.get("ETag"));
  EXPECT_EQ(again.get(target).status, 304);
  create({{"key", "more"}});
  EXPECT_EQ(again.get(target).status, 200);
  TestClient secret(router, made_.project_secret);
  EXPECT_EQ(secret.get(target).status, 200);
  EXPECT_EQ(secret.get("/api/feature_flag/local_evaluation/?token=" + made_.project_token).status, 200);
  EXPECT_EQ(api().get("/api/projects/1/feature_flags/local_evaluation/").status, 200);
  TestClient nobody(router);
  expect_error(nobody.get(target), 401, "authentication_error", "not_authenticated",
               std::string(body_of(nobody.get(target)).at("detail").as_string()));
}

TEST_F(FlagRoutes, GivesRemoteConfigAndHidesItsPayload) {
  create(json::parse(R"({"key":"limits","is_remote_configuration":true,"has_encrypted_payloads":true,
      "filters":{"groups":[{"properties":[]}],"payloads":{"true":"{\"most\":5}"}}})"));
  const auto shown = body_of(api().get("/api/projects/1/feature_flags/limits/"));
  EXPECT_NE(std::string(shown.at("filters").at("payloads").at("true").as_string()).find("***"),
            std::string::npos);
  EXPECT_EQ(ask({}).at("flags").at("limits").at("metadata").at("payload").as_string().find("most"),
            std::string::npos);
  patch(shown.at("id"), {{"filters", shown.at("filters")}, {"name", "renamed"}});
  const auto payload =
      api().get("/api/projects/@current/feature_flags/limits/remote_config?token=" + made_.project_token);
  EXPECT_EQ(payload.body, R"({"most":5})");
  EXPECT_EQ(api().get("/api/projects/1/feature_flags/nothing/remote_config/").status, 404);
}

TEST_F(FlagRoutes, ShowsPreviewsAndFollowsEnrolment) {
  const auto response = api().post("/api/projects/1/early_access_feature/",
                                   {{"name", "New Cart!"}, {"stage", "beta"}, {"description", "Better"}});
  ASSERT_EQ(response.status, 201) << response.body;
  const auto feature = body_of(response);
  EXPECT_EQ(feature.at("feature_flag").at("key").as_string(), "new-cart");
  TestClient sdk(router);
  const auto list = [&](const std::string& stage) {
    return body_of(sdk.get("/api/early_access_features/?token=" + made_.project_token + stage))
        .at("earlyAccessFeatures")
        .as_array();
  };
  ASSERT_EQ(list("").size(), 1u);
  EXPECT_EQ(list("").at(0).at("flagKey").as_string(), "new-cart");
  EXPECT_EQ(list("&stage=concept").size(), 0u);
  EXPECT_FALSE(enabled("new-cart"));
  const json::object joined{{"person_properties", {{"$feature_enrollment/new-cart", true}}}};
  EXPECT_TRUE(enabled("new-cart", joined));
  const auto one = "/api/projects/1/early_access_feature/" + std::string(feature.at("id").as_string()) + "/";
  EXPECT_EQ(api().patch(one, {{"stage", "concept"}}).status, 200);
  EXPECT_FALSE(enabled("new-cart", joined));
  EXPECT_EQ(list("&stage=concept&stage=alpha").size(), 1u);
  EXPECT_EQ(api().patch(one, {{"stage", "moon"}}).status, 400);
  EXPECT_EQ(api().del(one).status, 204);
  EXPECT_EQ(list("&stage=concept").size(), 0u);
  EXPECT_EQ(sdk.get("/api/early_access_features/?token=phc_who").status, 401);
}

TEST_F(FlagRoutes, CarriesOutScheduledChanges) {
  const auto made = create({{"key", "later"}, {"active", false}});
  const auto schedule = [&](const std::string& payload, const std::string& at) {
    return api().post("/api/projects/1/scheduled_changes/", {{"model_name", "FeatureFlag"},
                                                             {"record_id", made.at("id")},
                                                             {"payload", json::parse(payload)},
                                                             {"scheduled_at", at}});
  };
  ASSERT_EQ(schedule(R"({"operation":"update_status","value":true})", "2026-03-01T01:00:00Z").status, 201);
  ASSERT_EQ(
      schedule(
          R"({"operation":"add_release_condition","value":{"groups":[{"properties":[],"rollout_percentage":5}]}})",
          "2026-03-01T02:00:00Z")
          .status,
      201);
  EXPECT_EQ(schedule(R"({"operation":"dance","value":1})", "2026-03-01T02:00:00Z").status, 400);
  EXPECT_EQ(schedule(R"({"operation":"update_status","value":true})", "tomorrow").status, 400);
  const auto carry_out = [&] {
    const auto done = carry_out_due_changes(flags->state());
    EXPECT_TRUE(done.has_value());
  };
  carry_out();
  EXPECT_FALSE(body_of(api().get(path(made.at("id")))).at("active").as_bool());
  clock.advance(std::chrono::minutes(61));
  carry_out();
  EXPECT_TRUE(body_of(api().get(path(made.at("id")))).at("active").as_bool());
  EXPECT_TRUE(enabled("later"));
  clock.advance(std::chrono::minutes(61));
  carry_out();
  const auto after = body_of(api().get(path(made.at("id"))));
  EXPECT_EQ(after.at("filters").at("groups").as_array().size(), 2u);
  EXPECT_EQ(after.at("version"), json::value(3));
  const auto list = body_of(api().get("/api/projects/1/scheduled_changes/")).at("results").as_array();
  EXPECT_TRUE(list.at(0).at("executed_at").is_string());
}

TEST_F(FlagRoutes, SaysWhyAndForHowMany) {
  create(json::parse(R"({"key":"team","filters":{"groups":[{"properties":[
      {"key":"plan","value":"team","operator":"exact","type":"person"}]}]}})"));
  create({{"key", "inactive"}, {"active", false}});
  store_person("ada", R"({"plan":"team"})");
  store_person("bob", R"({"plan":"free"})");
  const auto reasons =
      body_of(api().get("/api/projects/1/feature_flags/evaluation_reasons/?distinct_id=bob"));
  EXPECT_EQ(reasons.at("team").at("evaluation").at("reason").as_string(), "no_condition_match");
  EXPECT_EQ(reasons.at("inactive").at("evaluation").at("reason").as_string(), "disabled");
  const auto tried = body_of(api().post("/api/projects/1/feature_flags/test/",
                                        {{"distinct_id", "bob"}, {"person_properties", {{"plan", "team"}}}}));
  EXPECT_EQ(tried.at("team").at("value"), json::value(true));
  const auto radius = body_of(api().post(
      "/api/projects/1/feature_flags/user_blast_radius/",
      json::parse(
          R"({"condition":{"properties":[{"key":"plan","value":"team","type":"person"}],"rollout_percentage":10}})")));
  EXPECT_EQ(radius.at("users_affected"), json::value(1));
  EXPECT_EQ(radius.at("total_users"), json::value(2));
  const auto mine = body_of(api().get("/api/projects/1/feature_flags/my_flags/"));
  ASSERT_EQ(mine.as_array().size(), 1u);
  EXPECT_EQ(mine.at(0).at("value"), json::value(false));
}

TEST_F(FlagRoutes, RemembersWhenAFlagWasLastCalled) {
  const auto made = create({{"key", "k"}});
  EXPECT_TRUE(made.at("last_called_at").is_null());
  const auto last_call = [&] {
    EXPECT_TRUE(flags->state().save_calls().has_value());
    const auto shown = body_of(api().get(path(made.at("id"))));
    return shown.at("last_called_at").is_null() ? "" : std::string(shown.at("last_called_at").as_string());
  };
  EXPECT_EQ(api().get("/api/projects/1/feature_flags/evaluation_reasons/?distinct_id=u").status, 200);
  EXPECT_EQ(last_call(), "");
  EXPECT_TRUE(enabled("k"));
  EXPECT_TRUE(last_call().starts_with("2026-03-01T00:00:00"));
  clock.advance(std::chrono::minutes(5));
  EXPECT_TRUE(enabled("k"));
  EXPECT_TRUE(last_call().starts_with("2026-03-01T00:00:00"));
  clock.advance(std::chrono::minutes(6));
  EXPECT_TRUE(enabled("k"));
  EXPECT_TRUE(last_call().starts_with("2026-03-01T00:11:00"));
}

TEST_F(FlagRoutes, SpeaksOpenFeature) {
  create(json::parse(R"({"key":"bool"})"));
  create(json::parse(R"({"key":"off","filters":{"groups":[]}})"));
  create(json::parse(
      R"({"key":"number","filters":{"groups":[{"properties":[],"variant":"b"}],"payloads":{"b":"42.5"},
      "multivariate":{"variants":[{"key":"a","rollout_percentage":50},{"key":"b","rollout_percentage":50}]}}})"));
  create(json::parse(
      R"({"key":"text","filters":{"groups":[{"properties":[{"key":"plan","value":"team","type":"person"}],
      "variant":"a"}],"multivariate":{"variants":[{"key":"a","rollout_percentage":100}]}}})"));
  TestClient client(router, made_.project_token);
  const auto evaluate = [&](const std::string& key) {
    return body_of(client.post("/ofrep/v1/evaluate/flags/" + key,
                               json::parse(R"({"context":{"targetingKey":"u","plan":"team"}})")));
  };
  EXPECT_EQ(evaluate("bool").at("value"), json::value(true));
  EXPECT_EQ(evaluate("bool").at("reason").as_string(), "STATIC");
  EXPECT_EQ(evaluate("off").at("value"), json::value(false));
  EXPECT_EQ(evaluate("off").at("reason").as_string(), "DEFAULT");
  EXPECT_EQ(evaluate("number").at("value"), json::value(42.5));
  EXPECT_EQ(evaluate("text").at("value").as_string(), "a");
  EXPECT_EQ(evaluate("text").at("reason").as_string(), "TARGETING_MATCH");
  EXPECT_EQ(evaluate("gone").at("errorCode").as_string(), "FLAG_NOT_FOUND");
  const auto bulk =
      client.post("/ofrep/v1/evaluate/flags", json::parse(R"({"context":{"targetingKey":"u"}})"));
  EXPECT_EQ(body_of(bulk).at("flags").as_array().size(), 4u);
  client.headers["If-None-Match"] = std::string(bulk.headers.get("ETag"));
  EXPECT_EQ(
      client.post("/ofrep/v1/evaluate/flags", json::parse(R"({"context":{"targetingKey":"u"}})")).status,
      304);
  EXPECT_EQ(body_of(client.post("/ofrep/v1/evaluate/flags/bool", json::parse(R"({"context":{}})")))
                .at("errorCode")
                .as_string(),
            "TARGETING_KEY_MISSING");
  EXPECT_EQ(TestClient(router).post("/ofrep/v1/evaluate/flags", {}).status, 401);
}

}  // namespace
}  // namespace leapfrog::flags
