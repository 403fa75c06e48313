// What a password and an email address have to look like, and checking a password in bounded memory.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace leapfrog::accounts {

constexpr std::size_t min_password_characters = 8;
constexpr std::size_t max_password_bytes = 1024;  // argon2id reads all of it
constexpr std::size_t max_email_bytes = 254;

// Errors: `invalid` with attr "password" and a code (password_too_short, password_too_common, …).
Result<> check_password_rules(std::string_view password, std::string_view email);

// The address without the spaces around it. Errors: `invalid` with attr "email".
Result<std::string> checked_email(std::string_view email);
// Two spellings of one mailbox have the same key: lower case, for ASCII.
std::string email_key(std::string_view email);

// argon2id; waits while two others are being computed, so that a burst of sign-ins cannot fill the memory.
std::string hash_password_bounded(std::string_view password);
bool verify_password_bounded(const std::string& hash, std::string_view password);
// Takes as long as verifying, for when there is no such account: the time must not tell.
void verify_nothing(std::string_view password);
// The hash verify_nothing works on; made with the same parameters as new ones.
const std::string& hash_of_nothing();

}  // namespace leapfrog::accounts
