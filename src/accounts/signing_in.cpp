#include "accounts/signing_in.h"

#include "accounts/session_store.h"
#include "accounts/state.h"
#include "accounts/user_store.h"
#include "base/crypto.h"
#include "base/uuid.h"

namespace leapfrog::accounts {

namespace {
constexpr std::size_t max_user_agent_bytes = 300;
}

Result<> take_attempt(Accounts::State& state, const http::Request& request, std::string_view account) {
  const auto now = state.clock.now();
  TRY(state.by_address.take(address_key(request.client_ip), now));
  if (account.empty()) return {};
  auto allowed = state.by_account.take(account, now);
  // Who is refused for the account's sake has not used up the address's attempts.
  if (!allowed) state.by_address.give_back(address_key(request.client_ip));
  return allowed;
}

void give_attempt_back(Accounts::State& state, const http::Request& request, std::string_view account) {
  state.by_address.give_back(address_key(request.client_ip));
  if (!account.empty()) state.by_account.give_back(account);
}

Result<std::string> start_session(meta::Connection& connection, UserId user, const http::Request& request,
                                  Instant now) {
  auto secret = random_token("");
  Session session;
  session.id = Uuid::at(now).text();
  session.user = user;
  session.created_at = session.last_seen_at = now;
  session.expires_at = now + session_lifetime;
  session.ip = request.client_ip;
  session.user_agent = std::string(request.headers.get("User-Agent").substr(0, max_user_agent_bytes));
  TRY(insert_session(connection, session, sha256_hex(secret)));
  TRY(set_last_login(connection, user, now));
  return secret;
}

}  // namespace leapfrog::accounts
