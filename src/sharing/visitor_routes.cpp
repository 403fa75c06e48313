// /api/shared/{token}/: what a visitor without an account sees. Every answer is read through the row of the
// token: its project, its one dashboard or insight. Nothing a visitor sends becomes part of a question.
#include <fmt/format.h>

#include <charconv>

#include "accounts/passwords.h"
#include "accounts/throttle.h"
#include "base/crypto.h"
#include "dashboards/kept.h"
#include "http/json_body.h"
#include "http/object_schema.h"
#include "sharing/answer_cache.h"
#include "sharing/passes.h"
#include "sharing/routes.h"
#include "sharing/share_store.h"
#include "storage/meta/rows.h"

namespace leapfrog::sharing {
namespace {

using http::Request;
using http::Response;

// What of an answer is shown: the numbers and what they are of, not how they were computed.
constexpr std::array shown_fields = {"results",      "columns",  "types", "hasMore", "resolved_date_range",
                                     "last_refresh", "timezone", "error"};

Failure no_such_link() {
  return failure(ErrorKind::not_found, "not_found",
                 "This link leads nowhere. It may have been switched off, or its time is over.");
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object insight_json(const dashboards::KeptInsight& insight, json::object question) {
  return {{"name", text_or_null(insight.name)},
          {"description", insight.description},
          {"query", question.empty() ? json::value(nullptr) : json::value(std::move(question))}};
}

json::object dashboard_json(const dashboards::KeptDashboard& dashboard) {
  json::array tiles;
  for (const auto& tile : dashboard.tiles) {
    json::object out{{"id", tile.id}, {"layouts", tile.layouts}, {"insight", nullptr}, {"text", nullptr}};
    if (tile.insight)
      out["insight"] = insight_json(*tile.insight, tile.question);
    else
      out["text"] = json::object{{"body", tile.text}};
    tiles.push_back(std::move(out));
  }
  return {{"name", dashboard.name}, {"description", dashboard.description}, {"tiles", std::move(tiles)}};
}

// What a link leads to.
struct Shown {
  Share share;
  std::optional<dashboards::KeptDashboard> dashboard;
  std::optional<dashboards::KeptInsight> insight;

  // Of a tile, or of the insight itself, whose number is 0. Empty when there is none.
  json::object question(std::int64_t number) const {
    if (insight) return number == 0 ? insight->query : json::object();
    for (const auto& tile : dashboard->tiles)
      if (tile.id == number && tile.insight) return tile.question;
    return {};
  }
};

class VisitorApi {
 public:
  explicit VisitorApi(Parts parts) : parts_(std::move(parts)) {}

  Result<Response> show(const Request& request) {
    const auto shown = TRY(open(request));
    const auto access = TRY(project_of(shown.share));
    json::object out{{"kind", kind_name(shown.share.kind)},
                     {"timezone", access.project().timezone},
                     {"settings", json::parse(shown.share.settings)},
                     {"dashboard", nullptr},
                     {"insight", nullptr}};
    if (shown.dashboard) out["dashboard"] = dashboard_json(*shown.dashboard);
    if (shown.insight) out["insight"] = insight_json(*shown.insight, shown.insight->query);
    return Response::json(std::move(out));
  }

  Result<Response> result(const Request& request) {
    const auto shown = TRY(open(request));
    std::int64_t number = 0;
    const auto text = request.param("number");
    std::from_chars(text.data(), text.data() + text.size(), number);
    const auto question = shown.question(number);
    if (question.empty()) return not_found();
    const auto access = TRY(project_of(shown.share));
    const auto key = fmt::format("{}/{}/{}", shown.share.id, number, sha256_hex(json::serialize(question)));
    const auto answer = TRY(cache_.get(key, parts_.clock.now(), [&]() -> Result<json::object> {
      const auto computed = TRY(parts_.answer(access, question));
      json::object out;
      for (const auto* field : shown_fields)
        if (const auto* value = computed.if_contains(field)) out[field] = *value;
      return out;
    }));
    Response response;
    response.headers.set("Content-Type", "application/json");
    response.body = *answer;
    return response;
  }

  // The password for a pass, which later requests send as X-Share-Pass.
  Result<Response> unlock(const Request& request) {
    const auto now = parts_.clock.now();
    const auto share = TRY(find(request));
    const auto body = TRY(http::json_body(request));
    const auto password = TRY(required_string(body, "password"));
    if (!share.password_hash) return Response::json(json::object{{"pass", ""}});
    const auto address = accounts::address_key(request.client_ip);
    TRY(guesses_.take(address, now));
    if (password.size() > accounts::max_password_bytes ||
        !accounts::verify_password_bounded(*share.password_hash, password))
      return failure(ErrorKind::forbidden, "wrong_password", "This is not the password.", "password");
    guesses_.give_back(address);
    return Response::json(json::object{{"pass", passes_.give(lock_of(share), now)}});
  }

 private:
  Result<Share> find(const Request& request) const {
    const auto share = TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) {
      return find_share_by_token(connection, request.param("token"));
    }));
    if (!share || !share->open_at(parts_.clock.now())) return no_such_link();
    return *share;
  }

