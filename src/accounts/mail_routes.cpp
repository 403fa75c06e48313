// /api/organizations/{id}/mail/: whether this server sends e-mail, and a letter to try it.
#include "accounts/account_routes.h"
#include "accounts/letters.h"
#include "accounts/state.h"
#include "http/object_schema.h"
#include "outbox/outbox.h"

namespace leapfrog::accounts {
namespace {

constexpr RouteAccess for_admins{.role = Role::admin, .project_secret = false, .session_only = false};
constexpr RouteAccess for_admins_here{.role = Role::admin, .project_secret = false, .session_only = true};

http::Response show(const Accounts::State& state) {
  json::object out;
  out["configured"] = state.post.has_mail();
  out["from"] = state.post.from.empty() ? json::value(nullptr) : json::value(state.post.from);
  out["link_origin"] = state.post.link_origin;
  return http::Response::json(out);
}

std::string_view word_of(mail::Sent::Outcome outcome) {
  if (outcome == mail::Sent::Outcome::delivered) return "delivered";
  return outcome == mail::Sent::Outcome::again ? "again" : "never";
}

// To whoever asks, and nobody else: it must not be a way to send letters to strangers.
Result<http::Response> test(Accounts::State& state, const OrganizationAccess& access) {
  if (!state.post.has_mail()) return invalid("This server sends no e-mail.", "", "email_not_available");
  TRY(state.letters_by_account.take("test of " + access.who.user.uuid, state.clock.now()));
  const auto& to = access.who.user.email;
  TRY(mail::check_address(to, ""));
  const auto sent = TRY(state.post.outbox->try_now(test_letter(to, state.post.link_origin)));
  json::object out;
  out["to"] = to;
  out["outcome"] = word_of(sent.outcome);
  out["answer"] = sent.answer;
  return http::Response::json(out);
}

}  // namespace

void add_mail_routes(http::Router& router, Accounts& accounts) {
  auto& state = accounts.state();
  router.add_schema(
      "MailService",
      http::object_schema({{"configured", "boolean"}, {"from", "string?"}, {"link_origin", "string"}}));
  router.add_schema(
      "MailTest",
      http::object_schema({{"to", "string"}, {"outcome", "delivered|again|never"}, {"answer", "string"}}));
  using http::Method;
  add_organization_route(
      router, accounts, Method::get, "mail/",
      route_doc("Whether this server sends e-mail", "organization:read", "", "MailService"), for_admins,
      [&state](const OrganizationAccess&, http::Request&) { return Result<http::Response>(show(state)); });
  add_organization_route(
      router, accounts, Method::post, "mail/test/",
      route_doc("Send a test by e-mail to whoever asks", "organization:write", "", "MailTest"),
      for_admins_here,
      [&state](const OrganizationAccess& access, http::Request&) { return test(state, access); });
}

}  // namespace leapfrog::accounts
