// The REST API of actions, on a real database.
#include "accounts/accounts_fixture.h"
#include "actions/actions.h"

namespace leapfrog::actions {
namespace {

using accounts::body_of;
using accounts::expect_error;

class ActionRoutesTest : public accounts::AccountsFixture {
 protected:
  ActionRoutesTest() : AccountsFixture(migrations()) {
    add_routes(router, *accounts, *database);
    made_ = set_up();
    script_ = std::make_unique<accounts::TestClient>(router, made_.personal_api_key);
  }

  http::Response post(const json::value& body) {
    return script_->post("/api/projects/@current/actions/", body);
  }
  json::value created(const json::value& body) {
    const auto response = post(body);
    EXPECT_EQ(response.status, 201) << response.body;
    return body_of(response);
  }
  static std::string path_of(const json::value& action) {
    return "/api/projects/@current/actions/" + std::to_string(action.at("id").to_number<int>()) + "/";
  }
  http::Response patch(const json::value& action, const json::value& body) {
    return script_->patch(path_of(action), body);
  }
  std::string names(const std::string& query = "") {
    std::string out;
    const auto listed = body_of(script_->get("/api/projects/@current/actions/" + query));
    for (const auto& one : listed.at("results").as_array())
      out += std::string(one.at("name").as_string()) + ",";
    return out;
  }
  void expect_step_error(const json::value& step, std::string_view attr, std::string_view code) {
    const auto response = post({{"name", "x"}, {"steps", {{{"event", "ok"}}, step}}});
    EXPECT_EQ(response.status, 400) << response.body;
    const auto body = body_of(response);
    EXPECT_EQ(body.at("type"), "validation_error");
    EXPECT_EQ(body.at("attr"), json::value(attr)) << json::serialize(body);
    EXPECT_EQ(body.at("code"), json::value(code)) << json::serialize(body);
  }

