// dashboards/{id}/sharing/ and insights/{id}/sharing/: making, changing and ending a public link.
#include <fmt/format.h>

#include <charconv>

#include "accounts/passwords.h"
#include "base/crypto.h"
#include "dashboards/kept.h"
#include "http/json_body.h"
#include "http/object_schema.h"
#include "sharing/routes.h"
#include "sharing/share_store.h"
#include "storage/meta/rows.h"

namespace leapfrog::sharing {
namespace {

using accounts::ProjectAccess;
using http::Request;
using http::Response;

constexpr std::size_t max_settings_bytes = 10'000;

json::object share_json(const Share& share) {
  return {
      {"created_at", share.id == 0 ? json::value(nullptr) : json::value(format_iso(share.created_at))},
      {"enabled", share.enabled},
      {"access_token", share.token.empty() ? json::value(nullptr) : json::value(share.token)},
      {"password_required", share.password_hash.has_value()},
      {"expires_at", share.expires_at ? json::value(format_iso(*share.expires_at)) : json::value(nullptr)},
      {"settings", json::parse(share.settings)}};
}

json::object logged(const Share& share) {
  auto out = share_json(share);
  out.erase("access_token");
  out.erase("created_at");
  return out;
}

class MemberApi {
 public:
  MemberApi(Parts parts, ShareKind kind) : parts_(std::move(parts)), kind_(kind) {}

  Result<Response> get(const ProjectAccess& access, Request& request) const {
    return Response::json(
        share_json(TRY(meta::in_read(parts_.database, [&](meta::Connection& connection) -> Result<Share> {
          return std::move(TRY(load(connection, access, request)).share);
        }))));
  }

  Result<Response> change(const ProjectAccess& access, Request& request) const {
    const auto body = TRY(http::json_body(request));
    // Hashing takes its time: not inside a transaction.
    const auto password = TRY(password_of(body));
    return store(access, request, [&](Share& share) { return apply(share, body, password); });
  }

  // The old link ends at once.
  Result<Response> refresh(const ProjectAccess& access, Request& request) const {
    return store(access, request, [](Share& share) -> Result<> {
      share.token = random_token("");
      return {};
    });
  }

 private:
  struct Loaded {
    Share share;
    std::string name;
  };

  Result<Loaded> load(meta::Connection& connection, const ProjectAccess& access,
                      const Request& request) const {
    std::int64_t id = 0;
    const auto text = request.param("id");
    const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return not_found();
    Loaded loaded;
    if (kind_ == ShareKind::insight) {
      const auto insight = TRY(dashboards::kept_insight(connection, access.id(), id));
      if (!insight) return not_found();
      loaded.name = insight->name;
    } else {
      const auto dashboard = TRY(dashboards::kept_dashboard(connection, access.id(), id));
      if (!dashboard) return not_found();
      loaded.name = dashboard->name;
    }
    auto stored = TRY(find_share(connection, access.id(), kind_, id));
    loaded.share = stored.value_or(Share{});
    loaded.share.project = access.id();
    loaded.share.kind = kind_;
    loaded.share.item = id;
    return loaded;
  }

  // Nothing: stays as it is; "": none from now on.
  static Result<std::optional<std::string>> password_of(const json::object& body) {
    if (!body.contains("password")) return std::nullopt;
    const auto text = TRY(optional_string(body, "password")).value_or("");
    if (text.empty()) return "";
    TRY(accounts::check_password_rules(text, ""));
    return accounts::hash_password_bounded(text);
  }

  Result<> apply(Share& share, const json::object& body, const std::optional<std::string>& password) const {
    share.enabled = TRY(optional_bool(body, "enabled")).value_or(share.enabled);
    if (password) share.password_hash = password->empty() ? std::nullopt : password;
    if (body.contains("expires_at")) {
      const auto text = TRY(optional_string(body, "expires_at"));
      share.expires_at.reset();
      if (text) {
        const auto instant = parse_iso(*text);
        if (!instant) return invalid("Expected a time such as 2026-01-31T12:00:00Z, or null.", "expires_at");
        if (*instant <= parts_.clock.now()) return invalid("The end must be in the future.", "expires_at");
        share.expires_at = *instant;
      }
    }
    if (const auto* settings = body.if_contains("settings"); settings != nullptr && !settings->is_null()) {
      if (!settings->is_object()) return invalid("Expected an object.", "settings");
      share.settings = json::serialize(*settings);
      if (share.settings.size() > max_settings_bytes) return invalid("This is too long.", "settings");
    }
    return {};
  }

  template <class Change>
  Result<Response> store(const ProjectAccess& access, const Request& request, Change change_share) const {
    const auto now = parts_.clock.now();
    const auto share =
        TRY(meta::in_write(parts_.database, [&](meta::Connection& connection) -> Result<Share> {
          auto loaded = TRY(load(connection, access, request));
          auto& made = loaded.share;
          if (made.id == 0) {
            made.token = random_token("");
            made.created_at = now;
            made.created_by = access.user_id();
          }
          const auto before = logged(made);
          const auto token = made.token;
          TRY(change_share(made));
          auto changes = accounts::changes_between(before, logged(made));
          if (token != made.token) changes.push_back({"access_token", "the old link", "a new link"});
          if (!changes.empty())
            TRY(accounts::record_activity(
                connection, access,
                {now, kind_ == ShareKind::insight ? "Insight" : "Dashboard", std::to_string(made.item),
                 "sharing changed", loaded.name, std::move(changes)}));
          return store_share(connection, std::move(made));
        }));
    return Response::json(share_json(share));
  }

  const Parts parts_;
  const ShareKind kind_;
};

}  // namespace

void add_member_routes(http::Router& router, const Parts& parts) {
  router.add_schema("Sharing", http::object_schema({{"created_at", "string?"},
                                                    {"enabled", "boolean"},
                                                    {"access_token", "string?"},
                                                    {"password_required", "boolean"},
                                                    {"expires_at", "string?"},
                                                    {"settings", "object"}}));
  router.add_schema("SharingChange", http::object_schema({{"enabled", "boolean"},
                                                          {"password", "string?"},
                                                          {"expires_at", "string?"},
                                                          {"settings", "object"}}));
  for (const auto kind : {ShareKind::dashboard, ShareKind::insight}) {
    const auto api = std::make_shared<const MemberApi>(parts, kind);
    const auto path = fmt::format("{}s/{{id}}/sharing/", kind_name(kind));
    using Call = Result<Response> (MemberApi::*)(const ProjectAccess&, Request&) const;
    const auto add = [&](http::Method method, const std::string& at, std::string summary, std::string scope,
                         std::string body, Call call) {
      accounts::add_project_route(
          router, parts.accounts, method, at,
          {std::move(summary), "sharing", std::move(scope), std::move(body), "Sharing"},
          [api, call](const ProjectAccess& access, Request& request) {
            return ((*api).*call)(access, request);
          });
    };
    add(http::Method::get, path, fmt::format("The public link of one {}", kind_name(kind)),
        "sharing_configuration:read", "", &MemberApi::get);
    add(http::Method::patch, path, "Switch the link on or off, set its password and its end",
        "sharing_configuration:write", "SharingChange", &MemberApi::change);
    add(http::Method::post, path + "refresh/", "A new link; the old one ends", "sharing_configuration:write",
        "", &MemberApi::refresh);
  }
}

}  // namespace leapfrog::sharing
