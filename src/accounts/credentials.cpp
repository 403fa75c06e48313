#include "accounts/credentials.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/csrf.h"
#include "accounts/key_store.h"
#include "accounts/project_store.h"
#include "accounts/session_store.h"
#include "accounts/state.h"
#include "base/crypto.h"
#include "base/log.h"

namespace leapfrog::accounts {
namespace {

constexpr seconds note_use_every{60};

struct Token {
  std::string value;
  std::string_view place;  // for the error: where it was found
};

bool starts_with_bearer(std::string_view header) {
  static constexpr std::string_view bearer = "bearer ";
  return header.size() > bearer.size() &&
         std::ranges::equal(header.substr(0, bearer.size()), bearer, [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
         });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::optional<Token> token_of(const http::Request& request) {
  const auto header = request.headers.get("Authorization");
  if (starts_with_bearer(header))
    return Token{std::string(trim(header.substr(7))), "request Authorization header"};
  if (request.query.has("personal_api_key"))
    return Token{std::string(request.query.get("personal_api_key")), "request query parameters"};
  // Looking for the word first spares most bodies a second parse.
  if (request.body.find("\"personal_api_key\"") != std::string::npos) {
    const auto body = parse_json(request.body);
    if (body && body->is_object()) {
      const auto key = string_or_empty(body->get_object(), "personal_api_key");
      if (!key.empty()) return Token{std::string(key), "request body"};
    }
  }
  return std::nullopt;
}

// Being unable to note the time (a full disk) is no reason to refuse a request.
template <class Write>
void note_use(Accounts::State& state, std::string_view what, Write write) {
  const auto noted = state.database.write(write);
  if (!noted) log_warning("Could not note the last use", {{"of", what}, {"error", noted.error().detail}});
}

Result<Access> access_by_key(Accounts::State& state, const Token& token) {
  const auto hash = sha256_hex(token.value);
  auto found = TRY(meta::in_read(
      state.database, [&](meta::Connection& connection) { return find_key_by_hash(connection, hash); }));
  if (!found)
    return failure(ErrorKind::unauthenticated, "authentication_failed",
                   fmt::format("Personal API key found in {} is invalid.", token.place));
  const auto now = state.clock.now();
  if (!found->key.last_used_at || *found->key.last_used_at + note_use_every <= now) {
    note_use(state, "a personal API key",
             [&](meta::Connection& connection) { return set_key_last_used(connection, found->key.id, now); });
  }
  Access access;
  access.by = Access::By::personal_key;
  access.user = std::move(found->user);
  access.credential = std::move(found->key.id);
  access.scopes = std::move(found->key.scopes);
  access.scoped_projects = std::move(found->key.scoped_projects);
  access.scoped_organizations = std::move(found->key.scoped_organizations);
  return access;
}

Result<Access> access_by_project_secret(Accounts::State& state, const Token& token) {
  const auto hash = sha256_hex(token.value);
  const auto project = TRY(meta::in_read(state.database, [&](meta::Connection& connection) {
    return find_project_by_secret(connection, hash);
  }));
  if (!project)
    return failure(ErrorKind::unauthenticated, "authentication_failed",
                   fmt::format("Project secret token found in {} is invalid.", token.place));
  Access access;
  access.by = Access::By::project_secret;
  access.scoped_projects = {*project};
  return access;
}

Result<Access> access_by_session(Accounts::State& state, const http::Request& request,
                                 std::string_view secret) {
  const auto now = state.clock.now();
  const auto hash = sha256_hex(secret);
  auto found = TRY(meta::in_read(state.database, [&](meta::Connection& connection) {
    return find_session_by_hash(connection, hash, now);
  }));
  if (!found)
    return failure(ErrorKind::unauthenticated, "not_authenticated",
                   "Your session has ended. Please sign in again.");
  if (!is_safe(request.method)) TRY(check_csrf(request, secret));
  if (found->session.last_seen_at + note_use_every <= now) {
    note_use(state, "a session", [&](meta::Connection& connection) {
      return set_session_seen(connection, found->session.id, now);
    });
  }
  Access access;
  access.by = Access::By::session;
  access.user = std::move(found->user);
  access.credential = std::move(found->session.id);
  return access;
}

}  // namespace

Result<Access> access_of(Accounts::State& state, const http::Request& request) {
  if (const auto token = token_of(request)) {
    if (token->value.starts_with(project_secret_prefix)) return access_by_project_secret(state, *token);
    if (token->value.starts_with("phc_"))
      return failure(
          ErrorKind::unauthenticated, "authentication_failed",
          "A project token (phc_…) can only send events and read flags. Use a personal API key (phx_…).");
    return access_by_key(state, *token);
  }
  if (const auto secret = request.cookie(session_cookie); !secret.empty())
    return access_by_session(state, request, secret);
  return failure(ErrorKind::unauthenticated, "not_authenticated",
                 "Authentication credentials were not provided.");
}

Result<> check_key_reaches(const Access& who, std::string_view organization,
                           std::optional<ProjectId> project) {
  const auto denied = [](std::string detail) {
    return failure(ErrorKind::forbidden, "permission_denied", std::move(detail));
  };
  if (!who.scoped_organizations.empty() &&
      std::ranges::find(who.scoped_organizations, organization) == who.scoped_organizations.end())
    return denied(
        fmt::format("API key does not have access to the requested organization: ID {}.", organization));
  if (who.scoped_projects.empty()) return {};
  if (!project) return denied("API keys with scoped projects are only supported on project-based endpoints.");
  if (std::ranges::find(who.scoped_projects, *project) == who.scoped_projects.end())
    return denied(fmt::format("API key does not have access to the requested project: ID {}.", *project));
  return {};
}

}  // namespace leapfrog::accounts
