// Bodies of the accounts' routes: names, addresses, passwords, scopes and settings from any bytes.
#include <cstdint>

#include "accounts/input.h"
#include "accounts/passwords.h"
#include "accounts/project_settings.h"
#include "accounts/scopes.h"
#include "accounts/throttle.h"

using namespace leapfrog;
using namespace leapfrog::accounts;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto email = checked_email(text)) {
    CHECK(email->size() <= max_email_bytes);
    CHECK(checked_email(*email).has_value());  // accepted once, accepted always
  }
  static_cast<void>(check_password_rules(text, "someone@example.com"));
  static_cast<void>(address_key(text));
  static_cast<void>(is_timezone(text));

  http::Request request;
  request.body = text;
  const auto body = body_object(request);
  if (!body) return 0;
  if (const auto name = optional_name(*body, "name"); name && *name) CHECK(!(*name)->empty());
  if (const auto* scopes = body->if_contains("scopes")) {
    if (const auto checked = checked_scopes(*scopes)) CHECK(!checked->empty());
  }
  if (const auto settings = changed_settings(default_settings(), *body)) {
    CHECK(settings->size() == default_settings().size());
    CHECK(changed_settings(*settings, *settings) == *settings);  // what was stored can be sent back
  }
  return 0;
}
