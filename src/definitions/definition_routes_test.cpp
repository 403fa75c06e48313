// The REST API of definitions, on a real database, with an engine that only knows volumes.
#include "accounts/accounts_fixture.h"
#include "definitions/definitions.h"
#include "storage/events/engine_doubles_fixture.h"

namespace leapfrog::definitions {
namespace {

using accounts::body_of;
using accounts::expect_error;

class VolumeEngine final : public events::SilentEngine {
 public:
  bool works = true;
  bool ping() override { return works; }
  Result<std::vector<json::array>> rows(std::string_view, const events::Settings&,
                                        const events::Settings&) override {
    if (!works) return unavailable("The engine is not there.", 1);
    return std::vector<json::array>{{"paid", 42}};
  }
};

class DefinitionRoutesTest : public accounts::AccountsFixture {
 protected:
  DefinitionRoutesTest() : AccountsFixture(migrations()), definitions_(Definitions::over(*database, {})) {
    add_routes(router, {*accounts, *database, *database, *definitions_, engine_});
    made_ = set_up();
    script_ = std::make_unique<accounts::TestClient>(router, made_.personal_api_key);
    observe("paid", R"({"amount":12,"currency":"EUR","$browser":"Firefox"})", R"({"plan":"pro"})");
    observe("$pageview", R"({"$browser":"Firefox","$feature/new":"a","depth_100%":3})", "{}");
    observe("signed up", "{}", R"({"Email":"x"})");
  }

  void observe(std::string_view event, std::string_view properties_text, std::string_view person_text) {
    const auto properties = json::parse(properties_text).as_object();
    const auto person = json::parse(person_text).as_object();
    const auto now = *parse_iso("2026-02-01T00:00:00Z") + seconds(++seconds_);
    ASSERT_TRUE(definitions_->observe({made_.project, event, now, now, &properties, &person}));
    ASSERT_TRUE(database->write(
        [&](meta::Connection& connection) { return save(connection, definitions_->take()); }));
  }

  json::value get(const std::string& path) {
    const auto response = script_->get("/api/projects/@current/" + path);
    EXPECT_EQ(response.status, 200) << response.body;
    return body_of(response);
  }
  std::string names(const std::string& path) {
    std::string out;
    const auto listed = get(path);
    for (const auto& one : listed.at("results").as_array())
      out += std::string(one.at("name").as_string()) + ",";
    return out;
  }
  std::string id_of(const std::string& list, std::string_view name) {
    const auto listed = get(list);
    for (const auto& one : listed.at("results").as_array()) {
      if (one.at("name").as_string() == name) return std::string(one.at("id").as_string());
    }
    ADD_FAILURE() << "no " << name;
    return "";
  }
  http::Response patch(const std::string& path, const json::value& body) {
    return script_->patch("/api/projects/@current/" + path, body);
  }

