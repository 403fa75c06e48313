// What the people of Hedgerow keep in Leapfrog: notes on charts, actions, cohorts, flags, dashboards of saved
// insights.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/json.h"
#include "demo/demo.h"
#include "demo/product.h"
#include "http/client.h"

namespace leapfrog::demo {
namespace {

// An insight on a dashboard of twelve columns.
struct Tile {
  std::string_view name;
  std::string_view query;  // JSON
  int x, y, w, h;
};

struct Board {
  std::string_view name;
  std::string_view description;
  std::vector<Tile> tiles;
};

const std::vector<Board>& boards() {
  static const std::vector<Board> all{
      {"Product overview",
       "Who uses Hedgerow, what they do with it, and who comes back.",
       {{"Active people this week",
         R"({"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"$pageview","math":"dau"}],"interval":"day",
             "dateRange":{"date_from":"-7d"},"trendsFilter":{"display":"BoldNumber"},"compareFilter":{"compare":true}})",
         0, 0, 4, 4},
        {"Sign-ups this month",
         R"({"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"signed_up"}],"interval":"day",
             "dateRange":{"date_from":"-30d"},"trendsFilter":{"display":"BoldNumber"},"compareFilter":{"compare":true}})",
         4, 0, 4, 4},
        {"Revenue this month",
         R"({"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"invoice_paid","math":"sum",
             "math_property":"revenue"}],"interval":"day","dateRange":{"date_from":"-30d"},
             "trendsFilter":{"display":"BoldNumber"},"compareFilter":{"compare":true}})",
         8, 0, 4, 4},
        {"Active people by day",
         R"({"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"$pageview","math":"dau"}],"interval":"day",
             "dateRange":{"date_from":"-60d"},"trendsFilter":{"display":"ActionsLineGraph"}})",
         0, 4, 12, 6},
        {"What people do",
         R"({"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"task_completed"},
             {"kind":"EventsNode","event":"comment_added"},{"kind":"EventsNode","event":"file_uploaded"},
             {"kind":"EventsNode","event":"report_exported"}],"interval":"week","dateRange":{"date_from":"-90d"},
             "trendsFilter":{"display":"ActionsBar"}})",
         0, 10, 6, 6},
        {"New, returning and dormant people",
         R"({"kind":"LifecycleQuery","series":[{"kind":"EventsNode","event":"$pageview"}],"interval":"week",
             "dateRange":{"date_from":"-90d"}})",
         6, 10, 6, 6},
        {"Who comes back after signing up",
         R"({"kind":"RetentionQuery","dateRange":{"date_from":"-7w"},"retentionFilter":{
             "targetEntity":{"id":"signed_up","name":"signed_up","type":"events"},
             "returningEntity":{"id":"task_completed","name":"task_completed","type":"events"},
             "retentionType":"retention_first_time","period":"Week","totalIntervals":8}})",
         0, 16, 12, 7}}},
      {"Growth",
       "From the first visit to a paying team. In the middle of it: the release that broke new projects.",
       {{"From visit to paying",
         R"({"kind":"FunnelsQuery","series":[{"kind":"EventsNode","event":"$pageview"},
             {"kind":"EventsNode","event":"signed_up"},{"kind":"EventsNode","event":"project_created"},
             {"kind":"EventsNode","event":"invite_sent"},{"kind":"EventsNode","event":"plan_upgraded"}],
             "dateRange":{"date_from":"-60d"},"funnelsFilter":{"funnelWindowInterval":30,
             "funnelWindowIntervalUnit":"day"}})",
         0, 0, 12, 7},
        {"New customers who create a project",
         R"({"kind":"FunnelsQuery","series":[{"kind":"EventsNode","event":"signed_up"},
             {"kind":"EventsNode","event":"project_created"}],"interval":"day","dateRange":{"date_from":"-60d"},
             "funnelsFilter":{"funnelVizType":"trends","funnelWindowInterval":1,"funnelWindowIntervalUnit":"day"}})",
         0, 7, 6, 6},
        {"Sign-ups by channel",
         R"({"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"signed_up","math":"dau"}],"interval":"week",
             "dateRange":{"date_from":"-90d"},"trendsFilter":{"display":"ActionsBar"},
             "breakdownFilter":{"breakdown":"$channel_type","breakdown_type":"session"}})",
         6, 7, 6, 6},
        {"Revenue by plan",
         R"({"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"invoice_paid","math":"sum",
             "math_property":"revenue"}],"interval":"week","dateRange":{"date_from":"-90d"},
             "trendsFilter":{"display":"ActionsAreaGraph"},"breakdownFilter":{"breakdown":"plan",
             "breakdown_type":"event"}})",
         0, 13, 6, 6},
        {"Where people go from the pricing page",
         R"({"kind":"PathsQuery","dateRange":{"date_from":"-30d"},"pathsFilter":{"includeEventTypes":["$pageview"],
             "startPoint":"https://www.hedgerow.example/pricing","stepLimit":4,"edgeLimit":20}})",
         6, 13, 6, 6}}},
      {"Website",
       "What brings people, and what they look at.",
       {{"Visitors by day",
         R"({"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"$pageview","math":"dau"}],"interval":"day",
             "dateRange":{"date_from":"-30d"},"trendsFilter":{"display":"ActionsLineGraph"},
             "properties":[{"type":"event","key":"$host","operator":"exact","value":["www.hedgerow.example"]}],
             "compareFilter":{"compare":true}})",
         0, 0, 12, 6},
        {"Pages",
         R"({"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"$pageview","math":"dau"}],"interval":"day",
             "dateRange":{"date_from":"-30d"},"trendsFilter":{"display":"ActionsBarValue"},
             "breakdownFilter":{"breakdown":"$pathname","breakdown_type":"event","breakdown_limit":10}})",
         0, 6, 6, 6},
        {"Sources",
         R"({"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"$pageview","math":"dau"}],"interval":"day",
             "dateRange":{"date_from":"-30d"},"trendsFilter":{"display":"ActionsBarValue"},
             "breakdownFilter":{"breakdown":"$referring_domain","breakdown_type":"event","breakdown_limit":10}})",
         6, 6, 6, 6},
        {"Browsers",
         R"({"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"$pageview","math":"dau"}],"interval":"day",
             "dateRange":{"date_from":"-30d"},"trendsFilter":{"display":"ActionsPie"},
             "breakdownFilter":{"breakdown":"$browser","breakdown_type":"event","breakdown_limit":6}})",
         0, 12, 6, 6},
        {"Largest contentful paint, 75 of 100 visits",
         R"({"kind":"TrendsQuery","series":[{"kind":"EventsNode","event":"$web_vitals","math":"p75",
             "math_property":"$web_vitals_LCP_value"}],"interval":"day","dateRange":{"date_from":"-30d"},
             "trendsFilter":{"display":"ActionsLineGraph"}})",
         6, 12, 6, 6}}}};
  return all;
}