  static std::string lock_of(const Share& share) {
    return fmt::format("{} {} {}", share.id, share.token, share.password_hash.value_or(""));
  }

  Result<Shown> open(const Request& request) {
    Shown shown;
    shown.share = TRY(find(request));
    const auto& share = shown.share;
    if (share.password_hash &&
        !passes_.good(request.headers.get("X-Share-Pass"), lock_of(share), parts_.clock.now()))
      return failure(ErrorKind::forbidden, "password_required", "This link needs its password.");
    TRY(parts_.database.read([&](meta::Connection& connection) -> Result<> {
      if (share.kind == ShareKind::insight)
        shown.insight = TRY(dashboards::kept_insight(connection, share.project, share.item));
      else
        shown.dashboard = TRY(dashboards::kept_dashboard(connection, share.project, share.item));
      return {};
    }));
    if (!shown.insight && !shown.dashboard) return no_such_link();
    return shown;
  }

  Result<accounts::ProjectAccess> project_of(const Share& share) const {
    auto access = parts_.accounts.background_access(share.project);
    if (!access) return no_such_link();
    return *std::move(access);
  }

  const Parts parts_;
  AnswerCache cache_;
  Passes passes_;
  accounts::Throttle guesses_{accounts::ThrottleLimits{}};
};

}  // namespace

void add_visitor_routes(http::Router& router, const Parts& parts) {
  router.add_schema(
      "SharedInsight",
      http::object_schema({{"name", "string?"}, {"description", "string"}, {"query", "object?"}}));
  router.add_schema("SharedText", http::object_schema({{"body", "string"}}));
  router.add_schema("SharedTile", http::object_schema({{"id", "integer"},
                                                       {"layouts", "object"},
                                                       {"insight", "SharedInsight?"},
                                                       {"text", "SharedText?"}}));
  router.add_schema(
      "SharedDashboard",
      http::object_schema({{"name", "string"}, {"description", "string"}, {"tiles", "SharedTile[]"}}));
  router.add_schema("Shared", http::object_schema({{"kind", "dashboard|insight"},
                                                   {"timezone", "string"},
                                                   {"settings", "object"},
                                                   {"dashboard", "SharedDashboard?"},
                                                   {"insight", "SharedInsight?"}}));
  router.add_schema("SharePassword", http::object_schema({{"password", "string"}}));
  router.add_schema("SharePass", http::object_schema({{"pass", "string"}}));
  const auto api = std::make_shared<VisitorApi>(parts);
  using Call = Result<Response> (VisitorApi::*)(const Request&);
  const auto answering = [api](Call call) {
    return [api, call](Request& request) {
      auto answered = ((*api).*call)(request);
      auto response = answered ? *std::move(answered) : http::error_response(answered.error());
      response.headers.set("X-Robots-Tag", "noindex, nofollow");
      return response;
    };
  };
  router.get("/api/shared/{token}/", {"What a public link leads to", "sharing", "", "", "Shared"},
             answering(&VisitorApi::show));
  router.get("/api/shared/{token}/results/{number:int}/",
             {"The answer of one of its tiles; 0 for an insight", "sharing", "", "", ""},
             answering(&VisitorApi::result));
  router.post("/api/shared/{token}/unlock/",
              {"A pass for the link's password, to be sent as X-Share-Pass", "sharing", "", "SharePassword",
               "SharePass"},
              answering(&VisitorApi::unlock));
}

void add_routes(http::Router& router, Parts parts) {
  add_member_routes(router, parts);
  add_visitor_routes(router, parts);
}

}  // namespace leapfrog::sharing
