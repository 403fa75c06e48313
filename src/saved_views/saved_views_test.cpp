// The REST API of saved views, on a real database.
#include "saved_views/saved_views.h"

#include "accounts/accounts_fixture.h"

namespace leapfrog::saved_views {
namespace {

using accounts::body_of;
using accounts::expect_error;

class SavedViewsTest : public accounts::AccountsFixture {
 protected:
  SavedViewsTest() : AccountsFixture(migrations()) {
    add_routes(router, *accounts, *database, clock);
    made_ = set_up();
    script_ = std::make_unique<accounts::TestClient>(router, made_.personal_api_key);
  }

  json::value created(const json::value& body) {
    const auto response = script_->post(all, body);
    EXPECT_EQ(response.status, 201) << response.body;
    return body_of(response);
  }
  static std::string path_of(const json::value& view) {
    return all + std::to_string(view.at("id").to_number<int>()) + "/";
  }

  static inline const std::string all = "/api/projects/@current/column_configurations/";
  accounts::Bootstrapped made_;
  std::unique_ptr<accounts::TestClient> script_;
};

TEST_F(SavedViewsTest, KeepsChangesListsAndDeletes) {
  const auto view = created({{"context_key", "events"},
                             {"name", " Sign-ups "},
                             {"columns", {"event", "properties.plan"}},
                             {"filters", {{"event", "signed up"}}}});
  EXPECT_EQ(view.at("name"), "Sign-ups");
  EXPECT_EQ(view.at("columns"), (json::array{"event", "properties.plan"}));
  EXPECT_EQ(view.at("filters").at("event"), "signed up");
  EXPECT_EQ(view.at("visibility"), "shared");
  EXPECT_EQ(view.at("created_by").at("email"), "ada@example.com");
  created({{"context_key", "people"}, {"name", "abroad"}});

  const auto listed = body_of(script_->get(all + "?context_key=events"));
  EXPECT_EQ(listed.at("count"), 1);
  EXPECT_EQ(listed.at("results").at(0), view);
  EXPECT_EQ(body_of(script_->get(all)).at("results").at(0).at("name"), "abroad") << "by name, case aside";

  const auto changed = body_of(script_->patch(path_of(view), {{"columns", json::array{"event"}}}));
  EXPECT_EQ(changed.at("columns"), json::array{"event"});
  EXPECT_EQ(changed.at("name"), "Sign-ups");
  EXPECT_EQ(body_of(script_->get(path_of(view))).at("columns"), json::array{"event"});

  EXPECT_EQ(script_->del(path_of(view)).status, 204);
  EXPECT_EQ(script_->get(path_of(view)).status, 404);
}

TEST_F(SavedViewsTest, ShowsAPrivateViewToItsMakerOnly) {
  const auto view = created({{"context_key", "events"}, {"name", "Mine"}, {"visibility", "private"}});
  EXPECT_EQ(body_of(script_->get(all)).at("count"), 1);
  ASSERT_TRUE(database->write([](meta::Connection& connection) {
    return connection.execute("UPDATE saved_views SET created_by = created_by + 1");
  }));
  EXPECT_EQ(body_of(script_->get(all)).at("count"), 0);
  EXPECT_EQ(script_->get(path_of(view)).status, 404);
  EXPECT_EQ(script_->del(path_of(view)).status, 404);
}

TEST_F(SavedViewsTest, RefusesWhatIsNoView) {
  const auto refused = [&](json::object fields, std::string_view code, std::string_view detail,
                           std::string_view attr) {
    json::object body{{"context_key", "events"}, {"name", "x"}};
    for (auto& [name, value] : fields) body[name] = value;
    expect_error(script_->post(all, body), 400, "validation_error", code, detail, attr);
  };
  refused({{"name", " "}}, "required", "This field is required.", "name");
  refused({{"context_key", ""}}, "required", "This field is required.", "context_key");
  refused({{"columns", "event"}}, "invalid_input", "Expected a list of column names.", "columns");
  refused({{"columns", json::array{1}}}, "invalid_input", "Expected a list of column names.", "columns");
  refused({{"columns", json::array(101, "event")}}, "invalid_input", "A view has at most 100 columns.",
          "columns");
  refused({{"filters", 3}}, "invalid_input", "Expected an object.", "filters");
  refused({{"filters", {{"text", std::string(50'000, 'x')}}}}, "invalid_input",
          "Filters have at most 50000 bytes.", "filters");
  refused({{"visibility", "everybody"}}, "invalid_input", "Expected private or shared.", "visibility");
}

TEST_F(SavedViewsTest, HasALimit) {
  ASSERT_TRUE(database->write([&](meta::Connection& connection) {
    return connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
        "INSERT INTO saved_views (project_id, context_key, name, columns, filters, private, created_at, "
        "updated_at) "
        "SELECT ?, 'events', i, '[]', '{}', 0, 0, 0 FROM n",
        {made_.project});
  }));
  expect_error(script_->post(all, {{"context_key", "events"}, {"name", "x"}}), 400, "validation_error",
               "invalid_input", "A project can have 2000 saved views. Delete some first.");
}

}  // namespace
}  // namespace leapfrog::saved_views