struct Note {
  int days_back;
  std::string text;
};

std::vector<Note> notes() {
  std::vector<Note> all;
  for (int day = 89; day >= 0; --day) {
    const int share = new_editor_rollout(day);
    if (share != new_editor_rollout(day + 1))
      all.push_back({day, fmt::format("The new editor is on for {} % of people", share)});
  }
  const auto experiment = summaries_experiment_start_days_back;
  all.push_back({experiment, "AI summaries: the experiment begins"});
  all.push_back({bad_release.first_day_back, fmt::format("{} is out", bad_release.version)});
  const auto mended = bad_release.last_day_back - 1;
  all.push_back({mended, fmt::format("{} mends creating projects for new customers", version_on(mended))});
  std::erase_if(all, [](const Note& note) { return note.days_back < 0; });
  return all;
}

class Workspace {
 public:
  Workspace(http::Client& server, std::string_view key) : server_(server), key_(key) {}

  Result<bool> furnish(const Options& options, std::string_view token) {
    TRY(find_project(token));
    for (const auto* path : {"dashboards/", "feature_flags/"}) {
      const auto page = TRY(ask(http::Method::get, path, {}));
      if (page.at("count").to_number<std::int64_t>() > 0) return false;
    }
    TRY(test_accounts());
    TRY(make_notes(options));
    TRY(actions());
    TRY(cohorts());
    TRY(flags());
    // The first is made last: lists begin with what is new.
    for (auto board = boards().rbegin(); board != boards().rend(); ++board) TRY(make_board(*board));
    return true;
  }

 private:
  Result<json::object> ask(http::Method method, std::string_view path, const json::value& body) {
    http::ClientRequest request;
    request.method = method;
    request.target = path.starts_with('/') ? std::string(path) : base_ + std::string(path);
    request.headers.set("Authorization", "Bearer " + key_);
    request.headers.set("Content-Type", "application/json");
    const auto text = method == http::Method::get ? std::string() : to_text(body);
    request.body = text;
    const auto response = TRY(server_.send(request));
    auto answer = parse_json(response.body);
    if (response.status / 100 != 2 || !answer || !answer->is_object())
      return invalid(fmt::format("The server answered {} with status {}: {}", request.target, response.status,
                                 response.body.substr(0, 300)));
    return std::move(answer->get_object());
  }
  Result<json::object> make(std::string_view path, const json::value& body) {
    return ask(http::Method::post, path, body);
  }

  Result<> find_project(std::string_view token) {
    const auto page = TRY(ask(http::Method::get, "/api/projects/?limit=500", {}));
    for (const auto& project : page.at("results").as_array()) {
      if (string_or_empty(project.as_object(), "api_token") != token) continue;
      base_ = fmt::format("/api/projects/{}/", project.at("id").to_number<std::int64_t>());
      return {};
    }
    return invalid("The key sees no project with this token.", "token");
  }

  Result<> test_accounts() {
    json::object filter{{"type", "person"}, {"key", "email"}, {"operator", "not_icontains"}};
    filter["value"] = "@" + std::string(staff_domain);
    TRY(ask(http::Method::patch, "", json::object{{"test_account_filters", json::array{filter}}}));
    return {};
  }