  VolumeEngine engine_;
  std::unique_ptr<Definitions> definitions_;
  accounts::Bootstrapped made_;
  std::unique_ptr<accounts::TestClient> script_;
  int seconds_ = 0;
};

TEST_F(DefinitionRoutesTest, ListsEventsSearchedFilteredOrderedAndInPages) {
  EXPECT_EQ(names("event_definitions/"), "$pageview,paid,signed up,");
  EXPECT_EQ(names("event_definitions/?ordering=-name"), "signed up,paid,$pageview,");
  EXPECT_EQ(names("event_definitions/?ordering=-last_seen_at"), "signed up,$pageview,paid,");
  EXPECT_EQ(names("event_definitions/?search=PA"), "$pageview,paid,");
  EXPECT_EQ(names("event_definitions/?search=up%20signed"), "signed up,");
  EXPECT_EQ(names("event_definitions/?search=%25"), "");
  EXPECT_EQ(names("event_definitions/?event_type=event_custom"), "paid,signed up,");
  EXPECT_EQ(names("event_definitions/?event_type=event_posthog"), "$pageview,");
  EXPECT_EQ(names("event_definitions/?names=paid,$pageview"), "$pageview,paid,");
  EXPECT_EQ(names("event_definitions/?verified=true"), "");
  const auto page = get("event_definitions/?limit=1&offset=1");
  EXPECT_EQ(page.at("count"), 3);
  EXPECT_EQ(page.at("results").as_array().size(), 1U);
  EXPECT_EQ(page.at("results").at(0).at("name"), "paid");
  EXPECT_TRUE(page.at("next").is_string());
  expect_error(script_->get("/api/projects/@current/event_definitions/?ordering=volume"), 400,
               "validation_error", "invalid_input",
               "Expected name, last_seen_at or created_at, with '-' before it for descending order.",
               "ordering");
}

TEST_F(DefinitionRoutesTest, ShowsAnEventInPostHogsShape) {
  const auto event = get("event_definitions/by_name/?name=paid");
  EXPECT_EQ(event, get("event_definitions/" + std::string(event.at("id").as_string()) + "/"));
  EXPECT_EQ(event.at("last_seen_at"), "2026-02-01T00:00:01.000000Z");
  for (const auto* field : {"owner", "verified_at", "verified_by", "updated_at", "updated_by"})
    EXPECT_TRUE(event.at(field).is_null()) << field;
  EXPECT_EQ(event.at("description"), "");
  EXPECT_EQ(event.at("tags"), json::array());
  EXPECT_EQ(event.at("hidden"), false);
  EXPECT_EQ(event.at("verified"), false);
  EXPECT_EQ(script_->get("/api/projects/@current/event_definitions/by_name/?name=none").status, 404);
  EXPECT_EQ(
      script_->get("/api/projects/@current/event_definitions/0b6f9d2c-1f2b-5c80-8d8b-0a1b2c3d4e5f/").status,
      404);
}

TEST_F(DefinitionRoutesTest, CountsTheLast30DaysWhileTheEngineAnswers) {
  const auto volume = [&] {
    return get("event_definitions/?search=paid").at("results").at(0).at("volume_30_day");
  };
  EXPECT_EQ(volume(), 42);
  EXPECT_EQ(get("event_definitions/?search=signed").at("results").at(0).at("volume_30_day"), 0);
  engine_.works = false;
  EXPECT_TRUE(volume().is_null());
}

TEST_F(DefinitionRoutesTest, PeopleDescribeTagVerifyAndHideEvents) {
  const auto path = "event_definitions/" + id_of("event_definitions/", "paid") + "/";
  const auto changed = patch(path, {{"description", " Money came in. "},
                                    {"tags", {"Revenue", "revenue", " core "}},
                                    {"verified", true},
                                    {"owner", made_.user}});
  ASSERT_EQ(changed.status, 200) << changed.body;
  const auto event = body_of(changed);
  EXPECT_EQ(event.at("description"), "Money came in.");
  EXPECT_EQ(event.at("tags"), (json::array{"revenue", "core"}));
  EXPECT_EQ(event.at("verified"), true);
  EXPECT_EQ(event.at("verified_by").at("email"), "ada@example.com");
  EXPECT_EQ(event.at("owner").at("email"), "ada@example.com");
  EXPECT_EQ(event.at("updated_by").at("email"), "ada@example.com");
  EXPECT_EQ(names("event_definitions/?verified=true"), "paid,");
  EXPECT_EQ(names("event_definitions/?tags=core"), "paid,");
  EXPECT_EQ(names("event_definitions/?search=money"), "paid,");
  expect_error(patch(path, {{"hidden", true}}), 400, "validation_error", "hidden_and_verified",
               "It cannot be both hidden and verified.", "hidden");
  EXPECT_EQ(patch(path, {{"hidden", true}, {"verified", false}}).status, 200);
  EXPECT_TRUE(body_of(patch(path, json::object())).at("verified_at").is_null());
  EXPECT_EQ(names("event_definitions/?exclude_hidden=true"), "$pageview,signed up,");
  // What people wrote outlasts the next event.
  observe("paid", R"({"amount":12})", "{}");
  EXPECT_EQ(get(path).at("description"), "Money came in.");
}

TEST_F(DefinitionRoutesTest, RefusesWhatIsNoDescriptionTagOrOwner) {
  const auto path = "event_definitions/" + id_of("event_definitions/", "paid") + "/";
  EXPECT_EQ(body_of(patch(path, {{"description", 5}})).at("attr"), "description");
  EXPECT_EQ(body_of(patch(path, {{"description", std::string(4001, 'x')}})).at("code"), "max_length");
  EXPECT_EQ(body_of(patch(path, {{"tags", "core"}})).at("attr"), "tags");
  EXPECT_EQ(body_of(patch(path, {{"tags", {1}}})).at("attr"), "tags");
  EXPECT_EQ(body_of(patch(path, {{"tags", {std::string(101, 't')}}})).at("code"), "max_length");
  EXPECT_EQ(body_of(patch(path, {{"verified", "yes"}})).at("attr"), "verified");
  expect_error(patch(path, {{"owner", 12345}}), 400, "validation_error", "invalid_input",
               "There is no such user.", "owner");
}

TEST_F(DefinitionRoutesTest, DeletingForgetsUntilItOccursAgain) {
  const auto path = "/api/projects/@current/event_definitions/" + id_of("event_definitions/", "paid") + "/";
  EXPECT_EQ(script_->del(path).status, 204);
  EXPECT_EQ(script_->get(path).status, 404);
  EXPECT_EQ(script_->del(path).status, 404);
  EXPECT_EQ(names("event_definitions/"), "$pageview,signed up,");
  observe("paid", R"({"amount":12})", "{}");
  EXPECT_EQ(names("event_definitions/"), "$pageview,paid,signed up,");
  EXPECT_EQ(script_->get(path).status, 200);  // under the same id
}

TEST_F(DefinitionRoutesTest, ListsPropertiesOfEventsPeopleAndSessions) {
  EXPECT_EQ(names("property_definitions/"), "$browser,$feature/new,amount,currency,depth_100%,");
  EXPECT_EQ(names("property_definitions/?type=person"), "Email,plan,");
  EXPECT_EQ(names("property_definitions/?type=group&group_type_index=0"), "");
  EXPECT_NE(names("property_definitions/?type=session").find("$session_duration,"), std::string::npos);
  EXPECT_EQ(names("property_definitions/?type=session&search=bounce"), "$is_bounce,");
  EXPECT_EQ(names("property_definitions/?is_numerical=true"), "amount,depth_100%,");
  EXPECT_EQ(names("property_definitions/?is_numerical=false"), "$browser,$feature/new,currency,");
  EXPECT_EQ(names("property_definitions/?is_feature_flag=true"), "$feature/new,");
  EXPECT_EQ(names("property_definitions/?is_feature_flag=false&exclude_core_properties=true"),
            "amount,currency,depth_100%,");
  EXPECT_EQ(names("property_definitions/?search=100%25"), "depth_100%,");
  EXPECT_EQ(names("property_definitions/?search=H_1"), "depth_100%,");
  EXPECT_EQ(names("property_definitions/?properties=amount,currency"), "amount,currency,");
  EXPECT_EQ(names("property_definitions/?excluded_properties=[%22amount%22,%22$browser%22]"),
            "$feature/new,currency,depth_100%,");
  EXPECT_EQ(names("property_definitions/?ordering=-name&limit=2"), "depth_100%,currency,");
  expect_error(script_->get("/api/projects/@current/property_definitions/?type=group"), 400,
               "validation_error", "required", "Properties of groups need the index of their type, 0 to 4.",
               "group_type_index");
  expect_error(script_->get("/api/projects/@current/property_definitions/?type=robot"), 400,
               "validation_error", "invalid_choice", "Expected event, person, group or session.", "type");
  expect_error(script_->get("/api/projects/@current/property_definitions/?is_numerical=maybe"), 400,
               "validation_error", "invalid_input", "Expected true or false.", "is_numerical");
}

TEST_F(DefinitionRoutesTest, SaysWhichPropertiesOccurWithWhichEvents) {
  EXPECT_EQ(names("property_definitions/?event_names=[%22paid%22]"),
            "$browser,amount,currency,$feature/new,depth_100%,");
  EXPECT_EQ(names("property_definitions/?event_names=[%22paid%22]&filter_by_event_names=true"),
            "$browser,amount,currency,");
  const auto listed = get("property_definitions/?event_names=[%22paid%22]");
  EXPECT_EQ(listed.at("count"), 5);
  EXPECT_EQ(listed.at("results").at(0).at("is_seen_on_filtered_events"), true);
  EXPECT_EQ(listed.at("results").at(4).at("is_seen_on_filtered_events"), false);
  EXPECT_TRUE(get("property_definitions/").at("results").at(0).at("is_seen_on_filtered_events").is_null());
  EXPECT_EQ(get("property_definitions/seen_together/?event_names=[%22paid%22,%22$pageview%22,%22none%22]"
                "&property_name=amount"),
            (json::object{{"$pageview", false}, {"none", false}, {"paid", true}}));
  expect_error(script_->get("/api/projects/@current/property_definitions/seen_together/?event_names=a"), 400,
               "validation_error", "required", "This field is required.", "property_name");
}

TEST_F(DefinitionRoutesTest, PeopleRetypeAPropertyAndItStays) {
  const auto path = "property_definitions/" + id_of("property_definitions/", "amount") + "/";
  const auto changed = body_of(patch(path, {{"property_type", "String"}, {"description", "In cents."}}));
  EXPECT_EQ(changed.at("property_type"), "String");
  EXPECT_EQ(changed.at("is_numerical"), false);
  observe("paid", R"({"amount":13})", "{}");
  EXPECT_EQ(get(path).at("property_type"), "String");
  EXPECT_EQ(*definitions_->type_of(made_.project, {Owner::event, 0, "amount"}), PropertyType::string);
  expect_error(patch(path, {{"property_type", "Colour"}}), 400, "validation_error", "invalid_choice",
               "Expected String, Numeric, Boolean, DateTime or Duration.", "property_type");
  EXPECT_EQ(script_->del("/api/projects/@current/" + path).status, 204);
  EXPECT_EQ(script_->get("/api/projects/@current/" + path).status, 404);
}

TEST_F(DefinitionRoutesTest, EveryChangeIsInTheActivityLog) {
  const auto id = id_of("event_definitions/", "paid");
  patch("event_definitions/" + id + "/", {{"description", "Money."}});
  script_->del("/api/projects/@current/event_definitions/" + id + "/");
  const auto property = id_of("property_definitions/", "currency");
  patch("property_definitions/" + property + "/", {{"hidden", true}});
  const auto log = get("activity_log/").at("results").as_array();
  ASSERT_GE(log.size(), 3U);
  EXPECT_EQ(log[0].at("scope"), "PropertyDefinition");
  EXPECT_EQ(log[0].at("detail").at("changes").at(0).at("field"), "hidden");
  EXPECT_EQ(log[1].at("activity"), "deleted");
  EXPECT_EQ(log[2].at("activity"), "changed");
  EXPECT_EQ(log[2].at("item_id"), json::value(id));
  EXPECT_EQ(log[2].at("detail").at("changes").at(0).at("after"), "Money.");
}

TEST_F(DefinitionRoutesTest, OtherProjectsSeeNothingOfIt) {
  const auto id = id_of("event_definitions/", "paid");
  const auto other = body_of(script_->post("/api/projects/", {{"name", "Other"}})).at("id").to_number<int>();
  const auto path = "/api/projects/" + std::to_string(other) + "/";
  EXPECT_EQ(body_of(script_->get(path + "event_definitions/")).at("count"), 0);
  EXPECT_EQ(body_of(script_->get(path + "property_definitions/")).at("count"), 0);
  EXPECT_EQ(script_->get(path + "event_definitions/" + id + "/").status, 404);
  EXPECT_EQ(script_->del(path + "event_definitions/" + id + "/").status, 404);
}

}  // namespace
}  // namespace leapfrog::definitions
