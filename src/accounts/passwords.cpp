#include "accounts/passwords.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <semaphore>

#include "base/crypto.h"

namespace leapfrog::accounts {
namespace {

// 64 MiB each.
std::counting_semaphore<2>& hashing_slots() {
  static std::counting_semaphore<2> slots(2);
  return slots;
}

struct Slot {
  Slot() { hashing_slots().acquire(); }
  ~Slot() { hashing_slots().release(); }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
};

// The heads of every published list of leaked passwords that are long enough to pass the other rules.
constexpr auto common_passwords = std::to_array<std::string_view>(
    {"password",     "password1", "password123", "12345678",   "123456789",   "1234567890", "qwertyuiop",
     "qwerty123",    "iloveyou",  "sunshine",    "princess",   "football",    "baseball",   "superman",
     "trustno1",     "letmein1",  "welcome1",    "admin123",   "passw0rd",    "p@ssw0rd",   "computer",
     "1q2w3e4r",     "1qaz2wsx",  "q1w2e3r4",    "abcd1234",   "abc12345",    "1234qwer",   "asdfghjkl",
     "asdf1234",     "zaq12wsx",  "starwars",    "whatever",   "changeme",    "leapfrog",   "leapfrog1",
     "87654321",     "987654321", "11223344",    "password12", "qwerty12345", "123123123",  "1q2w3e4r5t",
     "administrator"});

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string_view trim(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<> check_password_rules(std::string_view password, std::string_view email) {
  if (characters(password) < min_password_characters)
    return invalid(fmt::format("This password is too short. It must contain at least {} characters.",
                               min_password_characters),
                   "password", "password_too_short");
  if (password.size() > max_password_bytes)
    return invalid(
        fmt::format("This password is too long. It may have at most {} bytes.", max_password_bytes),
        "password", "password_too_long");
  const auto plain = lower(password);
  const bool one_character = std::ranges::all_of(plain, [&](char c) { return c == plain.front(); });
  if (one_character || std::ranges::find(common_passwords, plain) != common_passwords.end())
    return invalid("This password is too common. Choose one that others would not guess.", "password",
                   "password_too_common");
  if (!email.empty() && plain == lower(email))
    return invalid("The password must not be the email address.", "password", "password_too_similar");
  return {};
}

Result<std::string> checked_email(std::string_view email) {
  const auto wrong = [] { return invalid("Enter a valid email address.", "email"); };
  const auto text = trim(email);
  if (text.size() > max_email_bytes) return wrong();
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size() || text.rfind('@') != at)
    return wrong();
  const bool unprintable = std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte == 0x7f || c == '<' || c == '>' || c == '"' || c == ',' || c == ';';
  });
  if (unprintable) return wrong();
  const auto domain = text.substr(at + 1);
  if (domain.front() == '.' || domain.back() == '.' || domain.find("..") != std::string_view::npos)
    return wrong();
  return std::string(text);
}

std::string email_key(std::string_view email) { return lower(trim(email)); }

std::string hash_password_bounded(std::string_view password) {
  const Slot slot;
  return hash_password(password);
}

bool verify_password_bounded(const std::string& hash, std::string_view password) {
  const Slot slot;
  return verify_password(hash, password);
}

const std::string& hash_of_nothing() {
  // Of a random password that nobody kept.
  static const std::string hash =
      "$argon2id$v=19$m=65536,t=2,p=1$w9M2RDLJcwM1W/DnAJAj0Q$iJdSMjZQP70zED4/YrT/kW6ujDBYQruaALNslwP2j6Y";
  return hash;
}

void verify_nothing(std::string_view password) {
  static_cast<void>(verify_password_bounded(hash_of_nothing(), password));
}

}  // namespace leapfrog::accounts