  Result<> make_notes(const Options& options) {
    for (const auto& note : notes()) {
      if (note.days_back >= options.days) continue;
      const auto at = options.end - std::chrono::hours(24 * note.days_back);
      json::object body{{"content", note.text}, {"scope", "project"}};
      body["date_marker"] = format_iso(at);
      TRY(make("annotations/", body));
    }
    return {};
  }

  Result<> actions() {
    TRY(make("actions/", {{"name", "Activated"},
                          {"description", "Made something with others in it."},
                          {"steps", json::array{json::object{{"event", "project_created"}},
                                                json::object{{"event", "invite_sent"}}}}}));
    json::object click{{"event", "$autocapture"}, {"text", "Upgrade"}, {"text_matching", "exact"}};
    TRY(make("actions/", {{"name", "Clicked Upgrade"}, {"steps", json::array{click}}}));
    return {};
  }

  Result<> make_cohort(std::string_view name, std::string_view about, json::object criterion) {
    json::object all{{"type", "AND"}, {"values", json::array{std::move(criterion)}}};
    TRY(make(
        "cohorts/",
        {{"name", name}, {"description", about}, {"filters", json::object{{"properties", std::move(all)}}}}));
    return {};
  }

  Result<> cohorts() {
    TRY(make_cohort("Paying customers", "Everybody of a company on Team or Business.",
                    {{"type", "person"},
                     {"key", "plan"},
                     {"operator", "exact"},
                     {"value", json::array{"team", "business"}}}));
    TRY(make_cohort("Busy people", "Five tasks done or more in thirty days.",
                    {{"type", "behavioral"},
                     {"key", "task_completed"},
                     {"event_type", "events"},
                     {"value", "performed_event_multiple"},
                     {"operator", "gte"},
                     {"operator_value", 5},
                     {"time_value", 30},
                     {"time_interval", "day"}}));
    return {};
  }

  Result<> flags() {
    const auto everybody = [](int share) {
      return json::object{{"properties", json::array()}, {"rollout_percentage", share}};
    };
    TRY(make("feature_flags/",
             {{"key", "new-editor"},
              {"name", "The new project editor"},
              {"filters", json::object{{"groups", json::array{everybody(new_editor_rollout(0))}}}}}));
    const auto variant = [](std::string_view key, std::string_view name) {
      return json::object{{"key", key}, {"name", name}, {"rollout_percentage", 50}};
    };
    json::object summaries{{"groups", json::array{everybody(100)}}};
    summaries["multivariate"] = {
        {"variants", json::array{variant("control", "As before"), variant("test", "With summaries")}}};
    TRY(make("feature_flags/",
             {{"key", "ai-summaries"}, {"name", "Summaries of what happened"}, {"filters", summaries}}));
    json::object staff{{"type", "person"}, {"key", "email"}, {"operator", "icontains"}};
    staff["value"] = "@" + std::string(staff_domain);
    json::object only_us{{"properties", json::array{staff}}, {"rollout_percentage", 100}};
    TRY(make("feature_flags/", {{"key", "weekly-digest"},
                                {"name", "A digest by e-mail on Mondays: only for ourselves so far"},
                                {"filters", json::object{{"groups", json::array{only_us}}}}}));
    TRY(make("early_access_feature/",
             {{"name", "Client portal"},
              {"description", "A page for each client, with their projects and files and nothing else."},
              {"stage", "beta"}}));
    return {};
  }

  Result<> make_board(const Board& board) {
    const auto made = TRY(make(
        "dashboards/",
        {{"name", board.name}, {"description", board.description}, {"pinned", &board == &boards().front()}}));
    const auto path = fmt::format("dashboards/{}/", made.at("id").to_number<std::int64_t>());
    json::array tiles;
    for (const auto& tile : board.tiles) {
      json::object query{{"kind", "InsightVizNode"}, {"source", parse_json(tile.query).value()}};
      const auto insight = TRY(make("insights/", {{"name", tile.name},
                                                  {"query", query},
                                                  {"saved", true},
                                                  {"dashboards", json::array{made.at("id")}}}));
      tiles.push_back(json::object{
          {"insight", insight.at("id")}, {"x", tile.x}, {"y", tile.y}, {"w", tile.w}, {"h", tile.h}});
    }
    const auto now = TRY(ask(http::Method::get, path, {}));
    json::array placed;
    for (const auto& tile : now.at("tiles").as_array()) {
      const auto& insight = tile.at("insight").at("id");
      const auto found =
          std::ranges::find_if(tiles, [&](const json::value& each) { return each.at("insight") == insight; });
      if (found == tiles.end()) continue;
      auto box = found->as_object();
      box.erase("insight");
      placed.push_back(json::object{{"id", tile.at("id")}, {"layouts", json::object{{"sm", box}}}});
    }
    TRY(ask(http::Method::patch, path, json::object{{"tiles", placed}}));
    return {};
  }

  http::Client& server_;
  const std::string key_;
  std::string base_;
};

}  // namespace

Result<bool> furnish(http::Client& server, const Options& options, std::string_view token,
                     std::string_view key) {
  return Workspace(server, key).furnish(options, token);
}

}  // namespace leapfrog::demo