  accounts::Bootstrapped made_;
  std::unique_ptr<accounts::TestClient> script_;
};

TEST_F(ActionRoutesTest, CreatesAndShowsAnActionInPostHogsShape) {
  const auto action =
      created(json::parse(R"({"name":" Clicked buy ","description":"On any page.","tags":["Core"],
    "steps":[{"event":"$autocapture","selector":"form > button.buy","tag_name":"button","text":"Buy",
              "text_matching":"contains","href":"","url":"/shop","properties":[{"key":"plan","value":"pro",
              "operator":"exact","type":"person"}]},
             {"event":"bought","url":"^https://","url_matching":"regex"}]})"));
  EXPECT_EQ(action.at("name"), "Clicked buy");
  EXPECT_EQ(action.at("tags"), json::array{"core"});
  EXPECT_EQ(action.at("created_by").at("email"), "ada@example.com");
  EXPECT_EQ(action.at("is_action"), true);
  EXPECT_EQ(action.at("deleted"), false);
  EXPECT_TRUE(action.at("pinned_at").is_null());
  EXPECT_EQ(
      json::serialize(action.at("steps")),
      R"([{"event":"$autocapture","tag_name":"button","selector":"form > button.buy","text":"Buy",)"
      R"("text_matching":"contains","href":null,"href_matching":null,"url":"/shop","url_matching":"contains",)"
      R"("properties":[{"key":"plan","value":"pro","operator":"exact","type":"person"}]},)"
      R"({"event":"bought","tag_name":null,"selector":null,"text":null,"text_matching":null,"href":null,)"
      R"("href_matching":null,"url":"^https://","url_matching":"regex","properties":[]}])");
  EXPECT_EQ(body_of(script_->get(path_of(action))), action);
}

TEST_F(ActionRoutesTest, QueriesReadStepsTyped) {
  const auto id = created(json::parse(R"({"name":"a","steps":[{"event":null,"selector":".buy","text":"x",
    "href":"/b","href_matching":"contains","url":"u"}]})"))
                      .at("id")
                      .to_number<std::int64_t>();
  const auto found = find_action(*database, made_.project, id);
  ASSERT_TRUE(found && *found);
  ASSERT_EQ((*found)->steps.size(), 1U);
  const auto& step = (*found)->steps.front();
  EXPECT_EQ(step.event, std::nullopt);
  EXPECT_EQ(step.text, (TextCondition{"x", Matching::exact}));
  EXPECT_EQ(step.href, (TextCondition{"/b", Matching::contains}));
  EXPECT_EQ(step.url, (TextCondition{"u", Matching::contains}));
  EXPECT_NE(selector_regex(step).find("buy"), std::string::npos);
  EXPECT_EQ(selector_regex(ActionStep{}), "");
  EXPECT_EQ(*find_action(*database, made_.project + 1, id), std::nullopt);
  EXPECT_EQ(*find_action(*database, made_.project, id + 1), std::nullopt);
}

TEST_F(ActionRoutesTest, NamesAreUniqueAmongWhatIsNotDeleted) {
  expect_error(post(json::object()), 400, "validation_error", "required", "This field is required.", "name");
  expect_error(post({{"name", ""}}), 400, "validation_error", "blank", "This field may not be blank.",
               "name");
  expect_error(post({{"name", nullptr}}), 400, "validation_error", "null", "This field may not be null.",
               "name");
  EXPECT_EQ(body_of(post({{"name", std::string(401, 'n')}})).at("code"), "max_length");
  const auto first = created({{"name", "one"}});
  const auto second = created({{"name", "two"}});
  expect_error(post({{"name", "one"}}), 400, "validation_error", "unique",
               "This project already has an action with this name, ID 1", "name");
  EXPECT_EQ(patch(second, {{"name", "one"}}).status, 400);
  EXPECT_EQ(patch(second, {{"name", "two"}, {"description", "x"}}).status, 200);
  EXPECT_EQ(patch(first, {{"deleted", true}}).status, 200);
  EXPECT_EQ(patch(second, {{"name", "one"}}).status, 200);
  // Bringing the first back would make two of the name.
  expect_error(patch(first, {{"deleted", false}}), 400, "validation_error", "unique",
               "This project already has an action with this name, ID 2", "name");
  EXPECT_EQ(patch(first, {{"deleted", false}, {"name", "three"}}).status, 200);
  EXPECT_EQ(names(), "one,three,");
}

TEST_F(ActionRoutesTest, DeletingIsAPatchAndDeleteIsNot) {
  const auto action = created({{"name", "one"}});
  const auto match = router.match(http::Method::del, path_of(action));
  EXPECT_EQ(match.route, nullptr);
  EXPECT_FALSE(match.allowed.empty());  // which answers 405
  EXPECT_EQ(body_of(patch(action, {{"deleted", true}})).at("deleted"), true);
  EXPECT_EQ(script_->get(path_of(action)).status, 404);
  EXPECT_EQ(names(), "");
  EXPECT_EQ(*find_action(*database, made_.project, 1), std::nullopt);
  EXPECT_EQ(patch(action, {{"deleted", false}}).status, 200);
  EXPECT_EQ(names(), "one,");
}

TEST_F(ActionRoutesTest, RefusesStepsNamingThePlace) {
  expect_error(post({{"name", "x"}, {"steps", "none"}}), 400, "validation_error", "not_a_list",
               "Expected a list of steps.", "steps");
  expect_error(post({{"name", "x"}, {"steps", {5}}}), 400, "validation_error", "invalid_input",
               "Expected an object.", "steps[0]");
  expect_step_error({{"event", 5}}, "steps[1].event", "invalid_input");
  expect_step_error({{"url", std::string(2001, 'u')}}, "steps[1].url", "max_length");
  expect_step_error({{"url_matching", "glob"}}, "steps[1].url_matching", "invalid_choice");
  expect_step_error({{"url", "("}, {"url_matching", "regex"}}, "steps[1].url", "invalid_regex");
  expect_step_error({{"text", "[a"}, {"text_matching", "regex"}}, "steps[1].text", "invalid_regex");
  expect_step_error({{"selector", "a:hover"}}, "steps[1].selector", "invalid_input");
  expect_step_error({{"properties", json::object()}}, "steps[1].properties", "invalid_input");
  expect_step_error({{"properties", {5}}}, "steps[1].properties[0]", "invalid_input");
  json::array many(51, json::object{{"event", "e"}});
  EXPECT_EQ(body_of(post({{"name", "x"}, {"steps", many}})).at("code"), "max_length");
  EXPECT_EQ(names(), "");
}

TEST_F(ActionRoutesTest, PinsSearchesAndPages) {
  const auto one = created({{"name", "Bought"}, {"tags", {"core"}}});
  created({{"name", "Signed up"}, {"description", "The core of it."}});
  EXPECT_EQ(names("?search=CORE"), "Signed up,");
  EXPECT_EQ(names("?tags=core"), "Bought,");
  EXPECT_EQ(names("?limit=1&offset=1"), "Signed up,");
  EXPECT_EQ(body_of(patch(one, {{"pinned_at", "2026-01-31T12:00:00Z"}})).at("pinned_at"),
            "2026-01-31T12:00:00.000000Z");
  EXPECT_TRUE(body_of(patch(one, {{"pinned_at", nullptr}})).at("pinned_at").is_null());
  EXPECT_EQ(body_of(patch(one, {{"pinned_at", "soon"}})).at("attr"), "pinned_at");
}

TEST_F(ActionRoutesTest, EveryChangeIsInTheActivityLog) {
  const auto action = created({{"name", "one"}});
  patch(action, json::object{});
  patch(action, {{"name", "uno"}});
  patch(action, {{"deleted", true}});
  const auto log =
      body_of(script_->get("/api/projects/@current/activity_log/?scope=Action")).at("results").as_array();
  ASSERT_EQ(log.size(), 3U);
  EXPECT_EQ(log[0].at("activity"), "deleted");
  EXPECT_EQ(log[1].at("activity"), "updated");
  EXPECT_EQ(log[1].at("detail").at("changes").at(0).at("before"), "one");
  EXPECT_EQ(log[2].at("activity"), "created");
}

TEST_F(ActionRoutesTest, OtherProjectsSeeNothingOfIt) {
  const auto action = created({{"name", "one"}});
  const auto other = body_of(script_->post("/api/projects/", {{"name", "Other"}})).at("id").to_number<int>();
  const auto path = "/api/projects/" + std::to_string(other) + "/actions/";
  EXPECT_EQ(body_of(script_->get(path)).at("count"), 0);
  EXPECT_EQ(script_->get(path + "1/").status, 404);
  EXPECT_EQ(script_->patch(path + "1/", {{"name", "mine"}}).status, 404);
  EXPECT_EQ(script_->post(path, {{"name", "one"}}).status, 201);
}

}  // namespace
}  // namespace leapfrog::actions
